/* SPDX-License-Identifier: MIT */
/*
 * The holder is a thread, or a number made of the CPU's. Who waits on the loop's CPU
 * says so in the lowest bit. Then whoever gives the mutex wakes the threads that wait
 * for it, and a thread also lets others run: else it might take it again before they,
 * or the main loop, have looked. Those who wait look again by themselves as well,
 * because another CPU cannot wake them.
 *
 * It is a pointer by its type, and so no part of a saved state: whoever held it means
 * nothing to the module's next version.
 */
#include "preempt.h"
#include "thread.h"

#include <helix/interrupt.h>
#include <helix/loop.h>
#include <helix/mutex.h>
#include <helix/port.h>
#include <helix/preempt.h>
#include <helix/status.h>
#include <helix/wait.h>

#define NOBODY NULL
#define AWAITED ((uintptr_t)1)

/* Not taken by anybody any more: its holder is no more. */
#define ABANDONED ((void *)(UINTPTR_MAX & ~AWAITED))

#define LOOK_AGAIN_NS UINT64_C(10000000)

static void *caller(const struct hx_thread *thread)
{
    const uintptr_t number = ((uintptr_t)hx_port_cpu_id() + 1) << 1;

    return thread != NULL ? (void *)(uintptr_t)thread : (void *)number;
}

static void *awaited(const void *holder)
{
    return (void *)((uintptr_t)holder | AWAITED);
}

/* Marks it as awaited, if somebody holds it still. With preemption off. */
static bool is_held(const void *about)
{
    struct hx_mutex *mutex = (struct hx_mutex *)(uintptr_t)about;
    void *present = __atomic_load_n(&mutex->holder, __ATOMIC_RELAXED);

    while (present != NOBODY)
        if (__atomic_compare_exchange_n(&mutex->holder, &present, awaited(present),
                                        false, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
            return true;
    return false;
}

static void wait_for(struct hx_mutex *mutex, const struct hx_thread *thread)
{
    if (thread == NULL) {
        if (HX_HAS_THREADS && hx_loop_is_here() && !is_held(mutex))
            return;
        hx_wait();
        return;
    }
    /* A thread that has to end does not wait, but yields to whoever holds it. */
    if (!hx_thread_wait(mutex, is_held, mutex, hx_port_time_ns() + LOOK_AGAIN_NS))
        hx_thread_give_way();
}

/* Else what is in the way is in `holder`. */
static bool try_to_take(struct hx_mutex *mutex, struct hx_thread *thread, void *self,
                        void **holder)
{
    bool taken;

    *holder = NOBODY;
    hx_preempt_off();
    taken = __atomic_compare_exchange_n(&mutex->holder, holder, self, false,
                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
    if (taken && thread != NULL) {
        mutex->next = thread->held;
        thread->held = mutex;
    }
    hx_preempt_on();
    return taken;
}

/* With preemption off. */
static void unlink_held(struct hx_mutex *mutex, struct hx_thread *thread)
{
    struct hx_mutex **place = &thread->held;

    while (*place != NULL && *place != mutex)
        place = &(*place)->next;
    if (*place != NULL)
        *place = mutex->next;
}

void hx_mutex_abandon(struct hx_thread *thread)
{
    for (struct hx_mutex *mutex = thread->held; mutex != NULL; mutex = mutex->next) {
        __atomic_store_n(&mutex->holder, ABANDONED, __ATOMIC_RELEASE);
        hx_thread_wake(mutex);
    }
    thread->held = NULL;
}

hx_status hx_mutex_take(struct hx_mutex *mutex)
{
    struct hx_thread *thread = hx_thread_self();
    void *const self = caller(thread);
    void *holder;

    if (hx_interrupt_active())
        return hx_fail(HX_ERR_WRONG_CONTEXT, "mutex taken in an interrupt");
    if (hx_preempt_is_off())
        return hx_fail(HX_ERR_WRONG_CONTEXT, "mutex taken with preemption off");
    while (!try_to_take(mutex, thread, self, &holder)) {
        if (awaited(holder) == awaited(self))
            return hx_fail(HX_ERR_CYCLE, "mutex taken by who holds it");
        if (awaited(holder) == awaited(ABANDONED))
            return hx_fail(HX_ERR_BUSY, "mutex held by a thread that is no more");
        wait_for(mutex, thread);
    }
    return HX_OK;
}

void hx_mutex_give(struct hx_mutex *mutex)
{
    struct hx_thread *thread = hx_thread_self();
    const void *holder;
    bool is_awaited;

    hx_preempt_off();
    if (thread != NULL)
        unlink_held(mutex, thread);
    holder = __atomic_exchange_n(&mutex->holder, NOBODY, __ATOMIC_RELEASE);
    is_awaited = HX_HAS_THREADS && holder == awaited(holder);
    if (is_awaited)
        hx_thread_wake(mutex);
    hx_preempt_on();
    if (is_awaited && thread != NULL && !hx_preempt_is_off())
        hx_thread_give_way();
}
