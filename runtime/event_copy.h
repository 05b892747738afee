/* SPDX-License-Identifier: MIT */
/*
 * An event that outlives its publisher's memory: in the ring, or deferred.
 */
#pragma once

#include <helix/event.h>

/* The pointers in `event` are good only where hx_event_of_copy() has set them. */
struct event_copy {
    struct hx_event event;
    char name[HX_EVENT_NAME_MAX + 1];
    unsigned char data[HX_EVENT_DATA_MAX];
};

/* HX_ERR_INVALID for an event that nobody may publish or post. */
hx_status hx_event_check(const struct hx_event *event);

/* HX_ERR_NO_SPACE for an event that is beyond the limits; `copy` is then undefined. */
hx_status hx_event_copy(struct event_copy *copy, const struct hx_event *event);

/* The event, with its pointers into this very copy. */
const struct hx_event *hx_event_of_copy(struct event_copy *copy);
