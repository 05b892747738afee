/* SPDX-License-Identifier: MIT */
/*
 * The catalogue of all modules in the kernel: those of the image, and those that were
 * registered at run time.
 *
 * The id of a module of the image is its position in start order. The ids of the others
 * count up from there and are never given twice. Lists go into the caller's array, in
 * the order of ids: up to `capacity` of them, and the result says how many there are in
 * all. Names that are asked for are not NULL.
 *
 * Look-ups take no lock: any context. A module of the image stays where it is for ever;
 * what else a look-up returns is good until the caller is quiescent, for which see
 * helix/quiescent.h. A module that has left is not found any more.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>
#include <helix/quiescent.h>

/* How many modules the image has; their ids are below it. */
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
 * Returns the module behind `module` in the order of ids, the first one for NULL; NULL
 * behind the last. Goes on from a module that has left meanwhile. Not before
 * hx_boot_init(), which gives the image's modules their ids.
 */
const struct hx_module *hx_registry_next(const struct hx_module *module);

/* What one registration at run time takes: the caller's memory, zero at first. */
struct hx_registration {
    /*
     * By the caller, or NULL: called once when nobody can hold the module any more; see
     * hx_quiescent_retire(), where also stands from which context.
     */
    void (*release)(struct hx_registration *registration);
    /* By the caller: a place for each event that the module listens to by its spec. */
    struct hx_listener *listeners;
    uint32_t listener_count; /* hx_registration_listener_count() or more */
    /* The runtime's. */
    const struct hx_module *module;
    struct hx_registration *next;
    struct hx_registration *previous;
    struct hx_retired retired;
};

/* How many listeners the registration of `module` needs. Any context. */
uint32_t hx_registration_listener_count(const struct hx_module *module);

/*
 * Registers `module`: from now on it is found, and counts as a dependency, a provider
 * and an implementor. Its state is Registered; it is brought up by hx_lifecycle_init()
 * and hx_lifecycle_start(), on the main loop. Its id goes to `id`, unless that is NULL.
 *
 * All that is reachable from `module` and `room` stays as it is until the module was
 * unregistered and `room->release` was called; then the memory is the caller's again,
 * `room` as it was handed over. The module's control block is zero (state Registered)
 * at first: one that was used before has to be cleared.
 *
 * An optional dependency that is present at a version that does not fit counts as
 * absent; a warning in the log says so, also where it is the new module that does not
 * fit. Nothing has changed if the result is not HX_OK:
 *   HX_ERR_INVALID         NULL, or a descriptor that lacks a part
 *   HX_ERR_ABI             a descriptor of another layout
 *   HX_ERR_ALREADY_LOADED  this very module is registered
 *   HX_ERR_ALREADY_EXISTS  another module has the name; or one string would be both a
 *                          module's name and a capability
 *   HX_ERR_WRONG_STATE     the control block is not that of a new module
 *   HX_ERR_BUSY            `room` is in use
 *   HX_ERR_DEPENDENCY      nobody has what the module requires, which is named
 *   HX_ERR_VERSION         somebody has, at a version that does not fit: the detail
 *                          has what is expected and what was found
 *   HX_ERR_CIRCULAR        the module would wait for itself; optional dependencies and
 *                          handles count. The detail is the cycle: 'a' -> 'b' -> 'a'
 *   HX_ERR_NO_SPACE        all ids have been given; or `room` has too few listeners
 *   HX_ERR_WRONG_CONTEXT   called from an interrupt
 * Any CPU, any thread; of several that register one name at once, one succeeds.
 */
HX_MUST_CHECK hx_status hx_registry_register(const struct hx_module *module,
                                             struct hx_registration *room,
                                             uint32_t *id);

/*
 * Takes a module out of the registry: it is found no longer, its interfaces are closed,
 * and its state is Unloading. One that was registered at run time is released as said
 * above; one of the image has left for good. Its name may be registered again.
 *
 * Returns HX_OK, or, and nothing has changed,
 *   HX_ERR_NOT_FOUND      no module has that id
 *   HX_ERR_ESSENTIAL      the module is ESSENTIAL
 *   HX_ERR_WRONG_STATE    it is not Registered, Loaded, Stopped or in Error
 *   HX_ERR_BUSY           others, in whatever state, require it, and the detail names
 *                         them; or it holds something of the runtime, which only the
 *                         main loop gives back, and this is another CPU
 *   HX_ERR_WRONG_CONTEXT  called from an interrupt
 * Any CPU, any thread, also from the module's own code.
 */
HX_MUST_CHECK hx_status hx_registry_unregister(uint32_t id);

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
