/* SPDX-License-Identifier: MIT */
/* helix.threads: a position is one more than the slot that was shown last. */
#include "execution.h"

#include <helix/preempt.h>

static enum helix_thread_state state_of(const struct execution_task *task)
{
    switch (task->state) {
    case EXECUTION_TASK_NEW:
        return HELIX_THREAD_NEW;
    case EXECUTION_TASK_READY:
        return HELIX_THREAD_READY;
    case EXECUTION_TASK_RUNNING:
        return HELIX_THREAD_RUNNING;
    case EXECUTION_TASK_WAITING:
        break;
    }
    return HELIX_THREAD_WAITING;
}

static void describe(const struct execution_task *task, struct helix_thread_info *info)
{
    memset(info, 0, sizeof(*info));
    info->id = task->id;
    info->state = state_of(task);
    info->priority = task->priority;
    info->ticks = task->ticks;
    (void)hx_format(info->name, sizeof(info->name), "%s", task->name);
    if (task->thread != NULL)
        (void)hx_format(info->owner, sizeof(info->owner), "%s",
                        task->thread->resource.owner->info->name);
}

hx_status helix_execution_list(struct helix_execution *self, uint32_t *position,
                               struct helix_thread_info *info)
{
    uint32_t slot = *position;

    /* A thread that asks must not find one that ends meanwhile. */
    hx_preempt_off();
    while (slot < EXECUTION_TASKS_MAX && self->tasks[slot].id == 0)
        slot++;
    if (slot < EXECUTION_TASKS_MAX)
        describe(&self->tasks[slot], info);
    hx_preempt_on();
    if (slot >= EXECUTION_TASKS_MAX)
        return hx_fail(HX_ERR_NOT_FOUND, "that was the last thread");
    *position = slot + 1;
    return HX_OK;
}
