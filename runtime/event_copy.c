/* SPDX-License-Identifier: MIT */
#include "event_copy.h"

#include <helix/image.h>
#include <helix/status.h>
#include <helix/string.h>

hx_status hx_event_check(const struct hx_event *event)
{
    if (event == NULL)
        return hx_fail(HX_ERR_INVALID, "no event");
    if ((unsigned)event->kind >= HX_EVENT_KIND_COUNT)
        return hx_fail(HX_ERR_INVALID, "event of unknown kind %u",
                       (unsigned)event->kind);
    if (event->kind != HX_EVENT_CUSTOM)
        return HX_OK;
    if (event->custom.name == NULL)
        return hx_fail(HX_ERR_INVALID, "Custom event without a name");
    if (event->custom.data.size > 0 && event->custom.data.data == NULL)
        return hx_fail(HX_ERR_INVALID, "event '%s': a size without memory",
                       event->custom.name);
    return HX_OK;
}

hx_status hx_event_copy(struct event_copy *copy, const struct hx_event *event)
{
    size_t name_size;

    copy->event = *event;
    if (event->kind != HX_EVENT_CUSTOM)
        return HX_OK;
    name_size = strlen(event->custom.name) + 1;
    if (name_size > sizeof(copy->name) || event->custom.data.size > sizeof(copy->data))
        return hx_fail(HX_ERR_NO_SPACE,
                       "event '%s' with %zu bytes: a copy has at most %d and %d",
                       event->custom.name, event->custom.data.size, HX_EVENT_NAME_MAX,
                       HX_EVENT_DATA_MAX);
    memcpy(copy->name, event->custom.name, name_size);
    if (event->custom.data.size > 0)
        memcpy(copy->data, event->custom.data.data, event->custom.data.size);
    return HX_OK;
}

const struct hx_event *hx_event_of_copy(struct event_copy *copy)
{
    if (copy->event.kind == HX_EVENT_CUSTOM) {
        copy->event.custom.name = copy->name;
        copy->event.custom.data.data = copy->data;
    }
    return &copy->event;
}
