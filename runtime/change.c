/* SPDX-License-Identifier: MIT */
#include "fault_injection.h"
#include "internal.h"
#include "lock.h"
#include "resource.h"
#include "step.h"

#include <helix/change.h>
#include <helix/image.h>
#include <helix/lifecycle.h>
#include <helix/loader.h>
#include <helix/loop.h>
#include <helix/preempt.h>
#include <helix/registry.h>

static struct hx_lock lock;
static struct hx_change *first;
static struct hx_change **last = &first;
static uint64_t serial_last; /* of the submissions */

static bool run_next(void);
static void give_back(struct hx_resource *resource);

static struct hx_loop_source source = {
    .run = run_next,
    .is_pending = hx_change_is_pending,
    .awaited = true,
};
static const struct hx_resource_kind kind = {
    .name = "change",
    .lock = &lock,
    .give_back = give_back,
};

static void take_out(const struct hx_change *change)
{
    for (struct hx_change **place = &first; *place != NULL; place = &(*place)->next) {
        if (*place != change)
            continue;
        *place = change->next;
        if (last == &change->next)
            last = place;
        return;
    }
}

static void give_back(struct hx_resource *resource)
{
    take_out((struct hx_change *)resource);
}

/* Makes `change` wait; what is done is in `wanted`. */
static hx_status submit(const struct hx_context *ctx, struct hx_change *change,
                        const struct hx_change *wanted)
{
    uintptr_t saved;
    bool taken = false;
    bool waits;

    hx_loop_add(&source);
    saved = hx_lock_take(&lock);
    waits = hx_resource_is_taken(&change->resource);
    if (!waits)
        taken = hx_resource_take(&change->resource, ctx, &kind);
    if (taken) {
        change->serial = ++serial_last;
        change->kind = wanted->kind;
        change->target = wanted->target;
        change->name = wanted->name;
        change->file = wanted->file;
        change->done = wanted->done;
        change->arg = wanted->arg;
        change->next = NULL;
        *last = change;
        last = &change->next;
    }
    hx_lock_give(&lock, saved);
    if (waits)
        return hx_fail(HX_ERR_BUSY, "the change waits already");
    if (!taken)
        return hx_resource_refuse(ctx, kind.name);
    hx_port_wake();
    return HX_OK;
}

hx_status hx_change_submit(const struct hx_context *ctx, struct hx_change *change,
                           enum hx_change_kind change_kind, const char *name,
                           hx_change_fn done, void *arg)
{
    struct hx_change wanted = {.kind = change_kind, .done = done, .arg = arg};
    hx_status status = hx_resource_check(ctx, kind.name);
    const struct hx_module *target;

    if (status != HX_OK)
        return status;
    if (change == NULL || name == NULL || (unsigned)change_kind > HX_CHANGE_STOP)
        return hx_fail(HX_ERR_INVALID, "a change of '%s' without memory or target",
                       ctx->module->info->name);
    /* A thread keeps the module from leaving until it has its id. */
    hx_preempt_off();
    target = hx_registry_get_by_name(name);
    if (target != NULL)
        wanted.target = target->control->id;
    hx_preempt_on();
    if (target == NULL)
        return hx_fail(HX_ERR_NOT_FOUND, "no module '%s'", name);
    return submit(ctx, change, &wanted);
}

hx_status hx_change_submit_file(const struct hx_context *ctx, struct hx_change *change,
                                enum hx_change_kind change_kind, const char *name,
                                const char *file, hx_change_fn done, void *arg)
{
    const struct hx_change wanted = {
        .kind = change_kind,
        .name = name,
        .file = file,
        .done = done,
        .arg = arg,
    };
    hx_status status = hx_resource_check(ctx, kind.name);

    if (status != HX_OK)
        return status;
    if (hx_image.loader == NULL)
        return hx_fail(HX_ERR_UNSUPPORTED, "this kernel has no loadable modules");
    if (change == NULL || change_kind < HX_CHANGE_LOAD ||
        change_kind > HX_CHANGE_RELOAD ||
        (name == NULL) != (change_kind == HX_CHANGE_LOAD) ||
        (file == NULL) != (change_kind == HX_CHANGE_UNLOAD))
        return hx_fail(HX_ERR_INVALID, "a change of '%s' without memory, name or file",
                       ctx->module->info->name);
    return submit(ctx, change, &wanted);
}

