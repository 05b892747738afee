/* SPDX-License-Identifier: MIT */
/*
 * Interrupt lines of devices, for drivers.
 *
 *     start {
 *         return hx_irq_attach(self->context, self->config->line, on_interrupt, self);
 *     }
 *
 * What a line's number means is the port's: boot/<target> and helix/port.h. A line has
 * one handler. It is given back when its module ends; one that was attached in `init`
 * is kept, and kept off, while the module is Stopped: see helix/resource.h.
 */
#pragma once

#include <helix/descriptor.h>

/*
 * Runs in interrupt context: it may post events (hx_event_post()) and work
 * (hx_work_post()), call operations marked @isr, and whatever is said to work in any
 * context. It must make its device quiet, or it is called again at once.
 */
typedef void (*hx_irq_fn)(void *arg);

/*
 * Has `fn(arg)` called for each interrupt of `line`, from now on. On the main loop
 * only: from hooks.
 *
 * Returns HX_OK, or
 *   HX_ERR_NOT_FOUND      the machine has no such line, or keeps it for itself
 *   HX_ERR_BUSY           it is attached already; the detail says by whom
 *   HX_ERR_NOT_RUNNING    the module is not up
 *   HX_ERR_INVALID        no `ctx` or `fn`
 *   HX_ERR_WRONG_CONTEXT  called from an interrupt, or on another CPU
 */
hx_status hx_irq_attach(const struct hx_context *ctx, uint32_t line, hx_irq_fn fn,
                        void *arg);

/*
 * Ends that. When it returns, `fn` is not running and will not be called. On the
 * main loop only, else HX_ERR_WRONG_CONTEXT. HX_ERR_NOT_FOUND: this module has not
 * attached that line.
 */
hx_status hx_irq_detach(const struct hx_context *ctx, uint32_t line);
