/* SPDX-License-Identifier: MIT */
/*
 * Interfaces at run time: who serves which, and the slots that calls go through.
 *
 * A module's own code rather uses its handles, which are typed and bound when the image
 * is built; these functions are for discovery, for shells and for frameworks.
 *
 * All but hx_interface_open() and hx_interface_close() may be called from any context.
 * Names that are asked for are not NULL. Interfaces live as long as the image; for
 * modules see helix/registry.h. What was registered at run time counts, by the
 * interface's name, behind the modules of the image and in the order of ids.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>

/* Returns the interface of that name, or NULL if the image has none. */
const struct hx_interface *hx_interface_find(const char *name);

/* Fills up to `capacity` of the image's interfaces; returns how many there are. */
size_t hx_interface_list(const struct hx_interface *interfaces[], size_t capacity);

/*
 * Fills up to `capacity` of the modules that implement `name`, in start order and in
 * whatever state, and returns how many there are; 0 for an unknown interface.
 */
size_t hx_interface_implementors(const char *name, const struct hx_module *modules[],
                                 size_t capacity);

/*
 * Returns the module that serves `name` by default: the profile's choice (in whatever
 * state), else the first Running implementor in start order, else NULL.
 */
const struct hx_module *hx_interface_primary(const char *name);

/*
 * The same, of the modules that implement version `lowest` of the interface or a later
 * one with its major number: what a user of that version can work with.
 */
size_t hx_interface_implementors_from(const char *name, hx_version lowest,
                                      const struct hx_module *modules[],
                                      size_t capacity);
const struct hx_module *hx_interface_primary_from(const char *name, hx_version lowest);

/*
 * Returns the name of the interface number `index` of those that `module` implements,
 * from 0 on, in the order of the spec; NULL behind the last one.
 */
const char *hx_interface_name(const struct hx_module *module, size_t index);

/*
 * Puts the version of the interface `name` that `module` implements into `version`. It
 * may be older than the interface's own. Returns HX_ERR_NOT_FOUND if the image has no
 * such interface, HX_ERR_UNSUPPORTED if the module does not implement it.
 */
HX_MUST_CHECK hx_status hx_interface_version(const struct hx_module *module,
                                             const char *name, hx_version *version);

/*
 * Returns the slot of the primary, or `interface->absent` if there is none; never NULL.
 * A slot keeps its address; a call through one whose module is not up fails with
 * HX_ERR_NOT_FOUND (or the operation's @on_fail).
 */
struct hx_slot *hx_interface_primary_slot(const struct hx_interface *interface);

/*
 * Returns how `module` implements the interface of that name, or NULL if it does not.
 */
const struct hx_implementation *
hx_interface_implementation(const struct hx_module *module,
                            const struct hx_interface *interface);

/*
 * Returns who stands behind a handle now: whom the image has bound it to, or the module
 * that has replaced that one since; of a handle that is bound while the kernel runs,
 * whoever that is. NULL if nobody does.
 */
const struct hx_module *hx_binding_provider(const struct hx_binding *binding);

/*
 * For the life cycle: lets calls through all slots of a module, or fails them again
 * with HX_ERR_NOT_FOUND (or the operation's @on_fail).
 */
void hx_interface_open(const struct hx_module *module);
void hx_interface_close(const struct hx_module *module);

/*
 * For generated calls: returns the struct of functions to call through now, until
 * hx_slot_leave(). Where there are threads, one that comes while the provider is being
 * replaced waits here; the main loop never waits, nor does a thread that has preemption
 * off or has to end, and gets functions that fail with HX_ERR_BUSY (or give the
 * operation's @on_fail). Any context.
 */
#ifdef HX_THREADS
#define HX_SLOT_PARKED UINT32_C(0x80000000)

/* The caller has counted itself, and still is when this returns. */
void hx_slot_wait(struct hx_slot *slot);

HX_UNUSED static inline const void *hx_slot_enter(struct hx_slot *slot)
{
    if ((__atomic_fetch_add(&slot->callers, 1, __ATOMIC_ACQUIRE) & HX_SLOT_PARKED) != 0)
        hx_slot_wait(slot);
    return __atomic_load_n(&slot->ops, __ATOMIC_ACQUIRE);
}

HX_UNUSED static inline void hx_slot_leave(struct hx_slot *slot)
{
    (void)__atomic_fetch_sub(&slot->callers, 1, __ATOMIC_RELEASE);
}
#else
HX_UNUSED static inline const void *hx_slot_enter(struct hx_slot *slot)
{
    return __atomic_load_n(&slot->ops, __ATOMIC_ACQUIRE);
}

HX_UNUSED static inline void hx_slot_leave(HX_UNUSED struct hx_slot *slot)
{
}
#endif

/*
 * For generated calls: are `count` elements of `size` bytes more than memory can hold?
 * `size` is not 0. Any context.
 */
HX_UNUSED static inline bool hx_size_overflows(size_t count, size_t size)
{
    return count > SIZE_MAX / size;
}
