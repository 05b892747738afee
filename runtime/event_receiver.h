/* SPDX-License-Identifier: MIT */
/*
 * Who gets an event, and how he gets it: now from event.c, or later from
 * event_deferred.c, when the hook that is on the stack has returned. On the main loop
 * only.
 */
#pragma once

#include <helix/event.h>
#include <helix/listener.h>

/* `listener` is NULL for a static module's `on`. */
struct event_receiver {
    const struct hx_module *module;
    hx_event_fn declared; /* NULL: the listener's own handler */
    const struct hx_listener *listener;
};

/* Publishes that are under way inside each other. */
extern uint32_t hx_event_depth;

/* Runs the handler; an error of it is logged and counted. */
void hx_event_hand_over(const struct event_receiver *receiver,
                        const struct hx_event *event);

/* What an event is called in messages: a Custom one by its own name. */
const char *hx_event_title(const struct hx_event *event);

/* Keeps a copy for when the module's hook returns; HX_ERR_NO_SPACE: there is none. */
hx_status hx_event_defer(const struct event_receiver *receiver,
                         const struct hx_event *event);
