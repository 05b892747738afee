/* SPDX-License-Identifier: MIT */
/*
 * Are the modules well? Every `health_ms` the main loop asks each Running module that
 * has an `is_healthy`. One that says no has failed:
 *
 * - An ESSENTIAL one is a panic, "failed in health".
 * - Running modules that require it are stopped, last started first; then it is stopped
 *   itself and is in Error, whatever its `stop` returns.
 * - Its `restart` policy decides when it is tried again, on a reset state: `init`, then
 *   `start`. Each attempt within `window_ms`, also one that succeeds, makes the next
 *   wait twice as long. None is made while what the module requires is not Running.
 * - Those that were stopped along are started, in start order, when all that they
 *   require is Running again: right after the attempt, or at the next look at everybody
 *   where it was started by hand. One that fails to stop or to start has failed itself,
 *   and has its own policy.
 * - When there were `max` attempts within `window_ms`, or without a policy, it is given
 *   up: it stays in Error until it is started by hand, a line of the log says so, and
 *   the kernel's exit status is 1. If it takes away for good what an ESSENTIAL module
 *   requires, that is a panic as above.
 *
 * `is_healthy` may call hx_fail() to say why; else the reason is HX_ERR_INTERNAL.
 */
#pragma once

#include <helix/descriptor.h>
#include <helix/loop.h>

/* For hx_image.health, and for who adds modules that have an `is_healthy`. */
extern struct hx_loop_source hx_health_source;

struct hx_health {
    bool polled;            /* it has an `is_healthy` */
    bool healthy;           /* what that said last; true before it was asked */
    bool waiting;           /* a restart is due in `due_ms`, UINT32_MAX at most */
    uint32_t restart_count; /* attempts within the last window */
    uint32_t due_ms;
};

/* Puts what is known of `module` into `health`. On the main loop only. */
void hx_health_of(const struct hx_module *module, struct hx_health *health);
