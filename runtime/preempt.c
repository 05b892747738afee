/* SPDX-License-Identifier: MIT */
/*
 * Who runs on the loop's CPU, and when he may be taken from it. A thread begins and
 * leaves with preemption off, so no interrupt finds one that is on its way.
 *
 * The counts are their thread's alone. An interrupt that comes between load and store
 * leaves them as it found them: only the compiler has to be kept from holding them in
 * registers.
 */
#include "preempt.h"

#include <helix/interrupt.h>
#include <helix/loop.h>
#include <helix/port.h>
#include <helix/preempt.h>
#include <helix/thread_engine.h>

#ifdef HX_THREADS

static struct hx_thread *running;
static void (*leave)(void);

struct hx_thread *hx_thread_self(void)
{
    return hx_port_cpu_id() == HX_LOOP_CPU ? __atomic_load_n(&running, __ATOMIC_RELAXED)
                                           : NULL;
}

void hx_thread_set_running(struct hx_thread *thread)
{
    __atomic_store_n(&running, thread, __ATOMIC_RELAXED);
}

static uint32_t count_of(const struct hx_thread *thread)
{
    return __atomic_load_n(&thread->preempt_off, __ATOMIC_RELAXED);
}

static void set_count(struct hx_thread *thread, uint32_t count)
{
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    __atomic_store_n(&thread->preempt_off, count, __ATOMIC_RELAXED);
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

void hx_preempt_off(void)
{
    struct hx_thread *thread = hx_thread_self();

    if (thread != NULL)
        set_count(thread, count_of(thread) + 1);
}

static bool is_leave_due(const struct hx_thread *thread)
{
    return __atomic_load_n(&thread->leave_due, __ATOMIC_RELAXED) &&
           count_of(thread) == 0;
}

/* What comes before the thread is away, or while it comes back, it leaves for anew. */
static void leave_now(struct hx_thread *thread)
{
    do {
        set_count(thread, 1);
        __atomic_store_n(&thread->leave_due, false, __ATOMIC_RELAXED);
        leave();
        set_count(thread, 0);
    } while (is_leave_due(thread));
}

void hx_preempt_on(void)
{
    struct hx_thread *thread = hx_thread_self();

    if (thread == NULL)
        return;
    set_count(thread, count_of(thread) - 1);
    if (is_leave_due(thread) && !hx_interrupt_active())
        leave_now(thread);
}

bool hx_preempt_is_off(void)
{
    const struct hx_thread *thread = hx_thread_self();

    return thread != NULL && count_of(thread) > 0;
}

/* At the end of an interrupt. */
static void preempt(void)
{
    struct hx_thread *thread = hx_thread_self();

    /* An interrupt inside of another one leaves that to the outer one. */
    if (thread == NULL || hx_interrupt_active())
        return;
    if (count_of(thread) > 0)
        __atomic_store_n(&thread->leave_due, true, __ATOMIC_RELAXED);
    else
        leave_now(thread);
}

void hx_preempt_by(void (*new_leave)(void))
{
    if (new_leave != NULL)
        leave = new_leave;
    hx_interrupt_set_preempt(new_leave != NULL ? preempt : NULL);
}

#else

void hx_thread_set_running(struct hx_thread *thread)
{
    (void)thread;
}

#endif
