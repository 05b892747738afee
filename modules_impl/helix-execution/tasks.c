/* SPDX-License-Identifier: MIT */
/* The task table. A slot is found from the id without a search; ids are not reused
 * before 2^32 others were, so a stale one names no task rather than a wrong one. */
#include "execution.h"

struct execution_task *execution_find(struct helix_execution *self, uint32_t id)
{
    struct execution_task *task = &self->tasks[id % EXECUTION_TASKS_MAX];

    return id != 0 && task->id == id ? task : NULL;
}

/* The next id whose slot is free; the caller knows that there is one. */
static uint32_t choose_id(struct helix_execution *self)
{
    uint32_t id = self->last_id;

    do {
        id++;
    } while (id == 0 || self->tasks[id % EXECUTION_TASKS_MAX].id != 0);
    return id;
}

static bool is_printable(struct hx_bytes text)
{
    const uint8_t *bytes = text.data;

    for (size_t i = 0; i < text.size; i++) {
        if (bytes[i] <= 0x20u || bytes[i] >= 0x7fu)
            return false;
    }
    return true;
}

hx_status execution_create(struct helix_execution *self, struct hx_bytes name,
                           uint32_t priority, uint32_t *id)
{
    struct execution_task *task;

    if (name.size == 0 || name.size >= EXECUTION_NAME_SIZE || !is_printable(name))
        return hx_fail(HX_ERR_INVALID, "a task's name is 1 to %d printable characters",
                       EXECUTION_NAME_SIZE - 1);
    if (priority >= EXECUTION_LEVELS)
        return hx_fail(HX_ERR_INVALID, "a priority is 0 to %d", EXECUTION_LEVELS - 1);
    if (self->task_count == EXECUTION_TASKS_MAX)
        return hx_fail(HX_ERR_NO_SPACE, "all %d tasks are in use", EXECUTION_TASKS_MAX);

    self->last_id = choose_id(self);
    task = &self->tasks[self->last_id % EXECUTION_TASKS_MAX];
    memset(task, 0, sizeof(*task));
    task->id = self->last_id;
    task->priority = priority;
    task->level = EXECUTION_NOT_QUEUED;
    memcpy(task->name, name.data, name.size);
    self->task_count++;
    execution_renew(self, task);
    *id = task->id;
    return HX_OK;
}

hx_status execution_end(struct helix_execution *self, uint32_t id)
{
    struct execution_task *task = execution_find(self, id);

    if (task == NULL)
        return hx_fail(HX_ERR_NOT_FOUND, "there is no task %u", (unsigned)id);
    execution_suspend(self, task);
    task->id = 0;
    self->task_count--;
    return HX_OK;
}

hx_status helix_execution_init(struct helix_execution *self,
                               const struct hx_context *ctx)
{
    (void)ctx;
    for (size_t i = 0; i < HX_COUNT_OF(self->config->tasks); i++) {
        const char *name = self->config->tasks[i];
        struct hx_bytes text = {name, strlen(name)};
        uint32_t id;
        hx_status status;

        if (text.size == 0)
            continue;
        status = execution_create(self, text, EXECUTION_LEVELS - 1, &id);
        if (status != HX_OK)
            return status;
    }
    return HX_OK;
}
