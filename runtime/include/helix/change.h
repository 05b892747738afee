/* SPDX-License-Identifier: MIT */
/*
 * Starting and stopping, loading and replacing modules while the kernel runs, asked for
 * by modules.
 *
 * A hook cannot stop its own module, nor one whose hook it was called from. So what is
 * asked for waits until no module's code is on the stack; then the main loop does it
 * and tells the one who asked.
 *
 *     static void on_stopped(void *arg, hx_status status);
 *
 *     request "pause" {
 *         return hx_change_submit(self->context, &self->pause, HX_CHANGE_STOP,
 *                                    "blinker", on_stopped, self);
 *     }
 */
#pragma once

#include <helix/descriptor.h>

/*
 * Asks the loop to start or stop the module `name`.
 *
 * HX_CHANGE_STOP runs `stop` of a Running module, unless it is ESSENTIAL or Running
 * modules require it. HX_CHANGE_START runs `start` of a module that is Loaded or
 * Stopped, and `init` on a reset state and then `start` of one that is Registered or in
 * Error, unless it requires what is not Running.
 *
 * Changes are done one after the other, in the order of the submissions. Then
 * `done(arg, status)` is called as a hook of the module behind `ctx`, with what came of
 * it, and hx_fail_detail(status) says why it failed: what the hook returned, or
 * HX_ERR_WRONG_STATE, HX_ERR_DEPENDENCY, HX_ERR_ESSENTIAL, HX_ERR_BUSY (the detail
 * names those who require it), HX_ERR_NOT_FOUND (it has left meanwhile). `done` may be
 * NULL. `change` stays where it is until `done` is called, which may submit it anew.
 *
 * If the module behind `ctx` ends before, the change ends with it: see
 * helix/resource.h. A module that is not Running when its change has been done, as
 * one that has stopped itself, is not told.
 *
 * Returns HX_OK: it waits; or HX_ERR_NOT_FOUND (no such module), HX_ERR_BUSY
 * (`change` waits already), HX_ERR_INVALID (no `ctx`, `change` or `name`; an
 * unknown kind), HX_ERR_NOT_RUNNING (the module behind `ctx` is not up). Any context.
 */
hx_status hx_change_submit(const struct hx_context *ctx, struct hx_change *change,
                           enum hx_change_kind kind, const char *name,
                           hx_change_fn done, void *arg);

/*
 * The same for changes that helix/loader.h describes, with their statuses.
 *
 * HX_CHANGE_LOAD loads the module in `file`, HX_CHANGE_UNLOAD unloads the module
 * `name`, HX_CHANGE_RELOAD puts the module in `file` into the place of the module
 * `name`. The one that is not spoken of is NULL. Both stay where they are until `done`
 * is called.
 *
 * Returns HX_OK: it waits; HX_ERR_UNSUPPORTED: the profile of this image has no
 * loadable modules; or as above.
 */
hx_status hx_change_submit_file(const struct hx_context *ctx, struct hx_change *change,
                                enum hx_change_kind kind, const char *name,
                                const char *file, hx_change_fn done, void *arg);

/* Does any change wait, or run? Any context. */
bool hx_change_is_pending(void);
