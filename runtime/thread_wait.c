/* SPDX-License-Identifier: MIT */
/*
 * Who waits, for whom, and until when. A thread looks at what it waits for and leaves
 * with preemption off, so no other thread and no hook comes between the two.
 *
 * A thread that waits for nobody in particular looks again whenever an interrupt has
 * come, and, when nobody else can run, once after others have run.
 */
#include "thread.h"

#include <helix/interrupt.h>
#include <helix/loop.h>
#include <helix/port.h>
#include <helix/preempt.h>
#include <helix/thread_engine.h>

#define NEVER UINT64_MAX

/* No thread is due earlier; it may be that none is due then. */
static uint64_t first_due_ns = NEVER;

static uint32_t interrupts_seen;

/* Has any thread run that may have done what others wait for? */
static bool has_progress;
static bool left_for_nobody;

bool hx_thread_wait(const void *awaited, bool (*must_wait)(const void *about),
                    const void *about, uint64_t due_ns)
{
    struct hx_thread *self = hx_thread_self();
    bool waits;

    hx_preempt_off();
    waits = !self->ending && (must_wait == NULL || must_wait(about));
    if (waits) {
        self->awaited = awaited;
        self->due_ns = due_ns;
        if (due_ns < first_due_ns)
            first_due_ns = due_ns;
        left_for_nobody = awaited == NULL;
        self->waiting = true;
        hx_thread_engine->leave(HX_THREAD_WAITS);
    }
    hx_preempt_on();
    return waits;
}

void hx_thread_wake_one(struct hx_thread *thread)
{
    if (!thread->waiting)
        return;
    thread->waiting = false;
    hx_thread_engine->wake(thread);
}

void hx_thread_wake(const void *awaited)
{
    if (hx_port_cpu_id() != HX_LOOP_CPU || hx_interrupt_active())
        return;
    hx_preempt_off();
    for (struct hx_thread *t = hx_thread_first; t != NULL; t = t->next)
        if (t->awaited == awaited)
            hx_thread_wake_one(t);
    hx_preempt_on();
}

void hx_thread_give_way(void)
{
    hx_preempt_off();
    hx_thread_engine->leave(HX_THREAD_YIELDS);
    hx_preempt_on();
}

/* By the loop. */
static void wake_due(void)
{
    uint64_t now_ns;

    if (first_due_ns == NEVER)
        return;
    now_ns = hx_port_time_ns();
    if (now_ns < first_due_ns)
        return;
    first_due_ns = NEVER;
    for (struct hx_thread *t = hx_thread_first; t != NULL; t = t->next) {
        if (t->waiting && t->due_ns <= now_ns)
            hx_thread_wake_one(t);
        else if (t->waiting && t->due_ns < first_due_ns)
            first_due_ns = t->due_ns;
    }
}

static void wake_interrupted(void)
{
    const uint32_t count = hx_interrupt_count();

    if (count == interrupts_seen)
        return;
    interrupts_seen = count;
    hx_thread_wake(NULL);
}

bool hx_thread_is_interrupted(void)
{
    return hx_thread_engine != NULL && hx_thread_first != NULL &&
           hx_interrupt_count() != interrupts_seen;
}

static bool run_one(void)
{
    left_for_nobody = false;
    if (!hx_thread_engine->run_one())
        return false;
    has_progress = has_progress || !left_for_nobody;
    return true;
}

bool hx_thread_run_one(void)
{
    if (hx_thread_engine == NULL || hx_thread_first == NULL)
        return false;
    wake_due();
    wake_interrupted();
    if (run_one())
        return true;
    if (!has_progress)
        return false;
    has_progress = false;
    hx_thread_wake(NULL);
    return run_one();
}
