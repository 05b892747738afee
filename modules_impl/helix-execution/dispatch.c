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
    for (size_t i = 0; self->new_count > 0 && i < EXECUTION_TASKS_MAX; i++) {
        struct execution_task *task = &self->tasks[i];

        if (task->id == 0 || task->state != EXECUTION_TASK_NEW)
            continue;
        /* With no scheduler up, the rest would fare no better. */
        if (helix_scheduler_add_task(hx_primary_helix_scheduler(), task->id) != HX_OK)
            return;
        task->state = EXECUTION_TASK_READY;
        self->new_count--;
    }
}

void execution_withdraw(struct helix_execution *self, uint32_t id)
{
    (void)self;
    /* With no scheduler up, nobody has to be told. */
    (void)helix_scheduler_remove_task(hx_primary_helix_scheduler(), id);
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

    return task != NULL && task->state != EXECUTION_TASK_NEW;
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

enum hx_event_response helix_execution_on_tick(struct helix_execution *self,
                                               const struct hx_event *event)
{
    uint64_t now_ns = event->tick.timestamp_ns;
    uint64_t ran_ns =
        now_ns > self->current_since_ns ? now_ns - self->current_since_ns : 0;
    uint32_t next;

    charge_tick(self);
    execution_offer_tasks(self);
    next = helix_scheduler_pick_next(hx_primary_helix_scheduler(), THIS_CPU,
                                     self->current, ran_ns);
    if (next == 0)
        return HX_EVENT_HANDLED;
    if (!is_schedulable(self, next)) {
        self->bad_answers++;
        return HX_EVENT_HANDLED;
    }
    if (next != self->current)
        switch_to(self, next, now_ns);
    return HX_EVENT_HANDLED;
}
