/* SPDX-License-Identifier: MIT */
/*
 * One list by due time. A kernel has few timers, and most of the loop's looks end at
 * the first one.
 */
#include "fault_injection.h"
#include "internal.h"
#include "lock.h"
#include "resource.h"

#include <helix/loop.h>
#include <helix/registry.h>
#include <helix/timer.h>

static struct hx_lock lock;
static struct hx_timer *first;
static uint64_t round_ns; /* the time of the loop's last look */

static bool run_due(void);
static bool is_never_pending(void);
static void give_back(struct hx_resource *resource);

static struct hx_loop_source source = {.run = run_due, .is_pending = is_never_pending};
static const struct hx_resource_kind kind = {
    .name = "timer",
    .lock = &lock,
    .give_back = give_back,
};

/* Behind those that are due at the same time: they fire in the order of the starts. */
static void insert(struct hx_timer *timer)
{
    struct hx_timer **place = &first;

    while (*place != NULL && (*place)->due_ns <= timer->due_ns)
        place = &(*place)->next;
    timer->next = *place;
    *place = timer;
}

static void take_out(const struct hx_timer *timer)
{
    for (struct hx_timer **place = &first; *place != NULL; place = &(*place)->next) {
        if (*place == timer) {
            *place = timer->next;
            return;
        }
    }
}

static void give_back(struct hx_resource *resource)
{
    take_out((struct hx_timer *)resource);
}

static uint64_t add(uint64_t time_ns, uint64_t delay_ns)
{
    return delay_ns < UINT64_MAX - time_ns ? time_ns + delay_ns : UINT64_MAX;
}

static bool stop(struct hx_timer *timer)
{
    bool running = hx_resource_drop(&timer->resource);

    if (running)
        take_out(timer);
    return running;
}

/* One that starts itself anew without a delay waits for the next round, or this one
 * might never end. */
static uint64_t due_in(uint64_t delay_ns)
{
    uint64_t due_ns = add(hx_port_time_ns(), delay_ns);

    return due_ns > round_ns ? due_ns : add(round_ns, 1);
}

hx_status hx_timer_start(const struct hx_context *ctx, struct hx_timer *timer,
                         uint64_t delay_ns, uint64_t period_ns, hx_timer_fn fire,
                         void *arg)
{
    hx_status status = hx_resource_check(ctx, kind.name);
    const struct hx_module *owner = NULL;
    bool taken = false;
    uintptr_t saved;

    if (status != HX_OK)
        return status;
    if (timer == NULL || fire == NULL)
        return hx_fail(HX_ERR_INVALID, "a timer of '%s' without memory or function",
                       ctx->module->info->name);

    hx_loop_add(&source);
    /* Over all of it: an interrupt may be about to start the same one. */
    saved = hx_lock_take(&lock);
    if (hx_resource_is_taken(&timer->resource))
        owner = timer->resource.owner;
    if (owner == NULL || owner == ctx->module) {
        (void)stop(timer);
        taken = hx_resource_take(&timer->resource, ctx, &kind);
    }
    if (taken) {
        timer->due_ns = due_in(delay_ns);
        timer->period_ns = period_ns;
        timer->fire = fire;
        timer->arg = arg;
        insert(timer);
    }
    hx_lock_give(&lock, saved);
    if (owner != NULL && owner != ctx->module)
        return hx_fail(HX_ERR_INVALID, "'%s' starts a timer of '%s'",
                       ctx->module->info->name, owner->info->name);
    return taken ? HX_OK : hx_resource_refuse(ctx, kind.name);
}

bool hx_timer_stop(struct hx_timer *timer)
{
    uintptr_t saved = hx_lock_take(&lock);
    bool running = stop(timer);

    hx_lock_give(&lock, saved);
    return running;
}

bool hx_timer_is_running(const struct hx_timer *timer)
{
    return hx_resource_is_taken(&timer->resource);
}

/* What was missed is left out: the next time is the first one after `now_ns`. */
static void set_next(struct hx_timer *timer, uint64_t now_ns)
{
    uint64_t missed = (now_ns - timer->due_ns) / timer->period_ns;

    timer->due_ns = add(timer->due_ns, timer->period_ns);
    if (missed > 0)
        timer->due_ns = add(timer->due_ns, missed * timer->period_ns);
    insert(timer);
}

/* A timer that fires: what is needed of it once it may be gone. */
struct firing {
    const struct hx_module *owner;
    hx_timer_fn fire;
    void *arg;
};

/* The first timer that is due and whose module is Running, or NULL. */
static struct hx_timer *find_due(void)
{
    struct hx_timer *timer = first;

    while (timer != NULL && timer->due_ns <= round_ns &&
           hx_module_state_of(timer->resource.owner) != HX_STATE_RUNNING)
        timer = timer->next;
    return timer != NULL && timer->due_ns <= round_ns ? timer : NULL;
}

static bool take_due(struct firing *firing)
{
    uintptr_t saved = hx_lock_take(&lock);
    struct hx_timer *timer = find_due();

    if (timer != NULL) {
        *firing = (struct firing){timer->resource.owner, timer->fire, timer->arg};
        take_out(timer);
        if (timer->period_ns > 0)
            set_next(timer, round_ns);
        else
            (void)hx_resource_drop(&timer->resource);
    }
    hx_lock_give(&lock, saved);
    return timer != NULL;
}

static void begin_round(void)
{
    uint64_t now_ns = hx_port_time_ns();
    uintptr_t saved = hx_lock_take(&lock);

    round_ns = now_ns;
    hx_lock_give(&lock, saved);
}

static bool run_due(void)
{
    struct firing firing;
    bool found = false;

    begin_round();
    while (take_due(&firing)) {
        hx_hook_enter(firing.owner);
        firing.fire(firing.arg);
        hx_hook_leave(firing.owner);
        found = true;
    }
    return found;
}

static bool is_never_pending(void)
{
    return false;
}

#ifdef HX_FAULT_INJECTION
uint32_t hx_fault_count_timers(void)
{
    uintptr_t saved = hx_lock_take(&lock);
    uint32_t count = 0;

    for (const struct hx_timer *timer = first; timer != NULL; timer = timer->next)
        count++;
    hx_lock_give(&lock, saved);
    return count;
}
#endif
