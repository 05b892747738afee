/* SPDX-License-Identifier: MIT */
/*
 * Publishing. Two lists are walked as one, both in start order: who listens by his
 * spec, known when the image is built, and who has subscribed since (listener.h).
 */
#include "event_copy.h"
#include "event_receiver.h"
#include "fault_injection.h"
#include "internal.h"
#include "listener.h"
#include "remote.h"

#include <helix/interrupt.h>
#include <helix/log.h>
#include <helix/loop.h>
#include <helix/string.h>

uint32_t hx_event_depth;
struct hx_listener_list hx_listeners[HX_EVENT_KIND_COUNT];
struct hx_listener_cursor *hx_listener_cursors;
uint64_t hx_listener_serial;

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

const char *hx_event_title(const struct hx_event *event)
{
    return event->kind == HX_EVENT_CUSTOM ? event->custom.name
                                          : hx_event_kind_name(event->kind);
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
    hx_log_error("%s: event %s: %s", module->info->name, hx_event_title(event), detail);
    /* It was this handler's; the next one's error is another. */
    if (has_detail)
        record->status = HX_OK;
}

void hx_event_hand_over(const struct event_receiver *receiver,
                        const struct hx_event *event)
{
    uint32_t serial = hx_fail_mark();
    enum hx_event_response response =
        receiver->declared != NULL
            ? receiver->declared(event)
            : receiver->listener->handle(receiver->listener->arg, event);

    if (hx_fault_event(receiver->module, event, response) == HX_EVENT_ERROR)
        report_error(receiver->module, event, serial);
}

