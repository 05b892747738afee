/* SPDX-License-Identifier: MIT */
/*
 * Events for modules whose hook is on the stack. One that waits keeps the depth it was
 * published at, and what its handler publishes counts from there: a module that
 * publishes what it listens to, from its handler, ends in HX_ERR_CYCLE as if the
 * handler had been called at once.
 */
#include "event_copy.h"
#include "event_receiver.h"
#include "fault_injection.h"
#include "internal.h"
#include "listener.h"

struct deferred {
    struct event_receiver receiver; /* without a module: free */
    uint32_t depth;
    uint32_t order;
    struct event_copy copy;
};

static struct deferred deferred_events[HX_EVENT_DEFERRED_MAX];
static uint32_t deferred_order;

static void release(struct deferred *deferred)
{
    deferred->receiver.module->control->deferred--;
    deferred->receiver.module = NULL;
}

hx_status hx_event_defer(const struct event_receiver *receiver,
                         const struct hx_event *event)
{
    struct deferred *free = NULL;
    hx_status status;

    for (size_t i = 0; i < HX_EVENT_DEFERRED_MAX && free == NULL; i++)
        if (deferred_events[i].receiver.module == NULL)
            free = &deferred_events[i];
    if (free == NULL)
        return hx_fail(
            HX_ERR_NO_SPACE, "event '%s' for '%s': %d events wait for hooks to return",
            hx_event_title(event), receiver->module->info->name, HX_EVENT_DEFERRED_MAX);
    status = hx_event_copy(&free->copy, event);
    if (status != HX_OK)
        return status;
    free->receiver = *receiver;
    free->depth = hx_event_depth;
    free->order = deferred_order++;
    receiver->module->control->deferred++;
    return HX_OK;
}

static struct deferred *find_oldest(const struct hx_module *module)
{
    struct deferred *oldest = NULL;

    for (size_t i = 0; i < HX_EVENT_DEFERRED_MAX; i++) {
        struct deferred *deferred = &deferred_events[i];

        if (deferred->receiver.module == module &&
            (oldest == NULL || (int32_t)(deferred->order - oldest->order) < 0))
            oldest = deferred;
    }
    return oldest;
}

/* The place is free before the handler runs, which may defer, forget and so on. */
static void deliver(struct deferred *deferred)
{
    struct deferred taken = *deferred;
    struct hx_control *control = taken.receiver.module->control;

    release(deferred);
    if (!hx_module_is_running(taken.receiver.module))
        return;
    hx_event_depth = taken.depth;
    control->hook_depth = 1;
    hx_event_hand_over(&taken.receiver, hx_event_of_copy(&taken.copy));
    control->hook_depth = 0;
}

void hx_event_deliver_deferred(const struct hx_module *module)
{
    uint32_t present_depth = hx_event_depth;
    /* The hook that has just returned may have failed, and who called it will ask. */
    struct hx_fail_record saved = *hx_fail_record();

    while (module->control->deferred > 0)
        deliver(find_oldest(module));
    hx_event_depth = present_depth;
    *hx_fail_record() = saved;
}

void hx_event_forget(const struct hx_listener *listener)
{
    for (size_t i = 0; i < HX_EVENT_DEFERRED_MAX; i++)
        if (deferred_events[i].receiver.module != NULL &&
            deferred_events[i].receiver.listener == listener)
            release(&deferred_events[i]);
}

#ifdef HX_FAULT_INJECTION
uint32_t hx_fault_count_deferred(void)
{
    uint32_t count = 0;

    for (size_t i = 0; i < HX_EVENT_DEFERRED_MAX; i++)
        if (deferred_events[i].receiver.module != NULL)
            count++;
    return count;
}
#endif
