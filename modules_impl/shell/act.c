/* SPDX-License-Identifier: MIT */
/* Commands that do something: events, requests, changes of modules, the end. */
#include "commands.h"
#include "output.h"

#include <helix/port.h>

/* Reads a decimal number that is all of `text`. */
static bool read_number(const char *text, uint32_t *number)
{
    uint64_t value = 0;

    if (*text == '\0')
        return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9')
            return false;
        value = value * 10u + (uint64_t)(*text - '0');
        if (value > UINT32_MAX)
            return false;
    }
    *number = (uint32_t)value;
    return true;
}

static hx_status read_pressure(const char *text, struct hx_event *event)
{
    static const char *const levels[] = {
        [HX_MEMORY_NORMAL] = "normal",
        [HX_MEMORY_LOW] = "low",
        [HX_MEMORY_CRITICAL] = "critical",
    };

    for (unsigned level = 0; level < HX_COUNT_OF(levels); level++) {
        if (strcmp(levels[level], text) == 0) {
            event->memory_pressure.level = (enum hx_memory_pressure)level;
            return HX_OK;
        }
    }
    return hx_fail(HX_ERR_INVALID, "usage: send memory_pressure normal|low|critical");
}

/* "CPU online|offline", behind the event's name. */
static hx_status read_hotplug(const struct shell_words *words, struct hx_event *event)
{
    struct shell_words arguments = {{"", "", ""}, 0, words->rest};
    bool online;

    shell_take_words(&arguments, 2);
    online = strcmp(arguments.word[1], "online") == 0;
    if (!read_number(arguments.word[0], &event->cpu_hotplug.cpu_id) ||
        (!online && strcmp(arguments.word[1], "offline") != 0) ||
        *arguments.rest != '\0')
        return hx_fail(HX_ERR_INVALID, "usage: send cpu_hotplug CPU online|offline");
    event->cpu_hotplug.online = online;
    return HX_OK;
}

/* The kernel's own events by their names; any other name is a Custom event's. */
static hx_status read_event(const struct shell_words *words, struct hx_event *event)
{
    const char *name = words->word[1];
    const char *text = words->rest;

    if (strcmp(name, "tick") == 0 || strcmp(name, "shutdown") == 0) {
        if (*text != '\0')
            return hx_fail(HX_ERR_INVALID, "usage: send %s", name);
        event->kind = *name == 't' ? HX_EVENT_TICK : HX_EVENT_SHUTDOWN;
        if (event->kind == HX_EVENT_TICK)
            event->tick.timestamp_ns = hx_port_time_ns();
        return HX_OK;
    }
    if (strcmp(name, "memory_pressure") == 0) {
        event->kind = HX_EVENT_MEMORY_PRESSURE;
        return read_pressure(text, event);
    }
    if (strcmp(name, "cpu_hotplug") == 0) {
        event->kind = HX_EVENT_CPU_HOTPLUG;
        return read_hotplug(words, event);
    }
    event->kind = HX_EVENT_CUSTOM;
    event->custom.name = name;
    event->custom.data = (struct hx_bytes){text, strlen(text)};
    return HX_OK;
}

hx_status shell_send_event(struct shell *self, const struct shell_words *words)
{
    struct hx_event event = {.kind = HX_EVENT_CUSTOM};
    hx_status status = read_event(words, &event);
    size_t listeners;

    if (status != HX_OK)
        return status;
    status = hx_event_publish(&event);
    if (status != HX_OK)
        return status;
    listeners = hx_event_subscribers(event.kind, words->word[1], NULL, 0);
    shell_print(self, "-> %zu %s\n", listeners,
                listeners == 1 ? "module listens" : "modules listen");
    return HX_OK;
}

hx_status shell_send_request(struct shell *self, const struct shell_words *words)
{
    struct hx_request request = {
        .type = words->word[2],
        .payload = {words->rest, strlen(words->rest)},
    };
    struct hx_response response = {
        .payload = {.data = self->reply, .capacity = sizeof(self->reply)},
    };
    hx_status status =
        hx_request_service(self->context, words->word[1], &request, &response);

    if (status != HX_OK)
        return status;
    if (response.success) {
        shell_print(self, "-> ok ");
        shell_print_quoted(
            self, (struct hx_bytes){response.payload.data, response.payload.size});
    } else {
        shell_print(self, "-> error ");
        shell_print_quoted(self,
                           (struct hx_bytes){response.error, strlen(response.error)});
    }
    shell_print(self, "\n");
    return HX_OK;
}

static void on_done(void *arg, hx_status status)
{
    struct shell *self = arg;

    self->change_waits = false;
    if (status != HX_OK)
        shell_print_failure(self, status);
}

/* Whether it worked is known when the main loop has done it; the log says so too. */
static hx_status submit(struct shell *self, enum hx_change_kind kind, const char *name)
{
    hx_status status =
        hx_change_submit(self->context, &self->change, kind, name, on_done, self);

    self->change_waits = self->change_waits || status == HX_OK;
    return status;
}

hx_status shell_stop_module(struct shell *self, const struct shell_words *words)
{
    return submit(self, HX_CHANGE_STOP, words->word[1]);
}

hx_status shell_start_module(struct shell *self, const struct shell_words *words)
{
    return submit(self, HX_CHANGE_START, words->word[1]);
}

/* The names lie in self->line, which no command is read into while one waits. */
static hx_status submit_file(struct shell *self, enum hx_change_kind kind,
                             const char *name, const char *file)
{
    hx_status status = hx_change_submit_file(self->context, &self->change, kind, name,
                                             file, on_done, self);

    self->change_waits = self->change_waits || status == HX_OK;
    return status;
}

hx_status shell_load_module(struct shell *self, const struct shell_words *words)
{
    return submit_file(self, HX_CHANGE_LOAD, NULL, words->word[1]);
}

hx_status shell_unload_module(struct shell *self, const struct shell_words *words)
{
    return submit_file(self, HX_CHANGE_UNLOAD, words->word[1], NULL);
}

hx_status shell_reload_module(struct shell *self, const struct shell_words *words)
{
    return submit_file(self, HX_CHANGE_RELOAD, words->word[1], words->word[2]);
}

hx_status shell_shut_down(struct shell *self, const struct shell_words *words)
{
    (void)self;
    (void)words;
    hx_shutdown();
    return HX_OK;
}
