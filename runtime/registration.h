/* SPDX-License-Identifier: MIT */
/*
 * What the loader does with the registry beside helix/registry.h; above all, one module
 * in the place of another (replacement.c). On the main loop.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/registry.h>

/*
 * Puts `in` into the place of `out`, which is Stopped or in Error: in one step the one
 * is found and the other is Unloading. Whoever needs `out` finds what it needs with
 * `in`, which has the slots of `out` for that.
 *
 * `room` is for `in`: new, or that which `in` had when it was replaced itself; NULL for
 * a module of the image. `in` is in `state` then; a new one is Registered, and has a
 * cleared control block. Its descriptor was looked at before: by the function below, or
 * when it was registered. Nothing of `out` is released, so it can be put back; in the
 * end hx_registry_forget() does that.
 *
 * Returns HX_OK, or, and nothing has changed, the statuses of hx_registry_register();
 * HX_ERR_WRONG_STATE if `out` has been unregistered meanwhile; and HX_ERR_BUSY if
 * somebody needs `out`, and `in` does not do: the detail says who and what.
 */
HX_MUST_CHECK hx_status hx_registry_replace(const struct hx_module *out,
                                            const struct hx_module *in,
                                            struct hx_registration *room,
                                            enum hx_module_state state);

/*
 * HX_ERR_INVALID if the descriptor of `in`, which has its slots, is not whole; or what
 * the function above would say of those who need `out`, while `out` is still there.
 */
HX_MUST_CHECK hx_status hx_registry_check_heir(const struct hx_module *out,
                                               const struct hx_module *in);

/*
 * Undoes the function above, whatever has been registered since: `in`, with the room
 * that it had, is in its place again, in `state`. Returns false if `out` had left on
 * its own meanwhile; it has been released then.
 */
bool hx_registry_put_back(const struct hx_module *out, const struct hx_module *in,
                          struct hx_registration *room, enum hx_module_state state);

/* hx_registry_unregister() for a module that did not come up, also an ESSENTIAL one. */
HX_MUST_CHECK hx_status hx_registry_withdraw(uint32_t id);

/*
 * HX_ERR_BUSY, with their names, if others require `module`, in whatever state they
 * are: hx_registry_unregister() would refuse it.
 */
HX_MUST_CHECK hx_status hx_registry_check_users(const struct hx_module *module);

/* HX_ERR_CIRCULAR, with the cycle, if a registered module waits for itself. */
HX_MUST_CHECK hx_status hx_registry_check_cycle(const struct hx_module *module);

/*
 * Ends what a replaced module has taken, and releases it: `room->release` is called
 * when nobody can hold it any more. `room` is NULL for a module of the image.
 */
void hx_registry_forget(const struct hx_module *module, struct hx_registration *room);

/* May this be registered in `room`? Under the lock; `named` as in newcomer.h. */
HX_MUST_CHECK hx_status hx_registration_check(const struct hx_module *module,
                                              const struct hx_registration *room,
                                              bool named);

/* Can a module be taken out of the registry in this state? */
bool hx_registration_may_leave(enum hx_module_state state);
