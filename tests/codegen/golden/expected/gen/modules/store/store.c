/* Generated from specs/store.mod. */
/* Edit that file, not this one. */
#include "modules/store/store.h"
#include "modules/store/store_provider.h"
#include <helix/schema.h>

extern const struct hx_module hxg_module_store;
extern struct store hxg_self_store;

#line 46 "specs/store.mod"
        #define FULL "store.full"
        static bool is_full(const struct store *self)
        {
            return self->used >= self->config->limit;
        }
#line 17 "gen/modules/store/store.c"

hx_status store_init(HX_UNUSED struct store *self,
                     HX_UNUSED const struct hx_context *ctx)
#line 53 "specs/store.mod"
             { return HX_OK; }
#line 23 "gen/modules/store/store.c"

hx_status store_start(HX_UNUSED struct store *self)
#line 54 "specs/store.mod"
              { return HX_OK; }
#line 28 "gen/modules/store/store.c"

hx_status store_stop(HX_UNUSED struct store *self)
#line 55 "specs/store.mod"
             { return HX_OK; }
#line 33 "gen/modules/store/store.c"

enum hx_event_response store_on_memory_pressure(HX_UNUSED struct store *self,
                                                HX_UNUSED const struct hx_event *event)
#line 61 "specs/store.mod"
                           { self->used = 0; return HX_EVENT_HANDLED; }
#line 39 "gen/modules/store/store.c"

hx_status store_request_count(HX_UNUSED struct store *self,
                              HX_UNUSED const struct hx_request *request,
                              HX_UNUSED struct hx_response *response)
#line 56 "specs/store.mod"
                        { return hx_respond_fmt(response, "%u", (unsigned)self->used); }
#line 46 "gen/modules/store/store.c"

hx_status store_request_storage_clear(HX_UNUSED struct store *self,
                                      HX_UNUSED const struct hx_request *request,
                                      HX_UNUSED struct hx_response *response)
#line 57 "specs/store.mod"
                                {
            self->used = 0;
            return hx_respond(response, NULL, 0);
        }
#line 56 "gen/modules/store/store.c"

uint32_t store_count(HX_UNUSED struct store *self)
#line 66 "specs/store.mod"
          { return self->used; }
#line 61 "gen/modules/store/store.c"

hx_status store_put(HX_UNUSED struct store *self,
                    HX_UNUSED const struct store_item *item)
#line 67 "specs/store.mod"
        {
        if (is_full(self))
            return hx_fail(HX_ERR_NO_SPACE, "%s", FULL);
        self->items[self->used++] = *item;
        return HX_OK;
    }
#line 72 "gen/modules/store/store.c"

hx_status store_put_all(HX_UNUSED struct store *self,
                        HX_UNUSED const struct store_item *items,
                        HX_UNUSED size_t item_count)
#line 73 "specs/store.mod"
            {
        for (size_t i = 0; i < item_count; i++) {
            hx_status status = store_put(self, &items[i]);

            if (status != HX_OK)
                return status;
        }
        return HX_OK;
    }
#line 87 "gen/modules/store/store.c"

struct store hxg_self_store;

static const struct hx_context hxg_context = {.module = &hxg_module_store};

static const struct store_config hxg_config = {
    .limit = 4u,
    .loud = false,
    .greeting = "hello, \\ world",
    .weights = {1, 2, 3},
};

static const struct hx_config_entry hxg_config_entries[] = {
    {
        .key = "limit",
        .value = "4",
        .type = "uint16_t",
        .default_text = "16",
        .range = "1..16",
    },
    {
        .key = "loud",
        .value = "false",
        .type = "bool",
        .default_text = "false",
        .range = NULL,
    },
    {
        .key = "greeting",
        .value = "hello, \\ world",
        .type = "const char *",
        .default_text = "hello, \\ world",
        .range = NULL,
    },
    {
        .key = "weights",
        .value = NULL,
        .type = "int8_t[3]",
        .default_text = "-1",
        .range = NULL,
    },
};

void hxg_clear_store(void);

HX_FIRST_CODE void hxg_clear_store(void)
{
    memset(&hxg_self_store, 0, sizeof hxg_self_store);
    hxg_self_store.config = &hxg_config;
    hxg_self_store.context = &hxg_context;
    hxg_self_store.used =
#line 41 "specs/store.mod"
                        0
#line 141 "gen/modules/store/store.c"
;
    {
        static const __typeof__(hxg_self_store.pattern) hxg_value =
#line 42 "specs/store.mod"
                             {1, 2, 3, 4}
#line 147 "gen/modules/store/store.c"
;
        memcpy(&hxg_self_store.pattern, &hxg_value, sizeof hxg_value);
    }
}

_Static_assert(sizeof(struct store) == 280,
               "the hash of the layout was made for this size");

static const struct hx_state_run hxg_runs[] = {
    {
        .offset = offsetof(struct store, items),
        .size = offsetof(struct store, pattern) +
                sizeof hxg_self_store.pattern -
                offsetof(struct store, items),
    },
};

static const struct hx_state_field hxg_fields[] = {
    {
        .name = "items",
        .type = "struct{u32 key; u64 value}[16]",
        .offset = offsetof(struct store, items),
        .size = sizeof hxg_self_store.items,
        .name_size = 5,
        .type_size = 30,
        .kind = HX_STATE_OTHER,
    },
    {
        .name = "pattern",
        .type = "u8[4]",
        .offset = offsetof(struct store, pattern),
        .size = sizeof hxg_self_store.pattern,
        .name_size = 7,
        .type_size = 5,
        .kind = HX_STATE_OTHER,
    },
    {
        .name = "used",
        .type = "u32",
        .offset = offsetof(struct store, used),
        .size = sizeof hxg_self_store.used,
        .name_size = 4,
        .type_size = 3,
        .kind = HX_STATE_UNSIGNED,
    },
};

