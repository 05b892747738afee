/* SPDX-License-Identifier: MIT */
/*
 * Timers: a function of the module is called later, once or again and again, on the
 * main loop, as a hook of the module is: it never runs inside of one of them.
 *
 *     state { struct hx_timer blink; }
 *     start { return hx_timer_start(self->context, &self->blink, 0, 500000000u,
 *                                   blink, self); }
 *
 * The loop looks at its timers once a round, and a tick ends its sleep, so a timer is
 * late by up to the profile's `tick_ms`, and by whatever hooks take.
 *
 * Timers call their module while it is Running; one that comes due while it is Loaded
 * or Stopped waits until it is. They are given back as helix/resource.h says.
 */
#pragma once

#include <helix/descriptor.h>

/*
 * Calls `fire(arg)` in `delay_ns` nanoseconds, and from then on every `period_ns` if
 * that is not 0. Periods that were missed are left out, never made up for. What a
 * timer's function starts, be it itself and without a delay, waits for the next round.
 * A timer that is running already begins anew. `timer` stays where it is until it fires
 * for the last time or is stopped. Any context.
 *
 * Returns HX_OK, HX_ERR_INVALID (no `ctx`, `timer` or `fire`; the timer of another
 * module) or HX_ERR_NOT_RUNNING (the module is not up).
 */
hx_status hx_timer_start(const struct hx_context *ctx, struct hx_timer *timer,
                         uint64_t delay_ns, uint64_t period_ns, hx_timer_fn fire,
                         void *arg);

/* Stops it; returns false if it was not running. Any context. */
bool hx_timer_stop(struct hx_timer *timer);

/* Will it fire? Any context. */
bool hx_timer_is_running(const struct hx_timer *timer);
