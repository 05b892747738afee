/* Generated from profile.toml, */
/* and the specs of its modules. Edit those, not this file. */
#include <helix/compiler.h>
#include <helix/health.h>
#include <helix/image.h>

extern const struct hx_module hxg_module_clock;
extern const struct hx_module hxg_module_diary;
extern const struct hx_module hxg_module_store;
extern const struct hx_module hxg_module_user;
extern const struct hx_interface hxg_interface_test_absent;
extern const struct hx_interface hxg_interface_test_clock;
extern const struct hx_interface hxg_interface_test_store;
enum hx_event_response hxg_clock_handle_event(const struct hx_event *event);
enum hx_event_response hxg_store_on_memory_pressure(const struct hx_event *event);
enum hx_event_response hxg_user_on_custom(const struct hx_event *event);
enum hx_event_response hxg_user_on_store_full(const struct hx_event *event);
enum hx_event_response hxg_user_on_tick(const struct hx_event *event);
extern const char __helix_text_clock_start[];
extern const char __helix_text_clock_end[];
extern const char __helix_text_diary_start[];
extern const char __helix_text_diary_end[];
extern const char __helix_text_store_start[];
extern const char __helix_text_store_end[];
extern const char __helix_text_user_start[];
extern const char __helix_text_user_end[];

/* The section: the linker sorts the entries by their section's name. */
HX_SECTION_ENTRY(".helix.modules.00000.clock")
static const struct hx_module *const entry_clock =
    &hxg_module_clock;
HX_SECTION_ENTRY(".helix.modules.00000.diary")
static const struct hx_module *const entry_diary =
    &hxg_module_diary;
HX_SECTION_ENTRY(".helix.modules.00000.store")
static const struct hx_module *const entry_store =
    &hxg_module_store;
HX_SECTION_ENTRY(".helix.modules.00001.store-user")
static const struct hx_module *const entry_user =
    &hxg_module_user;

static const struct hx_module *const providers_0[] = {
    &hxg_module_store,
};

static const struct hx_module *const providers_1[] = {
    &hxg_module_store,
};

static const struct hx_capability capabilities[] = {
    {
        .name = "storage",
        .providers = providers_0,
        .provider_count = HX_COUNT_OF(providers_0),
    },
    {
        .name = "storage.small",
        .providers = providers_1,
        .provider_count = HX_COUNT_OF(providers_1),
    },
};

static const struct hx_module *const implementors_1[] = {
    &hxg_module_clock,
};

static const struct hx_module *const implementors_2[] = {
    &hxg_module_store,
};

static const struct hx_image_interface interfaces[] = {
    {
        .interface = &hxg_interface_test_absent,
    },
    {
        .interface = &hxg_interface_test_clock,
        .implementors = implementors_1,
        .implementor_count = HX_COUNT_OF(implementors_1),
    },
    {
        .interface = &hxg_interface_test_store,
        .implementors = implementors_2,
        .implementor_count = HX_COUNT_OF(implementors_2),
    },
};

static const struct hx_text_range text_ranges[] = {
    {
        .start = __helix_text_clock_start,
        .end = __helix_text_clock_end,
        .module = &hxg_module_clock,
    },
    {
        .start = __helix_text_diary_start,
        .end = __helix_text_diary_end,
        .module = &hxg_module_diary,
    },
    {
        .start = __helix_text_store_start,
        .end = __helix_text_store_end,
        .module = &hxg_module_store,
    },
    {
        .start = __helix_text_user_start,
        .end = __helix_text_user_end,
        .module = &hxg_module_user,
    },
};

static const struct hx_subscriber subscribers_tick[] = {
    {
        .module = &hxg_module_clock,
        .handle = hxg_clock_handle_event,
    },
    {
        .module = &hxg_module_user,
        .handle = hxg_user_on_tick,
    },
};

static const struct hx_subscriber subscribers_shutdown[] = {
    {
        .module = &hxg_module_clock,
        .handle = hxg_clock_handle_event,
    },
};

static const struct hx_subscriber subscribers_memory_pressure[] = {
    {
        .module = &hxg_module_clock,
        .handle = hxg_clock_handle_event,
    },
    {
        .module = &hxg_module_store,
        .handle = hxg_store_on_memory_pressure,
    },
};

