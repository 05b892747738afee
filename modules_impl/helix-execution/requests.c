/* SPDX-License-Identifier: MIT */
/* What others may ask for by name. Payloads are text from anybody: hostile input. */
#include "execution.h"

#include <helix/fmt.h>

/* Reads a decimal number that fills all of `text`. */
static bool read_number(struct hx_bytes text, uint32_t *number)
{
    const char *digits = text.data;
    uint64_t value = 0;

    if (text.size == 0)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        if (digits[i] < '0' || digits[i] > '9')
            return false;
        value = value * 10u + (uint64_t)(digits[i] - '0');
        if (value > UINT32_MAX)
            return false;
    }
    *number = (uint32_t)value;
    return true;
}

/* Splits `text` at its first space: returns what is before, leaves what is behind. */
static struct hx_bytes take_word(struct hx_bytes *text)
{
    const char *start = text->data;
    struct hx_bytes word = {start, 0};
    size_t rest;

    while (word.size < text->size && start[word.size] != ' ')
        word.size++;
    rest = word.size < text->size ? word.size + 1 : word.size;
    text->data = start + rest;
    text->size -= rest;
    return word;
}

hx_status helix_execution_request_spawn(struct helix_execution *self,
                                        const struct hx_request *request,
                                        struct hx_response *response)
{
    struct hx_bytes rest = request->payload;
    struct hx_bytes name = take_word(&rest);
    uint32_t priority = EXECUTION_LEVELS - 1;
    uint32_t id;
    hx_status status;

    if (rest.size > 0 && !read_number(rest, &priority))
        return hx_fail(HX_ERR_INVALID, "the priority is not a number");
    status = execution_create(self, name, priority, &id);
    if (status != HX_OK)
        return status;
    execution_offer_tasks(self);
    return hx_respond_fmt(response, "%u", (unsigned)id);
}

hx_status helix_execution_request_exit(struct helix_execution *self,
                                       const struct hx_request *request,
                                       struct hx_response *response)
{
    const struct execution_task *task;
    uint32_t id;
    hx_status status;

    if (!read_number(request->payload, &id))
        return hx_fail(HX_ERR_INVALID, "the id of a task is a number");
    task = execution_find(self, id);
    if (task != NULL && task->thread != NULL)
        return hx_fail(HX_ERR_BUSY, "task %u is a thread of '%s'", (unsigned)id,
                       task->thread->resource.owner->info->name);
    status = execution_end(self, id);
    if (status != HX_OK)
        return status;
    return hx_respond(response, NULL, 0);
}

static const char *state_name(enum execution_task_state state)
{
    switch (state) {
    case EXECUTION_TASK_NEW:
        return "new";
    case EXECUTION_TASK_READY:
        return "ready";
    case EXECUTION_TASK_RUNNING:
        return "running";
    case EXECUTION_TASK_WAITING:
        return "waiting";
    }
    return "?";
}

hx_status helix_execution_request_tasks(struct helix_execution *self,
                                        const struct hx_request *request,
                                        struct hx_response *response)
{
    char *text = response->payload.data;
    size_t capacity = response->payload.capacity;
    size_t size = 0;

    (void)request;
    for (size_t i = 0; i < EXECUTION_TASKS_MAX && size < capacity; i++) {
        const struct execution_task *task = &self->tasks[i];

        if (task->id == 0)
            continue;
        size += hx_format(text + size, capacity - size, "%s%u %s %s %u %llu",
                          size > 0 ? "; " : "", (unsigned)task->id, task->name,
                          state_name(task->state), (unsigned)task->priority,
                          (unsigned long long)task->ticks);
    }
    if (self->task_count > 0 && size >= capacity)
        return hx_fail(HX_ERR_NO_SPACE, "%u tasks do not fit into the answer",
                       (unsigned)self->task_count);
    return hx_respond(response, text, size);
}

hx_status helix_execution_request_stats(struct helix_execution *self,
                                        const struct hx_request *request,
                                        struct hx_response *response)
{
    (void)request;
    return hx_respond_fmt(
        response,
        "ticks: %llu, idle: %llu, tasks: %u, current: %u, "
        "switches: %llu, bad answers: %llu",
        (unsigned long long)self->ticks, (unsigned long long)self->idle_ticks,
        (unsigned)self->task_count, (unsigned)self->current,
        (unsigned long long)self->switches, (unsigned long long)self->bad_answers);
}