static const struct hx_state_schema hxg_schema = {
    .layout = UINT64_C(0x7e4e53a97f9d7438),
    .version = 1u,
    .plain_since = 1u,
    .runs = hxg_runs,
    .fields = hxg_fields,
    .run_count = HX_COUNT_OF(hxg_runs),
    .field_count = HX_COUNT_OF(hxg_fields),
};

static hx_status hxg_save_state(struct hx_writer *writer)
{
    return hx_state_save(&hxg_schema, &hxg_self_store, writer);
}

static hx_status hxg_restore_state(struct hx_reader *reader)
{
    return hx_state_restore(&hxg_schema, &hxg_self_store, reader);
}

static hx_status hxg_store_init(const struct hx_context *ctx)
{
    return store_init(&hxg_self_store, ctx);
}

static hx_status hxg_store_start(void)
{
    return store_start(&hxg_self_store);
}

static hx_status hxg_store_stop(void)
{
    return store_stop(&hxg_self_store);
}

enum hx_event_response hxg_store_on_memory_pressure(const struct hx_event *event);
enum hx_event_response hxg_store_on_memory_pressure(const struct hx_event *event)
{
    return store_on_memory_pressure(&hxg_self_store, event);
}

static const char *const hxg_request_types[] = {
    "count",
    "storage.clear",
};

static const uint16_t hxg_request_displacements[] = {
    0,
    1,
};

static const struct hx_hash_entry hxg_request_entries[] = {
    {"count", 0u, 5u},
    {"storage.clear", 1u, 13u},
};

static hx_status hxg_dispatch_request(const struct hx_request *request,
                                      struct hx_response *response)
{
    static const struct hx_hash hxg_requests = {
        .seed = 0x811c9dc5u,
        .bucket_shift = 31,
        .slot_shift = 31,
        .displacements = hxg_request_displacements,
        .entries = hxg_request_entries,
    };

    switch (hx_hash_find(&hxg_requests, request->type)) {
    case 0:
        return store_request_count(&hxg_self_store, request, response);
    case 1:
        return store_request_storage_clear(&hxg_self_store, request, response);
    default:
        return hx_fail(HX_ERR_UNKNOWN_REQUEST, "'%s' has no request '%s'",
                       "store", request->type);
    }
}

static uint32_t hxg_test_store__count(void)
{
    return store_count(&hxg_self_store);
}

static hx_status hxg_test_store__put(const struct store_item *item)
{
    return store_put(&hxg_self_store, item);
}

static hx_status hxg_test_store__put_all(const struct store_item *items,
                                         size_t item_count)
{
    return store_put_all(&hxg_self_store, items, item_count);
}

static const struct test_store_ops hxg_test_store_ops = {
    .count = hxg_test_store__count,
    .put = hxg_test_store__put,
    .clear = hxg_late_test_store_clear,
    .put_all = hxg_test_store__put_all,
};

struct hx_slot hxg_slot_store_as_test_store = {
    .ops = &hxg_absent_test_store,
};

static const struct hx_module_ops hxg_ops = {
    .reset = hxg_clear_store,
    .init = hxg_store_init,
    .start = hxg_store_start,
    .stop = hxg_store_stop,
    .handle_request = hxg_dispatch_request,
    .save_state = hxg_save_state,
    .restore_state = hxg_restore_state,
};

static const char *const hxg_provides[] = {
    "storage",
    "storage.small",
};

static const struct hx_module_info hxg_info = {
    .name = "store",
    .version = HX_VERSION(1, 2, 3),
    .description = "A \"small\" store",
    .author = "Unknown",
    .license = "MIT",
    .flags = HX_FLAG_DRIVER | HX_FLAG_HOT_RELOADABLE,
    .provides = hxg_provides,
    .provides_count = HX_COUNT_OF(hxg_provides),
};

static const struct hx_subscription hxg_subscriptions[] = {
    {
        .kind = HX_EVENT_MEMORY_PRESSURE,
        .custom = NULL,
        .handle = hxg_store_on_memory_pressure,
    },
};

static const struct hx_implementation hxg_implementations[] = {
    {
        .interface = &hxg_interface_test_store,
        .version = HX_VERSION(1, 0, 0),
        .ops = &hxg_test_store_ops,
        .slot = &hxg_slot_store_as_test_store,
    },
};

static struct hx_restart_record hxg_restart_record;
static uint64_t hxg_restart_times[3];

static const struct hx_restart hxg_restart = {
    .max = 3u,
    .window_ms = 10000u,
    .backoff_ms = 10u,
    .record = &hxg_restart_record,
    .times_ns = hxg_restart_times,
};

static struct hx_control hxg_control;

const struct hx_module hxg_module_store = {
    .magic = HX_DESCRIPTOR_MAGIC,
    .state_version = 1u,
    .info = &hxg_info,
    .ops = &hxg_ops,
    .context = &hxg_context,
    .control = &hxg_control,
    .config = hxg_config_entries,
    .config_count = HX_COUNT_OF(hxg_config_entries),
    .subscriptions = hxg_subscriptions,
    .subscription_count = HX_COUNT_OF(hxg_subscriptions),
    .request_types = hxg_request_types,
    .request_type_count = HX_COUNT_OF(hxg_request_types),
    .implementations = hxg_implementations,
    .implementation_count = HX_COUNT_OF(hxg_implementations),
    .restart = &hxg_restart,
};
