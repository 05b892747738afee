/* SPDX-License-Identifier: MIT */
#include "listener.h"
#include "resource.h"

#include <helix/listener.h>
#include <helix/loop.h>
#include <helix/status.h>

static void give_back(struct hx_resource *resource);

static const struct hx_resource_kind kind = {
    .name = "subscription",
    .give_back = give_back,
};

static uint32_t place_of(const struct hx_listener *listener)
{
    return listener->resource.owner->control->id;
}

/* Behind its owner's other listeners, and before those of modules that start later. */
static void insert(struct hx_listener_list *list, struct hx_listener *listener)
{
    struct hx_listener *before = list->last;

    while (before != NULL && place_of(before) > place_of(listener))
        before = before->previous;
    listener->previous = before;
    listener->next = before != NULL ? before->next : list->first;
    if (listener->next != NULL)
        listener->next->previous = listener;
    else
        list->last = listener;
    if (before != NULL)
        before->next = listener;
    else
        list->first = listener;
}

static void take_out(struct hx_listener_list *list, struct hx_listener *listener)
{
    for (struct hx_listener_cursor *c = hx_listener_cursors; c != NULL; c = c->outer)
        if (c->at == listener)
            c->at = c->backwards ? listener->previous : listener->next;
    if (listener->previous != NULL)
        listener->previous->next = listener->next;
    else
        list->first = listener->next;
    if (listener->next != NULL)
        listener->next->previous = listener->previous;
    else
        list->last = listener->previous;
}

static void give_back(struct hx_resource *resource)
{
    struct hx_listener *listener = (struct hx_listener *)resource;

    take_out(&hx_listeners[listener->kind], listener);
    hx_event_forget(listener);
}

static hx_status check(const struct hx_context *ctx, const struct hx_listener *listener,
                       enum hx_event_kind event_kind, const char *name,
                       hx_listener_fn handle)
{
    hx_status status;

    if (!hx_loop_is_here())
        return hx_fail(HX_ERR_WRONG_CONTEXT, "subscribed away from the main loop");
    status = hx_resource_check(ctx, kind.name);
    if (status != HX_OK)
        return status;
    if (listener == NULL || handle == NULL)
        return hx_fail(HX_ERR_INVALID,
                       "a subscription of '%s' without memory or handler",
                       ctx->module->info->name);
    if ((unsigned)event_kind >= HX_EVENT_KIND_COUNT)
        return hx_fail(HX_ERR_INVALID, "event of unknown kind %u",
                       (unsigned)event_kind);
    if (name != NULL && event_kind != HX_EVENT_CUSTOM)
        return hx_fail(HX_ERR_INVALID, "only Custom events have names, as '%s'", name);
    if (hx_resource_is_taken(&listener->resource))
        return hx_fail(HX_ERR_ALREADY_EXISTS, "a subscription of '%s' exists already",
                       listener->resource.owner->info->name);
    return HX_OK;
}

void hx_listener_add(const struct hx_context *ctx, struct hx_listener *listener)
{
    listener->serial = hx_listener_serial++;
    hx_resource_take(&listener->resource, ctx, &kind);
    insert(&hx_listeners[listener->kind], listener);
}

hx_status hx_event_subscribe(const struct hx_context *ctx, struct hx_listener *listener,
                             enum hx_event_kind event_kind, const char *name,
                             hx_listener_fn handle, void *arg)
{
    hx_status status = check(ctx, listener, event_kind, name, handle);

    if (status != HX_OK)
        return status;
    listener->kind = event_kind;
    listener->name = name;
    listener->declared = NULL;
    listener->handle = handle;
    listener->arg = arg;
    hx_listener_add(ctx, listener);
    return HX_OK;
}

bool hx_event_unsubscribe(struct hx_listener *listener)
{
    if (!hx_resource_drop(&listener->resource))
        return false;
    give_back(&listener->resource);
    return true;
}
