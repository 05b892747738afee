/* SPDX-License-Identifier: MIT */
/* helix.run_queue: a doubly linked list of ids through the task table for each level.
 */
#include "execution.h"

void execution_enqueue(struct helix_execution *self, uint32_t level,
                       struct execution_task *task)
{
    struct execution_queue *queue = &self->queues[level];

    task->level = (uint8_t)level;
    task->previous = queue->last;
    task->next = 0;
    if (queue->last != 0)
        execution_find(self, queue->last)->next = task->id;
    else
        queue->first = task->id;
    queue->last = task->id;
    queue->length++;
}

void execution_dequeue(struct helix_execution *self, struct execution_task *task)
{
    struct execution_queue *queue;

    if (task->level == EXECUTION_NOT_QUEUED)
        return;
    queue = &self->queues[task->level];
    if (task->previous != 0)
        execution_find(self, task->previous)->next = task->next;
    else
        queue->first = task->next;
    if (task->next != 0)
        execution_find(self, task->next)->previous = task->previous;
    else
        queue->last = task->previous;
    queue->length--;
    task->level = EXECUTION_NOT_QUEUED;
    task->previous = 0;
    task->next = 0;
}

uint32_t helix_execution_length(struct helix_execution *self, uint32_t level)
{
    return level < EXECUTION_LEVELS ? self->queues[level].length : 0;
}

hx_status helix_execution_append(struct helix_execution *self, uint32_t level,
                                 uint32_t id)
{
    struct execution_task *task = execution_find(self, id);

    if (level >= EXECUTION_LEVELS)
        return hx_fail(HX_ERR_INVALID, "there is no level %u", (unsigned)level);
    if (task == NULL)
        return hx_fail(HX_ERR_NOT_FOUND, "there is no task %u", (unsigned)id);
    if (task->level < EXECUTION_LEVELS)
        return hx_fail(HX_ERR_ALREADY_EXISTS, "task %u waits in level %u already",
                       (unsigned)id, (unsigned)task->level);
    execution_dequeue(self, task);
    execution_enqueue(self, level, task);
    return HX_OK;
}

/* One that no scheduler has taken over is still to be offered. */
static void leave_level(struct helix_execution *self, struct execution_task *task)
{
    execution_dequeue(self, task);
    if (task->state == EXECUTION_TASK_NEW)
        execution_enqueue(self, EXECUTION_NEW, task);
}

uint32_t helix_execution_take(struct helix_execution *self, uint32_t level)
{
    uint32_t id = level < EXECUTION_LEVELS ? self->queues[level].first : 0;

    if (id != 0)
        leave_level(self, execution_find(self, id));
    return id;
}

uint32_t helix_execution_take_first(struct helix_execution *self)
{
    uint32_t id = 0;

    for (uint32_t level = 0; id == 0 && level < EXECUTION_LEVELS; level++)
        id = helix_execution_take(self, level);
    return id;
}

hx_status helix_execution_remove(struct helix_execution *self, uint32_t id)
{
    struct execution_task *task = execution_find(self, id);

    if (task == NULL || task->level >= EXECUTION_LEVELS)
        return hx_fail(HX_ERR_NOT_FOUND, "task %u waits in no queue", (unsigned)id);
    leave_level(self, task);
    return HX_OK;
}

uint32_t helix_execution_priority(struct helix_execution *self, uint32_t id)
{
    const struct execution_task *task = execution_find(self, id);

    return task != NULL ? task->priority : 0;
}
