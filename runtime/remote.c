/* SPDX-License-Identifier: MIT */
/*
 * A queue of calls, each in the memory of its caller. It is the caller's, then the
 * loop's from the moment that it leaves the queue, and the caller's again when it is
 * answered. A caller whose time is up takes it out of the queue, if it is still there.
 */
#include "remote.h"
#include "lock.h"
#include "preempt.h"
#include "thread.h"

#include <helix/event.h>
#include <helix/fmt.h>
#include <helix/loop.h>
#include <helix/port.h>
#include <helix/preempt.h>
#include <helix/status.h>
#include <helix/thread.h>

#define NS_PER_MS UINT64_C(1000000)

struct call {
    struct call *next;
    hx_status (*run)(void *arg);
    void *arg;
    hx_status status;
    bool answered;
    char detail[HX_FAIL_DETAIL_SIZE];
};

static struct hx_lock lock;
static struct call *first;
static struct call **last = &first;
static uint32_t count;

static uint32_t waiting_count(void)
{
    return __atomic_load_n(&count, __ATOMIC_RELAXED);
}

/* Under the lock; the loop looks at it without. */
static void set_count(uint32_t new_count)
{
    __atomic_store_n(&count, new_count, __ATOMIC_RELAXED);
}

static void append(struct call *call)
{
    uintptr_t saved = hx_lock_take(&lock);

    *last = call;
    last = &call->next;
    set_count(count + 1);
    hx_lock_give(&lock, saved);
}

static struct call *take_first(void)
{
    uintptr_t saved = hx_lock_take(&lock);
    struct call *call = first;

    if (call != NULL) {
        first = call->next;
        if (first == NULL)
            last = &first;
        set_count(count - 1);
    }
    hx_lock_give(&lock, saved);
    return call;
}

/* Returns false if the loop has it already. */
static bool take_out(const struct call *call)
{
    uintptr_t saved = hx_lock_take(&lock);
    struct call **place = &first;

    while (*place != NULL && *place != call)
        place = &(*place)->next;
    if (*place == call) {
        *place = call->next;
        if (last == &call->next)
            last = place;
        set_count(count - 1);
    } else {
        place = NULL;
    }
    hx_lock_give(&lock, saved);
    return place != NULL;
}

static bool is_unanswered(const void *about)
{
    const struct call *call = about;

    return !__atomic_load_n(&call->answered, __ATOMIC_ACQUIRE);
}

/* Why the caller waits no longer for the loop to begin, or HX_OK. */
static hx_status check_patience(uint64_t deadline_ns)
{
    if (hx_thread_self() != NULL && hx_thread_should_end())
        return hx_fail(HX_ERR_NOT_RUNNING, "a thread that has to end asks for nothing");
    if (hx_port_time_ns() > deadline_ns)
        return hx_fail(HX_ERR_TIMEOUT, "the main loop had no time within %d ms",
                       HX_REMOTE_DEADLINE_MS);
    return HX_OK;
}

static hx_status wait_for(struct call *call)
{
    const uint64_t deadline_ns = hx_port_time_ns() + HX_REMOTE_DEADLINE_MS * NS_PER_MS;
    hx_status status = HX_OK;

    while (is_unanswered(call)) {
        status = check_patience(deadline_ns);
        if (status != HX_OK && take_out(call))
            return status;
        if (hx_thread_self() == NULL)
            hx_port_pause();
        else if (!hx_thread_wait(call, is_unanswered, call, deadline_ns + 1))
            hx_thread_give_way();
    }
    if (call->status != HX_OK)
        (void)hx_fail(call->status, "%s", call->detail);
    return call->status;
}

hx_status hx_remote_run(hx_status (*run)(void *arg), void *arg)
{
    struct hx_thread *thread = hx_thread_self();
    struct call call = {.run = run, .arg = arg};
    hx_status status;

    if (hx_preempt_is_off())
        return hx_fail(HX_ERR_WRONG_CONTEXT,
                       "a thread with preemption off cannot wait for the main loop");
    if (thread != NULL)
        thread->asked = &call;
    append(&call);
    hx_port_wake();
    status = wait_for(&call);
    if (thread != NULL)
        thread->asked = NULL;
    return status;
}

void hx_remote_withdraw(const struct hx_thread *thread)
{
    if (thread->asked != NULL)
        (void)take_out(thread->asked);
}

static void serve(struct call *call)
{
    call->status = call->run(call->arg);
    if (call->status != HX_OK)
        hx_format(call->detail, sizeof(call->detail), "%s",
                  hx_fail_detail(call->status));
    __atomic_store_n(&call->answered, true, __ATOMIC_RELEASE);
    /* From here on it may be gone: only its address counts. */
    if (HX_HAS_THREADS)
        hx_thread_wake(call);
}

bool hx_remote_serve(void)
{
    struct call *call;
    bool found = false;

    /* Those who ask once more wait for the next round. */
    for (uint32_t left = waiting_count(); left > 0; left--) {
        call = take_first();
        if (call == NULL)
            break;
        serve(call);
        found = true;
    }
    return found;
}

bool hx_remote_is_pending(void)
{
    return waiting_count() > 0;
}
