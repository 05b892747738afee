/* SPDX-License-Identifier: MIT */
/*
 * Deferred work: what an interrupt has begun is finished on the main loop, as a hook of
 * the module.
 *
 *     static void on_interrupt(void *arg)            in an interrupt: be short
 *     {
 *         struct my_disk *self = arg;
 *
 *         (void)hx_work_post(self->context, &self->finish, finish, self);
 *     }
 *
 * Work runs while its module is Running; what is posted earlier waits until it is. It
 * is given back, and does not run, when its module ends: see helix/resource.h.
 */
#pragma once

#include <helix/descriptor.h>

/*
 * Has the loop call `run(arg)` soon, once, in the order of the posts. Work that waits
 * already stays where it is: it runs once, with the `run` and `arg` of the first post.
 * From the moment at which `run` begins it may be posted again. `work` stays where it
 * is until then, or until it is cancelled. Never waits; any context, any CPU, any
 * thread.
 *
 * Returns HX_OK, HX_ERR_INVALID (no `ctx`, `work` or `run`; another module's work) or
 * HX_ERR_NOT_RUNNING (the module is not up).
 */
hx_status hx_work_post(const struct hx_context *ctx, struct hx_work *work,
                       hx_work_fn run, void *arg);

/* Takes it back; returns false if it did not wait. Any context. */
bool hx_work_cancel(struct hx_work *work);
