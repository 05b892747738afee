/* SPDX-License-Identifier: MIT */
/*
 * Modules that a test registers at run time. Their hooks do nothing and succeed.
 *
 * fake_new() takes one of a few; its first call gives the modules of the image their
 * ids, as a boot would.
 */
#pragma once

#include <helix/registry.h>
#include <helix/status.h>

#define FAKE_ENTRY_MAX 8

struct fake_dynamic {
    struct hx_module module;
    struct hx_module_info info;
    struct hx_control control;
    struct hx_context context;
    struct hx_registration room;
    uint32_t id; /* by fake_register() */
    struct hx_dependency dependencies[FAKE_ENTRY_MAX];
    const char *provides[FAKE_ENTRY_MAX];
    struct hx_binding bindings[FAKE_ENTRY_MAX];
    struct hx_implementation implementations[FAKE_ENTRY_MAX];
    struct hx_slot slots[FAKE_ENTRY_MAX];
    unsigned release_count;
};

struct fake_dynamic *fake_new(const char *name, hx_version version);

/* What it is, as of a spec: before it is registered. */
void fake_needs(struct fake_dynamic *dynamic, const char *name);
void fake_needs_optionally(struct fake_dynamic *dynamic, const char *name);
void fake_needs_version(struct fake_dynamic *dynamic, const char *name,
                        hx_version lowest, hx_version highest);
void fake_provides(struct fake_dynamic *dynamic, const char *capability);
void fake_implements(struct fake_dynamic *dynamic, const struct hx_interface *interface,
                     hx_version version);
void fake_uses(struct fake_dynamic *dynamic, const struct hx_interface *interface,
               const struct hx_module *provider);

/* The compatible versions of a bare one: `highest` of the two. */
hx_version fake_compatible(hx_version lowest);

hx_status fake_register(struct fake_dynamic *dynamic);

/* It must succeed. */
void fake_must_register(struct fake_dynamic *dynamic);

/* Ready to be registered again, after it was released. */
void fake_clear(struct fake_dynamic *dynamic);

/* Gives the image's modules their ids. */
void fake_give_ids(void);
