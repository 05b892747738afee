/* SPDX-License-Identifier: MIT */
#include "fake_image.h"
#include "fake_hash.h"
#include "fake_port.h"

#include <helix/boot.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIST_MAX 8

static char journal[4096];
static char journal_read[4096];

void fake_note(const char *verb, const char *noun)
{
    size_t size = strlen(journal);

    snprintf(journal + size, sizeof(journal) - size, "%s%s %s", size > 0 ? ", " : "",
             verb, noun);
}

const char *fake_journal(void)
{
    memcpy(journal_read, journal, sizeof(journal));
    journal[0] = '\0';
    return journal_read;
}

static const char *const names[FAKE_MODULE_COUNT + FAKE_CAPABILITY_COUNT] = {
    "alpha", "beta", "gamma", "delta", "epsilon", "shell", "storage", "clock",
};

struct fake_script fake_scripts[FAKE_MODULE_COUNT];

static void reset(enum fake_id id)
{
    fake_note("reset", names[id]);
}

/* All three hooks of the life cycle. */
static hx_status run(enum fake_id id, const char *hook, hx_status status,
                     void (*within)(void))
{
    fake_note(hook, names[id]);
    if (within != NULL)
        within();
    if (status != HX_OK && fake_scripts[id].detail != NULL)
        return hx_fail(status, "%s", fake_scripts[id].detail);
    return status;
}

static enum hx_event_response handle_event(enum fake_id id,
                                           const struct hx_event *event)
{
    fake_note("event", names[id]);
    return fake_scripts[id].event != NULL ? fake_scripts[id].event(event)
                                          : HX_EVENT_HANDLED;
}

static hx_status handle_request(enum fake_id id, const struct hx_request *request,
                                struct hx_response *response)
{
    fake_note("request", names[id]);
    return fake_scripts[id].request != NULL
               ? fake_scripts[id].request(request, response)
               : HX_OK;
}

#define THUNKS(id)                                                                  \
    static void reset_##id(void)                                                    \
    {                                                                               \
        reset(id);                                                                  \
    }                                                                               \
    static hx_status init_##id(const struct hx_context *ctx)                        \
    {                                                                               \
        if (ctx != &fake_contexts[id])                                              \
            abort();                                                                \
        return run(id, "init", fake_scripts[id].init, fake_scripts[id].in_init);    \
    }                                                                               \
    static hx_status start_##id(void)                                               \
    {                                                                               \
        return run(id, "start", fake_scripts[id].start, fake_scripts[id].in_start); \
    }                                                                               \
    static hx_status stop_##id(void)                                                \
    {                                                                               \
        return run(id, "stop", fake_scripts[id].stop, fake_scripts[id].in_stop);    \
    }                                                                               \
    static enum hx_event_response event_##id(const struct hx_event *event)          \
    {                                                                               \
        return handle_event(id, event);                                             \
    }                                                                               \
    static hx_status request_##id(const struct hx_request *request,                 \
                                  struct hx_response *response)                     \
    {                                                                               \
        return handle_request(id, request, response);                               \
    }

THUNKS(ALPHA)
THUNKS(BETA)
THUNKS(GAMMA)
THUNKS(DELTA)
THUNKS(EPSILON)
THUNKS(SHELL)

#define OPS(id)                         \
    [id] = {                            \
        .reset = reset_##id,            \
        .init = init_##id,              \
        .start = start_##id,            \
        .stop = stop_##id,              \
        .handle_event = event_##id,     \
        .handle_request = request_##id, \
    }

struct hx_module_ops fake_ops[FAKE_MODULE_COUNT] = {
    OPS(ALPHA), OPS(BETA), OPS(GAMMA), OPS(DELTA), OPS(EPSILON), OPS(SHELL),
};

static struct hx_dependency dependencies[FAKE_MODULE_COUNT][LIST_MAX];
static struct hx_binding bindings[FAKE_MODULE_COUNT][LIST_MAX];

#define INFO(id, version_) \
    [id] = {.version = version_, .dependencies = dependencies[id]}