static const struct hx_subscriber subscribers_cpu_hotplug[] = {
    {
        .module = &hxg_module_clock,
        .handle = hxg_clock_handle_event,
    },
};

static const struct hx_subscriber subscribers_custom[] = {
    {
        .module = &hxg_module_clock,
        .handle = hxg_clock_handle_event,
    },
    {
        .module = &hxg_module_user,
        .handle = hxg_user_on_custom,
    },
};

static const struct hx_subscriber custom_0[] = {
    {
        .module = &hxg_module_clock,
        .handle = hxg_clock_handle_event,
    },
    {
        .module = &hxg_module_user,
        .handle = hxg_user_on_store_full,
    },
};

static const struct hx_subscriber_list custom_subscribers[] = {
    /* store.full */
    {
        .items = custom_0,
        .count = HX_COUNT_OF(custom_0),
    },
};

static const uint16_t names_displacements[] = {
    0,
    0,
};

static const struct hx_hash_entry names_entries[] = {
    {NULL, 0, 0},
    {"storage.small", 5u, 13u},
    {"store", 2u, 5u},
    {"storage", 4u, 7u},
    {"store-user", 3u, 10u},
    {"diary", 1u, 5u},
    {"clock", 0u, 5u},
    {NULL, 0, 0},
};

static const uint16_t interface_names_displacements[] = {
    1,
    0,
};

static const struct hx_hash_entry interface_names_entries[] = {
    {"test.absent", 0u, 11u},
    {NULL, 0, 0},
    {"test.clock", 1u, 10u},
    {"test.store", 2u, 10u},
};

static const uint16_t events_displacements[] = {
    0,
    0,
};

static const struct hx_hash_entry events_entries[] = {
    {"store.full", 0u, 10u},
    {NULL, 0, 0},
};

const struct hx_image hx_image = {
    .profile = "golden",
    .module_count = 4u,
    .capabilities = capabilities,
    .capability_count = HX_COUNT_OF(capabilities),
    .interfaces = interfaces,
    .interface_count = HX_COUNT_OF(interfaces),
    .text_ranges = text_ranges,
    .text_range_count = HX_COUNT_OF(text_ranges),
    .names = {
        .seed = 0x811c9dc5u,
        .bucket_shift = 31,
        .slot_shift = 29,
        .displacements = names_displacements,
        .entries = names_entries,
    },
    .interface_names = {
        .seed = 0x811c9dc5u,
        .bucket_shift = 31,
        .slot_shift = 30,
        .displacements = interface_names_displacements,
        .entries = interface_names_entries,
    },
    .subscribers = {
        [HX_EVENT_TICK] = {
            .items = subscribers_tick,
            .count = HX_COUNT_OF(subscribers_tick),
        },
        [HX_EVENT_SHUTDOWN] = {
            .items = subscribers_shutdown,
            .count = HX_COUNT_OF(subscribers_shutdown),
        },
        [HX_EVENT_MEMORY_PRESSURE] = {
            .items = subscribers_memory_pressure,
            .count = HX_COUNT_OF(subscribers_memory_pressure),
        },
        [HX_EVENT_CPU_HOTPLUG] = {
            .items = subscribers_cpu_hotplug,
            .count = HX_COUNT_OF(subscribers_cpu_hotplug),
        },
        [HX_EVENT_CUSTOM] = {
            .items = subscribers_custom,
            .count = HX_COUNT_OF(subscribers_custom),
        },
    },
    .events = {
        .seed = 0x811c9dc5u,
        .bucket_shift = 31,
        .slot_shift = 31,
        .displacements = events_displacements,
        .entries = events_entries,
    },
    .event_subscribers = custom_subscribers,
    .run_ms = 0u,
    .tick_ms = 10u,
    .health_ms = 1000u,
    .interactive = false,
    .health = &hx_health_source,
};

extern const struct hx_operation hxg_operations_test_absent[];
extern const struct hx_operation hxg_operations_test_clock[];
extern const struct hx_operation hxg_operations_test_store[];

const struct hx_operation *const hx_image_operations[] = {
    hxg_operations_test_absent,
    hxg_operations_test_clock,
    hxg_operations_test_store,
};
