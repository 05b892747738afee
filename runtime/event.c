/* SPDX-License-Identifier: MIT */
/*
 * Publishing, and the events that wait for a hook to return. What is posted from
 * elsewhere waits in event_ring.c.
 *
 * An event that waits keeps the depth it was published at, and what its handler
 * publishes counts from there: a module that publishes what it listens to, from its
 * handler, ends in HX_ERR_CYCLE as if the handler had been called at once.
 */
#include "event_copy.h"
#include "internal.h"

#include <helix/event.h>
#include <helix/image.h>
#include <helix/interrupt.h>
#include <helix/log.h>
#include <helix/string.h>

struct deferred {
    const struct hx_module *module; /* NULL: free */
    hx_event_fn handle;
    uint32_t depth;
    uint32_t order;
    struct event_copy copy;
};

static struct deferred deferred_events[HX_EVENT_DEFERRED_MAX];
static uint32_t deferred_order;
static uint32_t publish_depth;

const char *hx_event_kind_name(enum hx_event_kind kind)
{
    static const char *const names[HX_EVENT_KIND_COUNT] = {
        [HX_EVENT_TICK] = "tick",
        [HX_EVENT_SHUTDOWN] = "shutdown",
        [HX_EVENT_MEMORY_PRESSURE] = "memory_pressure",
        [HX_EVENT_CPU_HOTPLUG] = "cpu_hotplug",
        [HX_EVENT_CUSTOM] = "custom",
    };

    return (unsigned)kind < HX_EVENT_KIND_COUNT ? names[kind] : "?";
}

/* The name in a message: a Custom event's own. */
static const char *event_name(const struct hx_event *event)
{
    return event->kind == HX_EVENT_CUSTOM ? event->custom.name
                                          : hx_event_kind_name(event->kind);
}

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

enum hx_event_response hx_event_fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    hx_fail_list(HX_FAIL_EVENT, format, arguments);
    va_end(arguments);
    return HX_EVENT_ERROR;
}

/* A handler returned HX_EVENT_ERROR that began when hx_fail_mark() was `serial`. */
static void report_error(const struct hx_module *module, const struct hx_event *event,
                         uint32_t serial)
{
    struct hx_fail_record *record = hx_fail_record();
    bool has_detail =
        record->status == HX_FAIL_EVENT && hx_fail_is_since(record, serial);
    const char *detail = has_detail ? record->text : "no reason given";

    if (module->control->event_errors < UINT16_MAX)
        module->control->event_errors++;
    hx_log_error("%s: event %s: %s", module->info->name, event_name(event), detail);
    /* It was this handler's; the next one's error is another. */
    if (has_detail)
        record->status = HX_OK;
}

static hx_status defer(const struct hx_subscriber *subscriber,
                       const struct hx_event *event)
{
    struct hx_control *control = subscriber->module->control;
    struct deferred *free = NULL;
    hx_status status;

    for (size_t i = 0; i < HX_EVENT_DEFERRED_MAX && free == NULL; i++)
        if (deferred_events[i].module == NULL)
            free = &deferred_events[i];
    if (free == NULL)
        return hx_fail(
            HX_ERR_NO_SPACE, "event '%s' for '%s': %d events wait for hooks to return",
            event_name(event), subscriber->module->info->name, HX_EVENT_DEFERRED_MAX);
    status = hx_event_copy(&free->copy, event);
    if (status != HX_OK)
        return status;
    free->module = subscriber->module;
    free->handle = subscriber->handle;
    free->depth = publish_depth;
    free->order = deferred_order++;
    control->deferred++;
    return HX_OK;
}

static struct deferred *find_oldest(const struct hx_module *module)
{
    struct deferred *oldest = NULL;

    for (size_t i = 0; i < HX_EVENT_DEFERRED_MAX; i++) {
        struct deferred *deferred = &deferred_events[i];

        if (deferred->module == module &&
            (oldest == NULL || (int32_t)(deferred->order - oldest->order) < 0))
            oldest = deferred;
    }
    return oldest;
}

