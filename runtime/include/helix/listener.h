/* SPDX-License-Identifier: MIT */
/*
 * Subscriptions that come and go while the kernel runs, beside the `on` of the spec.
 *
 *     static enum hx_event_response on_idle(void *arg, const struct hx_event *event);
 *
 *     start {
 *         return hx_event_subscribe(self->context, &self->idle, HX_EVENT_CUSTOM,
 *                                   "disk.idle", on_idle, self);
 *     }
 *
 * An event reaches the modules in start order, whichever way each has subscribed: first
 * what a module has in its spec, then what it has subscribed to, oldest first. A
 * subscription counts for the events that are published after it was made, also when it
 * is made by a handler. Subscriptions are given back as helix/resource.h says.
 */
#pragma once

#include <helix/descriptor.h>

/*
 * Has `handle(arg, event)` called for each event of that kind while the module is
 * Running; for HX_EVENT_CUSTOM for those of that name, or for all of them if `name` is
 * NULL. `listener` and `name` stay where they are until the subscription has ended. On
 * the main loop only: from hooks, handlers included.
 *
 * Returns HX_OK, or
 *   HX_ERR_ALREADY_EXISTS  `listener` is in use: a subscription that exists
 *   HX_ERR_INVALID         no `ctx`, `listener` or `handle`; an unknown kind; a name
 *                          for an event that has none
 *   HX_ERR_NOT_RUNNING     the module is not up
 *   HX_ERR_WRONG_CONTEXT   called from an interrupt, or on another CPU
 */
hx_status hx_event_subscribe(const struct hx_context *ctx, struct hx_listener *listener,
                             enum hx_event_kind kind, const char *name,
                             hx_listener_fn handle, void *arg);

/*
 * Ends it at once: `handle` is not called again, not even for an event that is being
 * published or waits for a hook to return. Returns false if it had ended already. On
 * the main loop only.
 */
bool hx_event_unsubscribe(struct hx_listener *listener);
