/* SPDX-License-Identifier: MIT */
/*
 * The engine of helix/thread_engine.h. One thread runs in a round of the loop: the loop
 * switches to it, and it switches back when it leaves. So the scheduler is only ever
 * called on the loop's own stack, and may be replaced between any two threads.
 */
#include "execution.h"

#include <helix/port.h>
#include <helix/port_context.h>
#include <helix/thread_engine.h>

/* At the far end of each stack, which grows towards it. */
#define CANARY UINT64_C(0x5afe57acc0de0bad)

/* The engine's functions have no argument for it; there is one such module. */
static struct helix_execution *execution;
static void *loop_context;
static enum hx_thread_leave reason; /* of whoever left last */

static uint64_t *canary_of(const struct hx_thread *thread)
{
    return thread->stack;
}

static void leave(enum hx_thread_leave why)
{
    struct hx_thread *thread = hx_thread_self();

    reason = why;
    hx_port_context_switch(&thread->context, loop_context);
}

static void begin(void *arg)
{
    hx_thread_begin(arg);
}

static hx_status add(struct hx_thread *thread, const char *name, uint32_t priority)
{
    struct hx_bytes text = {name, strlen(name)};
    struct execution_task *task;
    uint32_t id;
    hx_status status = execution_create(execution, text, priority, &id);

    if (status != HX_OK)
        return status;
    task = execution_find(execution, id);
    task->thread = thread;
    thread->task = id;
    *canary_of(thread) = CANARY;
    thread->context =
        hx_port_context_make(thread->stack, thread->stack_size, begin, thread);
    return HX_OK;
}

static void remove_thread(struct hx_thread *thread)
{
    (void)execution_end(execution, thread->task);
}

static void run(struct execution_task *task)
{
    struct hx_thread *thread = task->thread;

    hx_thread_set_running(thread);
    hx_port_context_switch(&loop_context, thread->context);
    hx_thread_set_running(NULL);
    if (*canary_of(thread) != CANARY)
        hx_panic("the stack of thread '%s' of '%s' has overflowed", task->name,
                 thread->resource.owner->info->name);
}

static void settle(struct helix_execution *self, struct execution_task *task)
{
    struct hx_thread *thread = task->thread;

    switch (reason) {
    case HX_THREAD_YIELDS:
        self->gave_up = self->gave_up || self->current == task->id;
        break;
    case HX_THREAD_PREEMPTED:
        break;
    case HX_THREAD_WAITS:
        execution_suspend(self, task);
        break;
    case HX_THREAD_EXITS:
        (void)execution_end(self, task->id);
        hx_thread_finish(thread);
        break;
    }
}

static bool run_one(void)
{
    struct helix_execution *self = execution;
    struct execution_task *task;

    execution_choose(self, hx_port_time_ns());
    task = execution_find(self, self->current);
    if (task == NULL || task->thread == NULL)
        return false;
    if (!hx_thread_may_run(task->thread)) {
        self->gave_up = true;
        return false;
    }
    run(task);
    settle(self, task);
    return true;
}

static void run_thread(struct hx_thread *thread)
{
    struct execution_task *task = execution_find(execution, thread->task);

    run(task);
    settle(execution, task);
}

static void wake(struct hx_thread *thread)
{
    execution_renew(execution, execution_find(execution, thread->task));
}

static const char *name_of(const struct hx_thread *thread)
{
    return execution_find(execution, thread->task)->name;
}

void execution_start_threads(struct helix_execution *self)
{
    static const struct hx_thread_engine engine = {
        .add = add,
        .name = name_of,
        .remove = remove_thread,
        .leave = leave,
        .wake = wake,
        .run_one = run_one,
        .run = run_thread,
    };

    execution = self;
    hx_thread_set_engine(&engine);
}

void execution_stop_threads(struct helix_execution *self)
{
    (void)self;
    hx_thread_set_engine(NULL);
}
