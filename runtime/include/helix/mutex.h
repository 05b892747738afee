/* SPDX-License-Identifier: MIT */
/*
 * One caller at a time, for modules whose operations are called from the main loop and
 * from threads at once and are not marked @atomic.
 *
 *     state { struct hx_mutex mutex; }
 *
 *     status = hx_mutex_take(&self->mutex);
 *     if (status != HX_OK)
 *         return status;
 *     ...
 *     hx_mutex_give(&self->mutex);
 *
 * It is held by the thread (helix/thread.h) that took it, by the main loop, or by
 * another CPU. It may be held across calls of other modules and while a thread sleeps,
 * but not across requests and publications of a thread: the loop, which does them, may
 * be waiting for it. Who holds one and calls back into the module that it belongs to is
 * told so, and does not wait for itself. It is of no use against an interrupt. In the
 * state of a HOT_RELOADABLE module it is @transient.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/types.h>

/*
 * Waits until nobody holds it; others run meanwhile. Not from an interrupt, and not
 * with preemption off, as in an operation marked @atomic.
 *
 * Returns HX_OK, HX_ERR_CYCLE (the caller holds it already), HX_ERR_BUSY (a thread that
 * has ended, or was cut off, holds it, and so for ever) or HX_ERR_WRONG_CONTEXT (from
 * an interrupt, or a thread with preemption off).
 */
HX_MUST_CHECK hx_status hx_mutex_take(struct hx_mutex *mutex);

/* By who holds it. */
void hx_mutex_give(struct hx_mutex *mutex);
