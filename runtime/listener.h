/* SPDX-License-Identifier: MIT */
/*
 * The subscriptions of the running kernel, as event.c walks them. On the main loop
 * only.
 *
 * Walks nest, and what they call adds and removes listeners. A walk keeps its place in
 * a cursor, and whoever removes the listener there moves the cursor on.
 */
#pragma once

#include <helix/image.h>

/* By the owners' places in the start order. */
struct hx_listener_list {
    struct hx_listener *first;
    struct hx_listener *last;
};

struct hx_listener_cursor {
    struct hx_listener *at; /* the next to look at; NULL: none is left */
    bool backwards;
    struct hx_listener_cursor *outer;
};

extern struct hx_listener_list hx_listeners[HX_EVENT_KIND_COUNT];
extern struct hx_listener_cursor *hx_listener_cursors; /* the innermost walk's */
extern uint64_t hx_listener_serial;                    /* subscriptions so far */

/*
 * Subscribes the module behind `ctx`; all but the runtime's own fields of `listener`
 * are set, and it is not in use.
 */
void hx_listener_add(const struct hx_context *ctx, struct hx_listener *listener);

/* Events that wait for a hook to return are not handed to that listener any more. */
void hx_event_forget(const struct hx_listener *listener);
