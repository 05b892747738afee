/* SPDX-License-Identifier: MIT */
/* What one would write by hand. */
#include "bench.h"

uint32_t peer_next(uint32_t number)
{
    return number + 1u;
}

static const struct peer_ops ops = {.next = peer_next};

const struct peer_ops *volatile peer_ops = &ops;

static enum hx_event_response listen(const struct hx_event *event)
{
    (void)event;
    return HX_EVENT_HANDLED;
}

static const peer_listener_fn listeners[PEER_LISTENER_COUNT] = {
    listen, listen, listen, listen, listen, listen, listen, listen, listen, listen,
};

const peer_listener_fn *volatile peer_listeners = listeners;
