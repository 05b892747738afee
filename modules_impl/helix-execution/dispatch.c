/* SPDX-License-Identifier: MIT */
/*
 * Who runs: each tick is charged to the running task, and the scheduler is asked who
 * runs from now on. The only file that knows of helix.scheduler. The primary is looked
 * up for each call and never kept: it may be another one the next time.
 */
#include "execution.h"

#include "interfaces/helix_scheduler.h"

/* The loop, which publishes Tick, runs on the first CPU only. */
enum { THIS_CPU = 0 };

void execution_offer_tasks(struct helix_execution *self)
{
    struct execution_task *task;

    while ((task = execution_find(self, self->queues[EXECUTION_NEW].first)) != NULL) {
        execution_dequeue(self, task);
        /* With no scheduler up, the rest would fare no better. */
        if (helix_scheduler_add_task(hx_primary_helix_scheduler(), task->id) != HX_OK) {
            execution_dequeue(self, task);
            execution_enqueue(self, EXECUTION_NEW, task);
            return;
        }
        task->state = EXECUTION_TASK_READY;
    }
}

void execution_renew(struct helix_execution *self, struct execution_task *task)
{
    task->state = EXECUTION_TASK_NEW;
    execution_enqueue(self, EXECUTION_NEW, task);
}

void execution_suspend(struct helix_execution *self, struct execution_task *task)
{
    /* With no scheduler up, nobody has to be told. */
    if (task->state == EXECUTION_TASK_READY || task->state == EXECUTION_TASK_RUNNING)
        (void)helix_scheduler_remove_task(hx_primary_helix_scheduler(), task->id);
    /* A scheduler that did not listen must not find it in a queue. */
    execution_dequeue(self, task);
    task->state = EXECUTION_TASK_WAITING;
    if (self->current == task->id) {
        self->current = 0;
        self->gave_up = false;
    }
}

static void charge_tick(struct helix_execution *self)
{
    struct execution_task *task = execution_find(self, self->current);

    self->ticks++;
    if (task != NULL)
        task->ticks++;
    else
        self->idle_ticks++;
}

/* A scheduler may be loaded code: its answer is checked like any input. */
static bool is_schedulable(struct helix_execution *self, uint32_t id)
{
    const struct execution_task *task = execution_find(self, id);

    return task != NULL && (task->state == EXECUTION_TASK_READY ||
                            task->state == EXECUTION_TASK_RUNNING);
}

static void switch_to(struct helix_execution *self, uint32_t id, uint64_t now_ns)
{
    struct execution_task *old = execution_find(self, self->current);

    if (old != NULL)
        old->state = EXECUTION_TASK_READY;
    execution_find(self, id)->state = EXECUTION_TASK_RUNNING;
    self->current = id;
    self->current_since_ns = now_ns;
    self->switches++;
}

static uint64_t time_of_turn(const struct helix_execution *self, uint64_t now_ns)
{
    if (self->gave_up)
        return UINT64_MAX;
    return now_ns > self->current_since_ns ? now_ns - self->current_since_ns : 0;
}

void execution_choose(struct helix_execution *self, uint64_t now_ns)
{
    uint32_t next;

    execution_offer_tasks(self);
    next = helix_scheduler_pick_next(hx_primary_helix_scheduler(), THIS_CPU,
                                     self->current, time_of_turn(self, now_ns));
    self->gave_up = false;
    if (next == 0)
        return;
    if (!is_schedulable(self, next)) {
        self->bad_answers++;
        return;
    }
    if (next != self->current)
        switch_to(self, next, now_ns);
}

enum hx_event_response helix_execution_on_tick(struct helix_execution *self,
                                               const struct hx_event *event)
{
    charge_tick(self);
    execution_choose(self, event->tick.timestamp_ns);
    return HX_EVENT_HANDLED;
}
