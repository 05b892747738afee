/* SPDX-License-Identifier: MIT */
#include "resource.h"
#include "lock.h"

#include <helix/registry.h>
#include <helix/resource.h>
#include <helix/status.h>

/* Of all lists of all modules: each move is a few stores. */
static struct hx_lock lock;

hx_status hx_resource_check(const struct hx_context *ctx, const char *name)
{
    enum hx_module_state state;

    if (ctx == NULL)
        return hx_fail(HX_ERR_INVALID, "a %s without the context of a module", name);
    state = hx_module_state_of(ctx->module);
    if (state != HX_STATE_INITIALIZING && state != HX_STATE_LOADED &&
        state != HX_STATE_RUNNING && state != HX_STATE_STOPPING)
        return hx_fail(HX_ERR_NOT_RUNNING, "a %s for '%s', which is %s", name,
                       ctx->module->info->name, hx_module_state_name(state));
    return HX_OK;
}

void hx_resource_take(struct hx_resource *resource, const struct hx_context *ctx,
                      const struct hx_resource_kind *kind)
{
    struct hx_control *control = ctx->module->control;
    uintptr_t saved;

    resource->owner = ctx->module;
    resource->kind = kind;
    resource->lasting = !control->initialized;
    saved = hx_lock_take(&lock);
    resource->next = control->taken;
    if (resource->next != NULL)
        resource->next->link = &resource->next;
    control->taken = resource;
    __atomic_store_n(&resource->link, &control->taken, __ATOMIC_RELEASE);
    hx_lock_give(&lock, saved);
}

static void unlink_resource(struct hx_resource *resource)
{
    *resource->link = resource->next;
    if (resource->next != NULL)
        resource->next->link = resource->link;
    resource->next = NULL;
    __atomic_store_n(&resource->link, NULL, __ATOMIC_RELEASE);
}

bool hx_resource_drop(struct hx_resource *resource)
{
    uintptr_t saved = hx_lock_take(&lock);
    bool taken = resource->link != NULL;

    if (taken)
        unlink_resource(resource);
    hx_lock_give(&lock, saved);
    return taken;
}

/* Takes the first resource that does not last, or the first of all, out of the list. */
static struct hx_resource *take_out(const struct hx_module *module, bool lasting_too)
{
    uintptr_t saved = hx_lock_take(&lock);
    struct hx_resource *resource = module->control->taken;

    while (resource != NULL && resource->lasting && !lasting_too)
        resource = resource->next;
    if (resource != NULL)
        unlink_resource(resource);
    hx_lock_give(&lock, saved);
    return resource;
}

static void end(const struct hx_module *module, bool lasting_too)
{
    for (;;) {
        struct hx_resource *resource = take_out(module, lasting_too);

        if (resource == NULL)
            return;
        resource->kind->give_back(resource);
    }
}

void hx_resource_end_all(const struct hx_module *module)
{
    end(module, true);
}

void hx_resource_end_run(const struct hx_module *module)
{
    end(module, false);
    for (struct hx_resource *r = module->control->taken; r != NULL; r = r->next)
        if (r->kind->silence != NULL)
            r->kind->silence(r);
}

void hx_resource_begin_run(const struct hx_module *module)
{
    for (struct hx_resource *r = module->control->taken; r != NULL; r = r->next)
        if (r->kind->revive != NULL)
            r->kind->revive(r);
}

size_t hx_resource_list(const struct hx_module *module, const char *kinds[],
                        size_t capacity)
{
    uintptr_t saved = hx_lock_take(&lock);
    size_t count = 0;

    for (struct hx_resource *r = module->control->taken; r != NULL; r = r->next) {
        if (count < capacity)
            kinds[count] = r->kind->name;
        count++;
    }
    hx_lock_give(&lock, saved);
    return count;
}
