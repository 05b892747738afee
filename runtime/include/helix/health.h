/* SPDX-License-Identifier: MIT */
/*
 * Are the modules well? Every `health_ms` the main loop asks each Running module that
 * has an `is_healthy`. One that says no has failed:
 *
 * - An ESSENTIAL one is a panic, "failed in health".
 * - Running modules that require it are stopped, last started first; then it is stopped
 *   itself and is in Error.
 * - Its `restart` policy decides when it is tried again, on a reset state: `init`, then
 *   `start`, then `start` of those that were stopped along, in start order. An attempt
 *   that fails counts, and the next one waits twice as long.
 * - When there were `max` attempts within `window_ms`, or without a policy, it is given
 *   up: it stays in Error, a line of the log says so, and the kernel's exit status
 * is 1.
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
    bool waiting;           /* a restart is due in `due_ms` */
    uint32_t restart_count; /* attempts within the last window */
    uint32_t due_ms;
};

/* Puts what is known of `module` into `health`. On the main loop only. */
void hx_health_of(const struct hx_module *module, struct hx_health *health);