void hx_event_deliver_deferred(const struct hx_module *module)
{
    struct hx_control *control = module->control;
    uint32_t present_depth = publish_depth;
    /* The hook that has just returned may have failed, and who called it will ask. */
    struct hx_fail_record saved = *hx_fail_record();

    while (control->deferred > 0) {
        struct deferred *deferred = find_oldest(module);
        const struct hx_event *event = hx_event_of_copy(&deferred->copy);

        if (control->state == HX_STATE_RUNNING) {
            uint32_t serial = hx_fail_mark();

            publish_depth = deferred->depth;
            control->hook_depth = 1;
            if (deferred->handle(event) == HX_EVENT_ERROR)
                report_error(module, event, serial);
            control->hook_depth = 0;
        }
        deferred->module = NULL;
        control->deferred--;
    }
    publish_depth = present_depth;
    *hx_fail_record() = saved;
}

static const struct hx_subscriber_list *find_subscribers(enum hx_event_kind kind,
                                                         const char *name)
{
    uint32_t index;

    if (kind != HX_EVENT_CUSTOM)
        return &hx_image.subscribers[kind];
    index = hx_hash_find(&hx_image.events, name);
    return index != HX_HASH_NONE ? &hx_image.event_subscribers[index]
                                 : &hx_image.subscribers[HX_EVENT_CUSTOM];
}

static hx_status walk(const struct hx_subscriber_list *list,
                      const struct hx_event *event)
{
    const struct hx_subscriber *at = list->items;
    ptrdiff_t step = 1;
    hx_status result = HX_OK;

    if (event->kind == HX_EVENT_SHUTDOWN && list->count > 0) {
        at += list->count - 1;
        step = -1;
    }
    for (uint32_t left = list->count; left > 0; left--, at += step) {
        const struct hx_module *module = at->module;
        const struct hx_control *control = module->control;

        if (control->state == HX_STATE_RUNNING && control->hook_depth == 0) {
            uint32_t serial = hx_fail_mark();

            hx_hook_enter(module);
            if (at->handle(event) == HX_EVENT_ERROR)
                report_error(module, event, serial);
            hx_hook_leave(module);
        } else if (control->state == HX_STATE_RUNNING) {
            hx_status status = defer(at, event);

            if (status != HX_OK)
                result = status;
        }
    }
    return result;
}

hx_status hx_event_publish(const struct hx_event *event)
{
    hx_status status;

    if (hx_interrupt_active())
        return hx_fail(HX_ERR_WRONG_CONTEXT, "event published in an interrupt");
    status = hx_event_check(event);
    if (status != HX_OK)
        return status;
    if (publish_depth >= HX_EVENT_DEPTH_MAX)
        return hx_fail(HX_ERR_CYCLE, "event '%s': %d publishes within each other",
                       event_name(event), HX_EVENT_DEPTH_MAX);
    publish_depth++;
    status = walk(find_subscribers(event->kind, event->kind == HX_EVENT_CUSTOM
                                                    ? event->custom.name
                                                    : NULL),
                  event);
    publish_depth--;
    return status;
}

size_t hx_event_names(const char *names[], size_t capacity)
{
    uint32_t entry_count = UINT32_C(1) << (32 - hx_image.events.slot_shift);
    size_t count = 0;

    for (uint32_t i = 0; i < entry_count; i++) {
        const char *name = hx_image.events.entries[i].key;

        if (name == NULL)
            continue;
        if (count < capacity)
            names[count] = name;
        count++;
    }
    return count;
}

size_t hx_event_subscribers(enum hx_event_kind kind, const char *name,
                            const struct hx_module *modules[], size_t capacity)
{
    const struct hx_subscriber_list *list;

    if ((unsigned)kind >= HX_EVENT_KIND_COUNT ||
        (kind == HX_EVENT_CUSTOM && name == NULL))
        return 0;
    list = find_subscribers(kind, name);
    for (uint32_t i = 0; i < list->count && i < capacity; i++)
        modules[i] = list->items[i].module;
    return list->count;
}
