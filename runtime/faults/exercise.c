/* SPDX-License-Identifier: MIT */
/*
 * Has every callback called that the loop does not call by itself: in its first round,
 * first the one that is to fail, then all. Then it waits for what comes of that, a
 * restart above all, and shuts down when nothing has happened for a while. So a run
 * ends as soon as it can, and a slow machine makes it longer, never different.
 *
 * That time has passed is believed one round later. Health is asked before this source
 * in each round, so by then everybody has been asked, however long the machine stood
 * still between the two.
 */
#include "../event_receiver.h"
#include "faults.h"

#include <helix/event.h>
#include <helix/log.h>
#include <helix/loop.h>
#include <helix/main.h>
#include <helix/port.h>
#include <helix/registry.h>
#include <helix/request.h>
#include <helix/status.h>
#include <helix/string.h>

#define NS_PER_MS UINT64_C(1000000)
#define QUIET_POLLS 3
#define ANSWER_SIZE 4096

static bool run(void);
static bool is_never_pending(void);

static struct hx_loop_source source = {.run = run, .is_pending = is_never_pending};

/* Those who listen by their spec and are Running. */
static uint32_t count_subscribers(const struct hx_event *event)
{
    uint32_t part = hx_fault_part_of(event);
    const struct hx_subscriber_list *list =
        part < HX_EVENT_KIND_COUNT
            ? &hx_image.subscribers[part]
            : &hx_image.event_subscribers[part - HX_EVENT_KIND_COUNT];
    uint32_t count = 0;

    for (uint32_t i = 0; i < list->count; i++)
        if (hx_module_state_of(list->items[i].module) == HX_STATE_RUNNING)
            count++;
    return count;
}

/* Whoever listens is told, also when the handler of another one fails. */
static void publish(struct hx_event event)
{
    uint32_t expected = count_subscribers(&event);

    if (event.kind == HX_EVENT_TICK)
        event.tick.timestamp_ns = hx_port_time_ns();
    hx_fault_watched = &event;
    hx_fault_told_count = 0;
    (void)hx_event_publish(&event);
    hx_fault_watched = NULL;
    if (hx_fault_told_count < expected)
        hx_log_line("faults: event %s: %u of %u were told", hx_event_title(&event),
                    (unsigned)hx_fault_told_count, (unsigned)expected);
}

static void publish_custom(const char *name)
{
    struct hx_event event = {.kind = HX_EVENT_CUSTOM};

    event.custom.name = name;
    publish(event);
}

/* Names of the Custom events that specs listen to; `index` NULL: all of them. */
static void publish_listed(const uint32_t *index)
{
    uint32_t entry_count = UINT32_C(1) << (32 - hx_image.events.slot_shift);

    for (uint32_t i = 0; i < entry_count; i++) {
        const struct hx_hash_entry *entry = &hx_image.events.entries[i];

        if (entry->key != NULL && (index == NULL || entry->value == *index))
            publish_custom(entry->key);
    }
}

/* Shutdown is not among them: it comes at the end, and only there. */
static const struct hx_event events[] = {
    {.kind = HX_EVENT_TICK},
    {.kind = HX_EVENT_MEMORY_PRESSURE, .memory_pressure = {.level = HX_MEMORY_LOW}},
    {.kind = HX_EVENT_MEMORY_PRESSURE, .memory_pressure = {.level = HX_MEMORY_NORMAL}},
    {.kind = HX_EVENT_CPU_HOTPLUG, .cpu_hotplug = {.cpu_id = 0, .online = true}},
    {.kind = HX_EVENT_CUSTOM, .custom = {.name = HX_FAULT_UNLISTED}},
};

static void publish_all(void)
{
    for (size_t i = 0; i < HX_COUNT_OF(events); i++)
        publish(events[i]);
    publish_listed(NULL);
}

static void publish_meant(void)
{
    uint32_t index = hx_fault_case.part - HX_EVENT_KIND_COUNT;

    if (hx_fault_case.part >= HX_EVENT_KIND_COUNT)
        publish_listed(&index);
    for (size_t i = 0; i < HX_COUNT_OF(events); i++)
        if (events[i].kind == hx_fault_case.part)
            publish(events[i]);
}

static uint32_t type_count(const struct hx_module *module)
{
    if (module->ops->handle_request == NULL)
        return 0;
    return module->request_type_count > 0 ? module->request_type_count : 1;
}

static const char *type_of(const struct hx_module *module, uint32_t index)
{
    return module->request_type_count > 0 ? module->request_types[index]
                                          : HX_FAULT_UNLISTED;
}

/* Asks as the kernel does, without a payload. */
static hx_status ask(const struct hx_module *module, const char *type,
                     struct hx_response *response)
{
    static char answer[ANSWER_SIZE];
    const struct hx_request request = {.type = type};

    response->payload = (struct hx_buffer){.data = answer, .capacity = sizeof(answer)};
    return hx_request_service(NULL, module->info->name, &request, response);
}

static void ask_all(void)
{
    for (const struct hx_module *module = hx_registry_next(NULL); module != NULL;
         module = hx_registry_next(module)) {
        for (uint32_t i = 0; i < type_count(module); i++) {
            struct hx_response response = {.success = false};

            if (hx_module_state_of(module) == HX_STATE_RUNNING)
                (void)ask(module, type_of(module, i), &response);
        }
    }
}

/* The caller gets the status, and nothing of an answer that was there already. */
static void ask_meant(const struct hx_module *module)
{
    struct hx_response response = {.success = false};
    const char *type;
    hx_status status;

    if (hx_fault_case.part >= type_count(module))
        return;
    type = type_of(module, hx_fault_case.part);
    status = ask(module, type, &response);
    hx_log_line("faults: request %s %s: %s: %s%s", module->info->name, type,
                hx_status_name(status), hx_fail_detail(status),
                response.success || response.payload.size > 0 ? ", with an answer"
                                                              : "");
}

static void exercise(void)
{
    const struct hx_module *module = hx_registry_get(hx_fault_case.module);

    hx_fault_ready = true;
    if (module != NULL && hx_fault_case.hook == HX_FAULT_EVENT)
        publish_meant();
    if (module != NULL && hx_fault_case.hook == HX_FAULT_REQUEST)
        ask_meant(module);
    publish_all();
    ask_all();
}

static bool is_restart_awaited(void)
{
    for (const struct hx_module *module = hx_registry_next(NULL); module != NULL;
         module = hx_registry_next(module)) {
        const struct hx_restart *policy = module->restart;

        if (policy != NULL && policy->record->waiting &&
            policy->backoff_ms <= hx_fault_case.patience_ms)
            return true;
    }
    return false;
}

static bool run(void)
{
    static bool exercised;
    static uint64_t quiet_since_ns;
    static uint64_t round_ns;
    uint64_t last_round_ns = round_ns;

    round_ns = hx_port_time_ns();
    if (!exercised || is_restart_awaited())
        quiet_since_ns = last_round_ns = round_ns;
    if (!exercised) {
        exercised = true;
        exercise();
        return true;
    }
    if (last_round_ns - quiet_since_ns >= QUIET_POLLS * hx_image.health_ms * NS_PER_MS)
        hx_shutdown();
    return false;
}

/* The next tick is soon enough. */
static bool is_never_pending(void)
{
    return false;
}

void hx_fault_begin(void)
{
    hx_loop_add(&source);
}