static hx_status give(const struct event_receiver *receiver,
                      const struct hx_event *event)
{
    const struct hx_module *module = receiver->module;

    if (!hx_module_is_running(module))
        return HX_OK;
    if (module->control->hook_depth > 0)
        return hx_event_defer(receiver, event);
    hx_hook_enter(module);
    hx_event_hand_over(receiver, event);
    hx_hook_leave(module);
    return HX_OK;
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

/* `on "name"` of a module wins over its `on custom`. */
static bool declares(const struct hx_module *module, const char *name)
{
    for (uint32_t i = 0; i < module->subscription_count; i++) {
        const char *custom = module->subscriptions[i].custom;

        if (custom != NULL && strcmp(custom, name) == 0)
            return true;
    }
    return false;
}

static bool listens_to(const struct hx_listener *listener, enum hx_event_kind kind,
                       const char *name)
{
    if (kind != HX_EVENT_CUSTOM)
        return true;
    if (listener->name != NULL)
        return strcmp(listener->name, name) == 0;
    return listener->declared == NULL || !declares(listener->resource.owner, name);
}

/* One publish: where it is in both lists. */
struct walk {
    const struct hx_event *event;
    const struct hx_subscriber *at;
    ptrdiff_t step;
    uint32_t left; /* of the subscribers */
    uint64_t serial_end;
    struct hx_listener_cursor cursor;
};

static void step_cursor(struct hx_listener_cursor *cursor)
{
    cursor->at = cursor->backwards ? cursor->at->previous : cursor->at->next;
}

/* The next listener that gets the event, or NULL. */
static const struct hx_listener *find_listener(struct walk *walk)
{
    const struct hx_event *event = walk->event;
    struct hx_listener_cursor *cursor = &walk->cursor;
    const char *name = event->kind == HX_EVENT_CUSTOM ? event->custom.name : NULL;

    while (cursor->at != NULL && (cursor->at->serial >= walk->serial_end ||
                                  !listens_to(cursor->at, event->kind, name)))
        step_cursor(cursor);
    return cursor->at;
}

static bool is_subscriber_next(const struct walk *walk,
                               const struct hx_listener *listener)
{
    uint32_t place, other;

    if (walk->left == 0 || listener == NULL)
        return walk->left > 0;
    place = walk->at->module->control->id;
    other = listener->resource.owner->control->id;
    return walk->cursor.backwards ? place > other : place <= other;
}

/* Puts the next in start order into `receiver`; false if there is none. */
static bool take_next(struct walk *walk, struct event_receiver *receiver)
{
    const struct hx_listener *listener = find_listener(walk);

    if (is_subscriber_next(walk, listener)) {
        *receiver = (struct event_receiver){walk->at->module, walk->at->handle, NULL};
        if (--walk->left > 0)
            walk->at += walk->step;
        return true;
    }
    if (listener == NULL)
        return false;
    *receiver =
        (struct event_receiver){listener->resource.owner, listener->declared, listener};
    /* Before the call, in which the listener may end. */
    step_cursor(&walk->cursor);
    return true;
}

static void begin(struct walk *walk, const struct hx_event *event,
                  const struct hx_subscriber_list *subscribers, bool backwards)
{
    const struct hx_listener_list *listeners = &hx_listeners[event->kind];

    *walk = (struct walk){
        .event = event,
        .at = subscribers->items,
        .step = backwards ? -1 : 1,
        .left = subscribers->count,
        .serial_end = hx_listener_serial,
        .cursor =
            {
                .at = backwards ? listeners->last : listeners->first,
                .backwards = backwards,
                .outer = hx_listener_cursors,
            },
    };
    if (backwards && walk->left > 0)
        walk->at += walk->left - 1;
}

static hx_status walk_both(const struct hx_event *event,
                           const struct hx_subscriber_list *subscribers)
{
    struct event_receiver receiver;
    struct walk walk;
    hx_status result = HX_OK;

    begin(&walk, event, subscribers, event->kind == HX_EVENT_SHUTDOWN);
    hx_listener_cursors = &walk.cursor;
    while (take_next(&walk, &receiver)) {
        hx_status status = give(&receiver, event);

        if (status != HX_OK)
            result = status;
    }
    hx_listener_cursors = walk.cursor.outer;
    return result;
}

/* Nobody has subscribed beside his spec: no place to keep, and nothing to compare. */
static hx_status walk_subscribers(const struct hx_event *event,
                                  const struct hx_subscriber_list *subscribers)
{
    const struct hx_subscriber *at = subscribers->items;
    hx_status result = HX_OK;

    for (uint32_t left = subscribers->count; left > 0; left--, at++) {
        const struct hx_module *module = at->module;
        const uint32_t serial = hx_fail_mark();

        if (!hx_module_is_idle(module)) {
            hx_status status =
                give(&(struct event_receiver){module, at->handle, NULL}, event);

            if (status != HX_OK)
                result = status;
            continue;
        }
        hx_hook_enter(module);
        if (hx_fault_event(module, event, at->handle(event)) == HX_EVENT_ERROR)
            report_error(module, event, serial);
        hx_hook_leave(module);
    }
    return result;
}

static const struct hx_subscriber_list *subscribers_of(const struct hx_event *event)
{
    return find_subscribers(event->kind,
                            event->kind == HX_EVENT_CUSTOM ? event->custom.name : NULL);
}

static hx_status publish_here(const struct hx_event *event)
{
    bool simple =
        hx_listeners[event->kind].first == NULL && event->kind != HX_EVENT_SHUTDOWN;
    hx_status status;

    if (hx_event_depth >= HX_EVENT_DEPTH_MAX)
        return hx_fail(HX_ERR_CYCLE, "event '%s': %d publishes within each other",
                       hx_event_title(event), HX_EVENT_DEPTH_MAX);
    hx_event_depth++;
    status = simple ? walk_subscribers(event, subscribers_of(event))
                    : walk_both(event, subscribers_of(event));
    hx_event_depth--;
    return status;
}

/* For another CPU, which waits. */
static hx_status publish_for(void *arg)
{
    const struct hx_event *const *event = arg;

    return publish_here(*event);
}

hx_status hx_event_publish(const struct hx_event *event)
{
    bool here = hx_loop_is_here();
    hx_status status;

    if (!here && hx_interrupt_active())
        return hx_fail(HX_ERR_WRONG_CONTEXT, "event published in an interrupt");
    status = hx_event_check(event);
    if (status != HX_OK)
        return status;
    return here ? publish_here(event) : hx_remote_run(publish_for, &event);
}

static bool is_named_before(const struct hx_listener *listener)
{
    const struct hx_listener *other = hx_listeners[HX_EVENT_CUSTOM].first;

    if (hx_hash_find(&hx_image.events, listener->name) != HX_HASH_NONE)
        return true;
    for (; other != listener; other = other->next)
        if (other->name != NULL && strcmp(other->name, listener->name) == 0)
            return true;
    return false;
}

size_t hx_event_names(const char *names[], size_t capacity)
{
    uint32_t entry_count = UINT32_C(1) << (32 - hx_image.events.slot_shift);
    const struct hx_listener *listener = hx_listeners[HX_EVENT_CUSTOM].first;
    size_t count = 0;

    for (uint32_t i = 0; i < entry_count; i++) {
        const char *name = hx_image.events.entries[i].key;

        if (name != NULL && count++ < capacity)
            names[count - 1] = name;
    }
    for (; listener != NULL; listener = listener->next)
        if (listener->name != NULL && !is_named_before(listener) && count++ < capacity)
            names[count - 1] = listener->name;
    return count;
}

size_t hx_event_subscribers(enum hx_event_kind kind, const char *name,
                            const struct hx_module *modules[], size_t capacity)
{
    struct hx_event event = {.kind = kind};
    struct event_receiver receiver;
    struct walk walk;
    size_t count = 0;

    if ((unsigned)kind >= HX_EVENT_KIND_COUNT ||
        (kind == HX_EVENT_CUSTOM && name == NULL))
        return 0;
    event.custom.name = name;
    begin(&walk, &event, find_subscribers(kind, name), false);
    while (take_next(&walk, &receiver))
        if (count++ < capacity)
            modules[count - 1] = receiver.module;
    return count;
}
