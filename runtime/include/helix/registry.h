/* SPDX-License-Identifier: MIT */
/*
 * The catalogue of all modules in the kernel.
 *
 * An id is a module's position in start order. Descriptors live as long as the image.
 * Lists go into the caller's array, in start order: up to `capacity` of them, and the
 * result says how many there are in all. Names that are asked for are not NULL. Nothing
 * here takes a lock: any context.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>

/* How many modules there are; ids are below it. */
uint32_t hx_registry_count(void);

/* Each returns NULL if there is no such module. */
const struct hx_module *hx_registry_get(uint32_t id);
const struct hx_module *hx_registry_get_by_name(const char *name);

/* The modules that provide a capability; 0 for one that nobody provides. */
size_t hx_registry_providers(const char *capability, const struct hx_module *modules[],
                             size_t capacity);

size_t hx_registry_list_all(const struct hx_module *modules[], size_t capacity);

/* Those that have the flag; of several flags or-ed together, all of them. */
size_t hx_registry_list_by_flag(uint32_t flags, const struct hx_module *modules[],
                                size_t capacity);

size_t hx_registry_list_running(const struct hx_module *modules[], size_t capacity);

/*
 * Returns the module behind `target`: the module of that name, else the first Running
 * provider of the capability of that name, else its first provider, else NULL.
 */
const struct hx_module *hx_registry_find_target(const char *target);

/*
 * Returns the module behind `module` in start order, the first one for NULL; NULL
 * behind the last. Goes on from a module that has left meanwhile.
 */
const struct hx_module *hx_registry_next(const struct hx_module *module);

/* The id of the module behind a context. Any context. */
HX_UNUSED static inline uint32_t hx_context_id(const struct hx_context *ctx)
{
    return ctx->module->control->id;
}

enum hx_module_state hx_module_state_of(const struct hx_module *module);

/* Returns "Registered", "Loading", ..., "Error"; "?" for any other number. */
const char *hx_module_state_name(enum hx_module_state state);

/* Returns "ESSENTIAL", ... for one flag of enum hx_module_flag; NULL for none. */
const char *hx_module_flag_name(uint32_t flag);
