/* SPDX-License-Identifier: MIT */
/*
 * Handles that are bound while the kernel runs: all of a loaded module, and those of
 * the image's modules that nothing in the image serves (struct hx_binding.late).
 *
 * On the main loop.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>

/*
 * Binds the handles of `module`, which is not registered: to what [bind] of the profile
 * names, else the profile's primary, else the only registered module that fits;
 * `leaving`, which may be NULL, does not count. What is bound already is bound anew.
 *
 * Returns HX_OK; for a handle that is not optional HX_ERR_DEPENDENCY (nobody implements
 * it) or HX_ERR_VERSION; HX_ERR_DEPENDENCY also if several would do, and the detail
 * lists them.
 */
HX_MUST_CHECK hx_status hx_bind_handles(const struct hx_module *module,
                                        const struct hx_module *leaving);

/*
 * Binds optional handles that are bound to nobody and that somebody serves who is
 * Running by now. One whose binding would close a circle stays as it is.
 */
void hx_bind_unbound(void);

/* Binds all handles that lead to slots of `module` to nobody. */
void hx_bind_release(const struct hx_module *module);
