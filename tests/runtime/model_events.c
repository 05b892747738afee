/* SPDX-License-Identifier: MIT */
#include "model_events.h"

#include <helix/event.h>

bool model_declared[FAKE_MODULE_COUNT][MODEL_EVENT_COUNT];

/* Which subscription of a listener: a number of its own, 0 for none. */
struct receiver {
    unsigned module;
    unsigned who;
    unsigned subscription;
};

struct late {
    struct receiver receiver;
    unsigned event;
    unsigned depth;
};

static struct {
    struct {
        unsigned subscription;
        unsigned event;
        bool lasting;
    } listeners[MODEL_LISTENER_COUNT];
    unsigned subscription_count;
    bool running[FAKE_MODULE_COUNT];
    bool in_hook[FAKE_MODULE_COUNT];
    unsigned depth;
    struct late late[HX_EVENT_DEFERRED_MAX]; /* oldest first */
    unsigned late_count;
    unsigned posted[HX_EVENT_RING_SIZE]; /* oldest first */
    unsigned posted_count;
} model;

static unsigned owner_of(unsigned listener)
{
    return listener % FAKE_MODULE_COUNT;
}

static bool is_custom(unsigned event)
{
    return event >= MODEL_DISK_IDLE;
}

static bool listens(unsigned listener, unsigned event)
{
    unsigned wanted = model.listeners[listener].event;

    return wanted == event || (wanted == MODEL_ANY_NAME && is_custom(event));
}

/* The spec's `on custom` gets what no spec knows by name. */
static bool declares(unsigned module, unsigned event)
{
    return model_declared[module][event == MODEL_NEW_NAME ? MODEL_ANY_NAME : event];
}

/* The module's listener that was made first after the one numbered `after`, or NULL. */
static bool find_next(unsigned module, unsigned event, struct receiver *receiver)
{
    unsigned after = receiver->subscription;
    bool found = false;

    for (unsigned i = module; i < MODEL_LISTENER_COUNT; i += FAKE_MODULE_COUNT) {
        unsigned subscription = model.listeners[i].subscription;

        if (subscription <= after || !listens(i, event) ||
            (found && subscription > receiver->subscription))
            continue;
        *receiver = (struct receiver){module, i, subscription};
        found = true;
    }
    return found;
}

static unsigned collect(unsigned event, struct receiver receivers[])
{
    unsigned count = 0;

    for (unsigned module = 0; module < FAKE_MODULE_COUNT; module++) {
        struct receiver next = {.subscription = 0};

        if (declares(module, event))
            receivers[count++] =
                (struct receiver){module, MODEL_LISTENER_COUNT + module, 0};
        while (find_next(module, event, &next))
            receivers[count++] = next;
    }
    for (unsigned i = 0; event == MODEL_SHUTDOWN && i < count / 2; i++) {
        struct receiver swapped = receivers[i];

        receivers[i] = receivers[count - 1 - i];
        receivers[count - 1 - i] = swapped;
    }
    return count;
}

static bool is_over(const struct receiver *receiver)
{
    return receiver->who < MODEL_LISTENER_COUNT &&
           model.listeners[receiver->who].subscription != receiver->subscription;
}

static void drop_late(unsigned index)
{
    model.late_count--;
    for (unsigned i = index; i < model.late_count; i++)
        model.late[i] = model.late[i + 1];
}

static void call(const struct receiver *receiver, unsigned event)
{
    unsigned depth = model.depth;
    unsigned i = 0;

    model.in_hook[receiver->module] = true;
    model_handle(receiver->who, event);
    while (i < model.late_count) {
        struct late late = model.late[i];

        if (late.receiver.module != receiver->module) {
            i++;
            continue;
        }
        drop_late(i);
        i = 0;
        model.depth = late.depth;
        model_handle(late.receiver.who, late.event);
    }
    model.in_hook[receiver->module] = false;
    model.depth = depth;
}

hx_status model_publish(unsigned event)
{
    struct receiver receivers[FAKE_MODULE_COUNT + MODEL_LISTENER_COUNT];
    unsigned count = collect(event, receivers);
    hx_status status = HX_OK;

    if (model.depth == HX_EVENT_DEPTH_MAX)
        return HX_ERR_CYCLE;
    model.depth++;
    for (unsigned i = 0; i < count; i++) {
        if (is_over(&receivers[i]) || !model.running[receivers[i].module])
            continue;
        if (!model.in_hook[receivers[i].module])
            call(&receivers[i], event);
        else if (model.late_count == HX_EVENT_DEFERRED_MAX)
            status = HX_ERR_NO_SPACE;
        else
            model.late[model.late_count++] =
                (struct late){receivers[i], event, model.depth};
    }
    model.depth--;
    return status;
}

hx_status model_post(unsigned event)
{
    if (model.posted_count == HX_EVENT_RING_SIZE)
        return HX_ERR_NO_SPACE;
    model.posted[model.posted_count++] = event;
    return HX_OK;
}

bool model_dispatch(void)
{
    unsigned left = model.posted_count;
    bool found = left > 0;

    for (; left > 0; left--) {
        unsigned event = model.posted[0];

        model.posted_count--;
        for (unsigned i = 0; i < model.posted_count; i++)
            model.posted[i] = model.posted[i + 1];
        (void)model_publish(event);
    }
    return found;
}

hx_status model_subscribe(unsigned listener, unsigned event)
{
    if (!model.running[owner_of(listener)])
        return HX_ERR_NOT_RUNNING;
    if (model.listeners[listener].subscription != 0)
        return HX_ERR_ALREADY_EXISTS;
    model.listeners[listener].subscription = ++model.subscription_count;
    model.listeners[listener].event = event;
    model.listeners[listener].lasting = false;
    return HX_OK;
}

bool model_unsubscribe(unsigned listener)
{
    if (model.listeners[listener].subscription == 0)
        return false;
    model.listeners[listener].subscription = 0;
    for (unsigned i = model.late_count; i-- > 0;)
        if (is_over(&model.late[i].receiver))
            drop_late(i);
    return true;
}

void model_stop(unsigned module)
{
    model.running[module] = false;
    for (unsigned i = module; i < MODEL_LISTENER_COUNT; i += FAKE_MODULE_COUNT)
        if (!model.listeners[i].lasting)
            (void)model_unsubscribe(i);
}

void model_start(unsigned module)
{
    model.running[module] = true;
}

void model_subscribe_lasting(unsigned listener, unsigned event)
{
    model.listeners[listener].subscription = ++model.subscription_count;
    model.listeners[listener].event = event;
    model.listeners[listener].lasting = true;
}