static struct hx_change *find_first(void)
{
    uintptr_t saved = hx_lock_take(&lock);
    struct hx_change *change = first;

    hx_lock_give(&lock, saved);
    return change;
}

bool hx_change_is_pending(void)
{
    return find_first() != NULL;
}

static hx_status stop(const struct hx_module *module)
{
    hx_status status = hx_lifecycle_check_stop(module);

    if (status != HX_OK)
        return status;
    if (hx_step_is_essential(module))
        return hx_fail(HX_ERR_ESSENTIAL, "module '%s' is ESSENTIAL and stays",
                       module->info->name);
    return hx_step_stop(module);
}

static hx_status start(const struct hx_module *module)
{
    enum hx_module_state state = hx_module_state_of(module);
    const char *missing = hx_dependency_unmet(module, true);
    hx_status status;

    if (state != HX_STATE_REGISTERED && state != HX_STATE_ERROR &&
        state != HX_STATE_LOADED && state != HX_STATE_STOPPED)
        return hx_fail(HX_ERR_WRONG_STATE, "module '%s' is %s", module->info->name,
                       hx_module_state_name(state));
    if (missing != NULL)
        return hx_fail(HX_ERR_DEPENDENCY, "module '%s' needs %s", module->info->name,
                       missing);
    if (state == HX_STATE_REGISTERED || state == HX_STATE_ERROR) {
        status = hx_step_init(module);
        if (status != HX_OK)
            return status;
    }
    return hx_step_start(module);
}

static hx_status carry_out(const struct hx_change *change)
{
    const struct hx_loader *loader = hx_image.loader;
    const struct hx_module *module;

    if (change->kind == HX_CHANGE_LOAD)
        return loader->load(change->file);
    if (change->kind == HX_CHANGE_UNLOAD)
        return loader->unload(change->name);
    if (change->kind == HX_CHANGE_RELOAD)
        return loader->reload(change->name, change->file);
    module = hx_registry_get(change->target);
    if (module == NULL)
        return hx_fail(HX_ERR_NOT_FOUND, "the module has left");
    return change->kind == HX_CHANGE_STOP ? stop(module) : start(module);
}

/*
 * Takes submission number `serial` out and puts a copy into `taken`: its memory is the
 * submitter's again. False if it has ended; the memory may be that of a later one.
 */
static bool take(struct hx_change *change, uint64_t serial, struct hx_change *taken)
{
    uintptr_t saved = hx_lock_take(&lock);
    bool waiting = first == change && change->serial == serial &&
                   hx_resource_drop(&change->resource);

    if (waiting) {
        *taken = *change;
        take_out(change);
    }
    hx_lock_give(&lock, saved);
    return waiting;
}

static bool run_next(void)
{
    struct hx_change *change = find_first();
    struct hx_change taken;
    const struct hx_module *submitter;
    uint64_t serial;
    hx_status status;

    if (change == NULL)
        return false;
    serial = change->serial;
    /* One that was replaced may be kept; what it has asked for is not. */
    if (hx_module_state_of(change->resource.owner) == HX_STATE_UNLOADING) {
        (void)take(change, serial, &taken);
        return true;
    }
    /* It stays in the list, and pending, until it is done: the submitter may end. */
    status = carry_out(change);
    if (!take(change, serial, &taken))
        return true;
    submitter = taken.resource.owner;
    if (taken.done == NULL || hx_module_state_of(submitter) != HX_STATE_RUNNING)
        return true;
    hx_hook_enter(submitter);
    taken.done(taken.arg, status);
    hx_hook_leave(submitter);
    return true;
}

#ifdef HX_FAULT_INJECTION
uint32_t hx_fault_count_changes(void)
{
    uintptr_t saved = hx_lock_take(&lock);
    uint32_t count = 0;

    for (const struct hx_change *change = first; change != NULL; change = change->next)
        count++;
    hx_lock_give(&lock, saved);
    return count;
}
#endif
