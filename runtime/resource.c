/* SPDX-License-Identifier: MIT */
#include "resource.h"
#include "internal.h"
#include "lock.h"

#include <helix/loop.h>
#include <helix/registry.h>
#include <helix/resource.h>
#include <helix/status.h>

/* Of all lists of all modules: each move is a few stores. */
static struct hx_lock lock;

static enum hx_resource_taking taking_of(const struct hx_module *module)
{
    return (enum hx_resource_taking)__atomic_load_n(&module->control->taking,
                                                    __ATOMIC_RELAXED);
}

/*
 * Under the lock: so what was taken before is in the list, and nothing comes after.
 * Returns whether anything is: mostly not, and then there is nothing to go through.
 */
static bool set_taking(const struct hx_module *module, enum hx_resource_taking taking)
{
    uintptr_t saved = hx_lock_take(&lock);
    const bool is_holder = module->control->taken != NULL;

    __atomic_store_n(&module->control->taking, (uint8_t)taking, __ATOMIC_RELAXED);
    hx_lock_give(&lock, saved);
    return is_holder;
}

hx_status hx_resource_refuse(const struct hx_context *ctx, const char *name)
{
    return hx_fail(HX_ERR_NOT_RUNNING, "%s for '%s', which is %s", name,
                   ctx->module->info->name,
                   hx_module_state_name(hx_module_state_of(ctx->module)));
}

hx_status hx_resource_check(const struct hx_context *ctx, const char *name)
{
    if (ctx == NULL)
        return hx_fail(HX_ERR_INVALID, "%s without the context of a module", name);
    return taking_of(ctx->module) != HX_TAKING_REFUSED ? HX_OK
                                                       : hx_resource_refuse(ctx, name);
}

/* Others may ask hx_resource_is_taken(), without the lock. */
static void set_link(struct hx_resource *resource, struct hx_resource **link)
{
    __atomic_store_n(&resource->link, link, __ATOMIC_RELEASE);
}

static void link_resource(struct hx_resource *resource, struct hx_control *control)
{
    resource->next = control->taken;
    if (resource->next != NULL)
        set_link(resource->next, &resource->next);
    control->taken = resource;
    set_link(resource, &control->taken);
}

static void unlink_resource(struct hx_resource *resource)
{
    *resource->link = resource->next;
    if (resource->next != NULL)
        set_link(resource->next, resource->link);
    resource->next = NULL;
    set_link(resource, NULL);
}

bool hx_resource_take(struct hx_resource *resource, const struct hx_context *ctx,
                      const struct hx_resource_kind *kind)
{
    uintptr_t saved = hx_lock_take(&lock);
    enum hx_resource_taking taking = taking_of(ctx->module);

    if (taking != HX_TAKING_REFUSED) {
        resource->owner = ctx->module;
        resource->kind = kind;
        resource->lasting = taking == HX_TAKING_LASTING;
        link_resource(resource, ctx->module->control);
    }
    hx_lock_give(&lock, saved);
    return taking != HX_TAKING_REFUSED;
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

/* Under the lock: the first that does not last, or the first of all, or NULL. */
static struct hx_resource *find_ending(const struct hx_module *module, bool lasting_too)
{
    struct hx_resource *resource = module->control->taken;

    while (resource != NULL && resource->lasting && !lasting_too)
        resource = resource->next;
    return resource;
}

static const struct hx_resource_kind *find_ending_kind(const struct hx_module *module,
                                                       bool lasting_too)
{
    uintptr_t saved = hx_lock_take(&lock);
    const struct hx_resource *resource = find_ending(module, lasting_too);
    const struct hx_resource_kind *kind = resource != NULL ? resource->kind : NULL;

    hx_lock_give(&lock, saved);
    return kind;
}

/* Takes the first one that ends out of the list if it is of `kind`. */
static struct hx_resource *take_out(const struct hx_module *module, bool lasting_too,
                                    const struct hx_resource_kind *kind)
{
    uintptr_t saved = hx_lock_take(&lock);
    struct hx_resource *resource = find_ending(module, lasting_too);

    if (resource != NULL && resource->kind != kind)
        resource = NULL;
    if (resource != NULL)
        unlink_resource(resource);
    hx_lock_give(&lock, saved);
    return resource;
}

static void end(const struct hx_module *module, bool lasting_too)
{
    const struct hx_resource_kind *kind;

    /* Whoever is faster may have stopped the one that was found: then look again. */
    while ((kind = find_ending_kind(module, lasting_too)) != NULL) {
        struct hx_resource *resource;
        uintptr_t saved = 0;

        if (kind->lock != NULL)
            saved = hx_lock_take(kind->lock);
        resource = take_out(module, lasting_too, kind);
        if (resource != NULL)
            kind->give_back(resource);
        if (kind->lock != NULL)
            hx_lock_give(kind->lock, saved);
    }
}

void hx_resource_end_all(const struct hx_module *module)
{
    if (set_taking(module, HX_TAKING_REFUSED))
        end(module, true);
}

bool hx_resource_is_holder(const struct hx_module *module)
{
    return __atomic_load_n(&module->control->taken, __ATOMIC_ACQUIRE) != NULL;
}

bool hx_resource_move_out(const struct hx_module *module, enum hx_module_state present)
{
    uintptr_t saved = hx_lock_take(&lock);
    bool moved = (!hx_resource_is_holder(module) || hx_loop_is_here()) &&
                 hx_module_move(module, present, HX_STATE_UNLOADING);

    if (moved)
        __atomic_store_n(&module->control->taking, (uint8_t)HX_TAKING_REFUSED,
                         __ATOMIC_RELAXED);
    hx_lock_give(&lock, saved);
    return moved;
}

/*
 * The next one that can be silenced, the first for NULL. Those stay in the list while
 * the loop walks it; what stands between them may leave it at any time.
 */
static struct hx_resource *next_loud(const struct hx_module *module,
                                     const struct hx_resource *resource)
{
    uintptr_t saved = hx_lock_take(&lock);
    struct hx_resource *next =
        resource != NULL ? resource->next : module->control->taken;

    while (next != NULL && next->kind->silence == NULL)
        next = next->next;
    hx_lock_give(&lock, saved);
    return next;
}

void hx_resource_end_run(const struct hx_module *module)
{
    if (!set_taking(module, HX_TAKING_REFUSED))
        return;
    end(module, false);
    for (struct hx_resource *r = next_loud(module, NULL); r != NULL;
         r = next_loud(module, r))
        r->kind->silence(r);
}

void hx_resource_begin_instance(const struct hx_module *module)
{
    (void)set_taking(module, HX_TAKING_LASTING);
}

void hx_resource_begin_run(const struct hx_module *module)
{
    if (!set_taking(module, HX_TAKING_PASSING))
        return;
    for (struct hx_resource *r = next_loud(module, NULL); r != NULL;
         r = next_loud(module, r))
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
