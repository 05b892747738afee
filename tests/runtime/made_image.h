/* SPDX-License-Identifier: MIT */
/*
 * An image of any size, made while the program runs: first its modules, then, with
 * made_image(), the section and the tables that the generator would have written. A
 * module that is made and not part of the image can be registered.
 *
 * Memory is never given back, and what cannot go on aborts.
 */
#pragma once

#include <helix/registry.h>

#define MADE_MODULE_MAX 100000

struct made_module {
    struct hx_module module;
    struct hx_module_info info;
    struct hx_control control;
    struct hx_context context;
    struct hx_registration room;
};

struct made_module *made_module(const char *name, hx_version version, uint32_t flags);

/* `optional` is for both; `provider` may be NULL. */
void made_needs(struct made_module *made, struct hx_dependency dependency);
void made_uses(struct made_module *made, struct hx_binding binding);
void made_provides(struct made_module *made, const char *capability);
void made_implements(struct made_module *made, const char *interface,
                     hx_version version);

/* The one object for an interface of that name. */
const struct hx_interface *made_interface(const char *name);

/* Makes an image of `count` modules, in their order, which is that of their ids. */
void made_image(struct made_module *const modules[], uint32_t count);
