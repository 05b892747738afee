/* SPDX-License-Identifier: MIT */
/*
 * What a module has taken of the runtime through its context: timers (helix/timer.h),
 * work (helix/work.h), interrupt lines (helix/irq.h), subscriptions (helix/listener.h),
 * changes that wait (helix/change.h) and threads (helix/thread.h).
 *
 * All of it is given back when the module ends, whether or not the module does so
 * itself. What it took in `init` lasts as long as the instance: it stays while the
 * module is Stopped, without calling it, and is given back when the module fails, is
 * initialised anew or leaves. What it took later is given back after its next `stop`.
 */
#pragma once

#include <helix/types.h>

/*
 * Fills up to `capacity` of the kinds of what the module holds ("timer", "work",
 * "irq", "subscription", "change", "thread"), what was taken last first, and returns
 * how many there are. Any context.
 */
size_t hx_resource_list(const struct hx_module *module, const char *kinds[],
                        size_t capacity);