struct hx_module_info fake_infos[FAKE_MODULE_COUNT] = {
    INFO(ALPHA, HX_VERSION(1, 0, 0)),   INFO(BETA, HX_VERSION(1, 2, 3)),
    INFO(GAMMA, HX_VERSION(2, 0, 0)),   INFO(DELTA, HX_VERSION(0, 1, 0)),
    INFO(EPSILON, HX_VERSION(3, 1, 4)), INFO(SHELL, HX_VERSION(1, 0, 0)),
};

struct hx_control fake_controls[FAKE_MODULE_COUNT];

#define CONTEXT(id) [id] = {.module = &fake_modules[id]}

const struct hx_context fake_contexts[FAKE_MODULE_COUNT] = {
    CONTEXT(ALPHA), CONTEXT(BETA),    CONTEXT(GAMMA),
    CONTEXT(DELTA), CONTEXT(EPSILON), CONTEXT(SHELL),
};

static int disk_absent(void)
{
    return (int)HX_ERR_NOT_FOUND;
}

static int disk_of_beta(void)
{
    return 1;
}

static int disk_of_gamma(void)
{
    return 2;
}

static const struct fake_disk_ops absent_disk = {disk_absent};
static const struct fake_disk_ops beta_disk = {disk_of_beta};
static const struct fake_disk_ops gamma_disk = {disk_of_gamma};
static struct hx_slot no_disk = {.ops = &absent_disk};

const struct hx_interface fake_disk = {
    .name = "helix.disk",
    .version = HX_VERSION(1, 1, 0),
    .absent_ops = &absent_disk,
    .absent = &no_disk,
};

const struct hx_interface fake_audio = {
    .name = "helix.audio",
    .version = HX_VERSION(1, 0, 0),
    .absent_ops = &absent_disk,
    .absent = &no_disk,
};

struct hx_slot fake_slots[FAKE_MODULE_COUNT] = {
    [BETA] = {.ops = &absent_disk},
    [GAMMA] = {.ops = &absent_disk},
};

static const struct hx_implementation disks[FAKE_MODULE_COUNT] = {
    [BETA] = {&fake_disk, HX_VERSION(1, 1, 0), &beta_disk, &fake_slots[BETA]},
    [GAMMA] = {&fake_disk, HX_VERSION(1, 0, 0), &gamma_disk, &fake_slots[GAMMA]},
};

static const struct hx_config_entry alpha_config[] = {
    {.key = "time_slice_ms", .value = "10", .type = "uint32_t", .default_text = "10"},
    {.key = "offset", .value = "-3", .type = "int32_t", .default_text = "0"},
    {.key = "greeting", .value = "hello", .type = "const char *"},
    {.key = "empty", .value = "", .type = "const char *"},
    {.key = "table", .value = NULL, .type = "uint8_t[4]"},
    {.key = "largest", .value = "18446744073709551615", .type = "uint64_t"},
    {.key = "too_large", .value = "18446744073709551616", .type = "const char *"},
    {.key = "enabled", .value = "true", .type = "bool"},
};

#define MODULE(id)                                                     \
    [id] = {                                                           \
        .magic = HX_DESCRIPTOR_MAGIC,                                  \
        .info = &fake_infos[id],                                       \
        .ops = &fake_ops[id],                                          \
        .context = &fake_contexts[id],                                 \
        .control = &fake_controls[id],                                 \
        .config = (id) == ALPHA ? alpha_config : NULL,                 \
        .config_count = (id) == ALPHA ? HX_COUNT_OF(alpha_config) : 0, \
        .implementations = &disks[id],                                 \
        .implementation_count = (id) == BETA || (id) == GAMMA ? 1 : 0, \
        .bindings = bindings[id],                                      \
    }

struct hx_module fake_modules[FAKE_MODULE_COUNT] = {
    MODULE(ALPHA), MODULE(BETA),    MODULE(GAMMA),
    MODULE(DELTA), MODULE(EPSILON), MODULE(SHELL),
};

/* Against the order of the ids: it is the linker that sorts them. */
#define ENTRY(key, id)                      \
    HX_SECTION_ENTRY(".helix.modules." key) \
    static const struct hx_module *const entry_##id = &fake_modules[id]

