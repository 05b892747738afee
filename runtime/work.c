/* SPDX-License-Identifier: MIT */
#include "fault_injection.h"
#include "internal.h"
#include "lock.h"
#include "resource.h"

#include <helix/loop.h>
#include <helix/registry.h>
#include <helix/work.h>

static struct hx_lock lock;
static struct hx_work *first;
static struct hx_work **last = &first;
static uint64_t serial; /* posts so far */

static bool run_waiting(void);
static bool is_waiting(void);
static void give_back(struct hx_resource *resource);

static struct hx_loop_source source = {.run = run_waiting, .is_pending = is_waiting};
static const struct hx_resource_kind kind = {
    .name = "work",
    .lock = &lock,
    .give_back = give_back,
};

static void take_out(const struct hx_work *work)
{
    for (struct hx_work **place = &first; *place != NULL; place = &(*place)->next) {
        if (*place != work)
            continue;
        *place = work->next;
        if (last == &work->next)
            last = place;
        return;
    }
}

static void give_back(struct hx_resource *resource)
{
    take_out((struct hx_work *)resource);
}

static void append(struct hx_work *work, hx_work_fn run, void *arg)
{
    work->run = run;
    work->arg = arg;
    work->serial = serial++;
    work->next = NULL;
    *last = work;
    last = &work->next;
}

hx_status hx_work_post(const struct hx_context *ctx, struct hx_work *work,
                       hx_work_fn run, void *arg)
{
    hx_status status = hx_resource_check(ctx, kind.name);
    const struct hx_module *owner = NULL;
    bool taken = false;
    uintptr_t saved;

    if (status != HX_OK)
        return status;
    if (work == NULL || run == NULL)
        return hx_fail(HX_ERR_INVALID, "work of '%s' without memory or function",
                       ctx->module->info->name);

    hx_loop_add(&source);
    saved = hx_lock_take(&lock);
    if (hx_resource_is_taken(&work->resource))
        owner = work->resource.owner;
    else
        taken = hx_resource_take(&work->resource, ctx, &kind);
    if (taken)
        append(work, run, arg);
    hx_lock_give(&lock, saved);
    if (owner != NULL && owner != ctx->module)
        return hx_fail(HX_ERR_INVALID, "'%s' posts work of '%s'",
                       ctx->module->info->name, owner->info->name);
    if (owner == NULL && !taken)
        return hx_resource_refuse(ctx, kind.name);
    hx_port_wake();
    return HX_OK;
}

bool hx_work_cancel(struct hx_work *work)
{
    uintptr_t saved = hx_lock_take(&lock);
    bool waiting = hx_resource_drop(&work->resource);

    if (waiting)
        take_out(work);
    hx_lock_give(&lock, saved);
    return waiting;
}

/* The first of the first `end` posts whose module is Running, or NULL. */
static struct hx_work *find_ready(uint64_t end)
{
    struct hx_work *work = first;

    while (work != NULL && work->serial < end &&
           hx_module_state_of(work->resource.owner) != HX_STATE_RUNNING)
        work = work->next;
    return work != NULL && work->serial < end ? work : NULL;
}

/* Work: what is needed of it once it may be posted again, or be gone. */
struct call {
    const struct hx_module *owner;
    hx_work_fn run;
    void *arg;
};

static bool take_ready(uint64_t end, struct call *call)
{
    uintptr_t saved = hx_lock_take(&lock);
    struct hx_work *work = find_ready(end);

    if (work != NULL) {
        *call = (struct call){work->resource.owner, work->run, work->arg};
        take_out(work);
        (void)hx_resource_drop(&work->resource);
    }
    hx_lock_give(&lock, saved);
    return work != NULL;
}

static uint64_t post_count(void)
{
    uintptr_t saved = hx_lock_take(&lock);
    uint64_t count = serial;

    hx_lock_give(&lock, saved);
    return count;
}

static bool run_waiting(void)
{
    /* What is posted from now on waits for the next round, or this one might never end.
     */
    uint64_t end = post_count();
    struct call call;
    bool found = false;

    while (take_ready(end, &call)) {
        hx_hook_enter(call.owner);
        call.run(call.arg);
        hx_hook_leave(call.owner);
        found = true;
    }
    return found;
}

static bool is_waiting(void)
{
    uintptr_t saved = hx_lock_take(&lock);
    bool waiting = find_ready(UINT64_MAX) != NULL;

    hx_lock_give(&lock, saved);
    return waiting;
}

#ifdef HX_FAULT_INJECTION
uint32_t hx_fault_count_works(void)
{
    uintptr_t saved = hx_lock_take(&lock);
    uint32_t count = 0;

    for (const struct hx_work *work = first; work != NULL; work = work->next)
        count++;
    hx_lock_give(&lock, saved);
    return count;
}
#endif
