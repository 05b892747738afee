/* SPDX-License-Identifier: MIT */
/*
 * Slots that go from one module to another. Whoever is registered and has a slot among
 * its implementations owns it; so nothing is kept beside the descriptors.
 *
 * A module is parked while it is being replaced or taken away: no call comes in, and
 * those that are inside leave. On the main loop, unless it says otherwise.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/loading.h>

/* Returns the registered module that serves `interface` through `slot`, or NULL. */
const struct hx_module *hx_slot_owner(const struct hx_interface *interface,
                                      const struct hx_slot *slot);

/*
 * Returns the slot that calls through a handle go to, or NULL if it is bound to nobody,
 * or directly. Any context.
 */
struct hx_slot *hx_binding_slot(const struct hx_binding *binding);

/*
 * Parks `module`: calls of other threads that come from now on wait, and what the life
 * cycle says of the module's interfaces changes nothing.
 */
void hx_slots_park(const struct hx_module *module);

/*
 * Returns false while somebody is inside of an operation of the parked module. True:
 * nobody is, or will be, and calls of the main loop fail with HX_ERR_BUSY (or give
 * their @on_fail). `abis` is that of `hx_image_loading`.
 */
HX_MUST_CHECK bool hx_slots_drain(const struct hx_module *module,
                                  const struct hx_interface_abi *const *abis);

/*
 * Lets calls through again: into `module`, which is up and has taken over what slots of
 * the parked one it wanted; the others fail with HX_ERR_NOT_FOUND (or give their
 * @on_fail). Both may be the same; `module` is NULL if nobody follows.
 */
void hx_slots_unpark(const struct hx_module *parked, const struct hx_module *module);

/* Keeps the life cycle from opening the slots that `module` is going to take over. */
void hx_slots_hold(const struct hx_module *module);