ENTRY("00004.shell", SHELL);
ENTRY("00003.epsilon", EPSILON);
ENTRY("00002.delta", DELTA);
ENTRY("00001.gamma", GAMMA);
ENTRY("00000.beta", BETA);
ENTRY("00000.alpha", ALPHA);

static const struct hx_module *providers[FAKE_CAPABILITY_COUNT][LIST_MAX];
static struct hx_capability capabilities[FAKE_CAPABILITY_COUNT] = {
    [STORAGE] = {.name = "storage", .providers = providers[STORAGE]},
    [CLOCK] = {.name = "clock", .providers = providers[CLOCK]},
};

static const struct hx_module *const disk_modules[] = {
    &fake_modules[BETA],
    &fake_modules[GAMMA],
};
static struct hx_image_interface interfaces[] = {
    {.interface = &fake_disk, .implementors = disk_modules, .implementor_count = 2},
    {.interface = &fake_audio},
};
static const char *const interface_names[] = {"helix.disk", "helix.audio"};

static const char *const event_names[FAKE_EVENT_COUNT] = {"disk.idle", "net.up"};
static struct hx_subscriber kind_subscribers[HX_EVENT_KIND_COUNT][LIST_MAX];
static struct hx_subscriber name_subscribers[FAKE_EVENT_COUNT][LIST_MAX];
static struct hx_subscriber_list name_lists[FAKE_EVENT_COUNT];

static struct fake_table name_table;
static struct fake_table interface_table;
static struct fake_table event_table;

struct hx_image fake_image = {
    .profile = "test",
    .module_count = FAKE_MODULE_COUNT,
    .capability_count = FAKE_CAPABILITY_COUNT,
    .interface_count = HX_COUNT_OF(interfaces),
    .capabilities = capabilities,
    .interfaces = interfaces,
    .event_subscribers = name_lists,
    .tick_ms = 10,
    .health_ms = 1000,
};

extern const struct hx_image hx_image __attribute__((alias("fake_image")));

void fake_image_init(void)
{
    for (size_t i = 0; i < FAKE_MODULE_COUNT; i++)
        fake_infos[i].name = names[i];
    /* For tests that do not boot. */
    for (uint32_t id = 0; id < FAKE_MODULE_COUNT; id++)
        fake_controls[id].id = id;
    for (size_t i = 0; i < HX_EVENT_KIND_COUNT; i++)
        fake_image.subscribers[i].items = kind_subscribers[i];
    for (size_t i = 0; i < FAKE_EVENT_COUNT; i++)
        name_lists[i].items = name_subscribers[i];
    fake_hash_build(&fake_image.names, &name_table, names, HX_COUNT_OF(names));
    fake_hash_build(&fake_image.interface_names, &interface_table, interface_names,
                    HX_COUNT_OF(interface_names));
    fake_hash_build(&fake_image.events, &event_table, event_names, FAKE_EVENT_COUNT);
}

void fake_depend(enum fake_id module, struct hx_dependency dependency)
{
    dependencies[module][fake_infos[module].dependency_count++] = dependency;
}

void fake_require(enum fake_id module, enum fake_id other)
{
    fake_depend(module, (struct hx_dependency){
                            .name = names[other],
                            .highest = HX_VERSION_MAX,
                        });
}

void fake_bind(enum fake_id module, struct hx_binding binding)
{
    bindings[module][fake_modules[module].binding_count++] = binding;
}

void fake_provide(enum fake_id module, enum fake_capability capability)
{
    providers[capability][capabilities[capability].provider_count++] =
        &fake_modules[module];
}

static void add_subscriber(struct hx_subscriber *items, struct hx_subscriber_list *list,
                           enum fake_id module)
{
    items[list->count++] = (struct hx_subscriber){
        .module = &fake_modules[module],
        .handle = fake_ops[module].handle_event,
    };
}

void fake_subscribe(enum fake_id module, enum hx_event_kind kind)
{
    add_subscriber(kind_subscribers[kind], &fake_image.subscribers[kind], module);
}

void fake_subscribe_name(enum fake_id module, enum fake_event event)
{
    add_subscriber(name_subscribers[event], &name_lists[event], module);
}

void fake_boot(void)
{
    hx_boot_init();
    hx_boot_start();
    fake_console_clear();
    fake_journal();
}
