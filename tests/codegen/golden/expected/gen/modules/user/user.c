/* Generated from specs/user.mod. */
/* Edit that file, not this one. */
#include "modules/user/user.h"

extern const struct hx_module hxg_module_user;
extern struct user hxg_self_user;

hx_status user_start(HX_UNUSED struct user *self)
#line 21 "specs/user.mod"
              { return HX_OK; }
#line 12 "gen/modules/user/user.c"

hx_status user_stop(HX_UNUSED struct user *self)
#line 22 "specs/user.mod"
             { return HX_OK; }
#line 17 "gen/modules/user/user.c"

bool user_is_healthy(HX_UNUSED struct user *self)
#line 26 "specs/user.mod"
                   { return self->mood == CALM; }
#line 22 "gen/modules/user/user.c"

enum hx_event_response user_on_tick(HX_UNUSED struct user *self,
                                    HX_UNUSED const struct hx_event *event)
#line 23 "specs/user.mod"
                { return HX_EVENT_IGNORED; }
#line 28 "gen/modules/user/user.c"

enum hx_event_response user_on_custom(HX_UNUSED struct user *self,
                                      HX_UNUSED const struct hx_event *event)
#line 24 "specs/user.mod"
                  { return HX_EVENT_IGNORED; }
#line 34 "gen/modules/user/user.c"

struct user hxg_self_user;

static const struct hx_context hxg_context = {.module = &hxg_module_user};

static const struct user_config hxg_config = {
    .mood = BUSY,
};

static const struct hx_config_entry hxg_config_entries[] = {
    {
        .key = "mood",
        .value = "BUSY",
        .type = "enum mood",
        .default_text = "BUSY",
        .range = NULL,
    },
};

void hxg_clear_user(void);

HX_FIRST_CODE void hxg_clear_user(void)
{
    memset(&hxg_self_user, 0, sizeof hxg_self_user);
    hxg_self_user.config = &hxg_config;
    hxg_self_user.context = &hxg_context;
    hxg_self_user.mood =
#line 18 "specs/user.mod"
                             CALM
#line 64 "gen/modules/user/user.c"
;
}

static hx_status hxg_user_init(const struct hx_context *ctx)
{
    return user_init(&hxg_self_user, ctx);
}

static hx_status hxg_user_start(void)
{
    return user_start(&hxg_self_user);
}

static hx_status hxg_user_stop(void)
{
    return user_stop(&hxg_self_user);
}

static bool hxg_user_is_healthy(void)
{
    return user_is_healthy(&hxg_self_user);
}

enum hx_event_response hxg_user_on_tick(const struct hx_event *event);
enum hx_event_response hxg_user_on_tick(const struct hx_event *event)
{
    return user_on_tick(&hxg_self_user, event);
}

enum hx_event_response hxg_user_on_custom(const struct hx_event *event);
enum hx_event_response hxg_user_on_custom(const struct hx_event *event)
{
    return user_on_custom(&hxg_self_user, event);
}

enum hx_event_response hxg_user_on_store_full(const struct hx_event *event);
enum hx_event_response hxg_user_on_store_full(const struct hx_event *event)
{
    return user_on_store_full(&hxg_self_user, event);
}

static const struct hx_module_ops hxg_ops = {
    .reset = hxg_clear_user,
    .init = hxg_user_init,
    .start = hxg_user_start,
    .stop = hxg_user_stop,
    .is_healthy = hxg_user_is_healthy,
};

static const struct hx_dependency hxg_dependencies[] = {
    {
        .name = "storage.small",
        .lowest = HX_VERSION(1, 0, 0),
        .highest = HX_VERSION(1, 65535, 65535),
        .optional = false,
        .capability = true,
    },
    {
        .name = "clock",
        .lowest = HX_VERSION(0, 0, 0),
        .highest = HX_VERSION(65535, 65535, 65535),
        .optional = true,
        .capability = false,
    },
};

static const struct hx_module_info hxg_info = {
    .name = "store-user",
    .version = HX_VERSION(0, 1, 0),
    .description = "",
    .author = "Unknown",
    .license = "MIT",
    .flags = HX_FLAG_ESSENTIAL,
    .dependencies = hxg_dependencies,
    .dependency_count = HX_COUNT_OF(hxg_dependencies),
};

static const struct hx_subscription hxg_subscriptions[] = {
    {
        .kind = HX_EVENT_TICK,
        .custom = NULL,
        .handle = hxg_user_on_tick,
    },
    {
        .kind = HX_EVENT_CUSTOM,
        .custom = NULL,
        .handle = hxg_user_on_custom,
    },
    {
        .kind = HX_EVENT_CUSTOM,
        .custom = "store.full",
        .handle = hxg_user_on_store_full,
    },
};

extern const struct hx_module hxg_module_store;
extern const struct hx_module hxg_module_clock;
extern const struct hx_module hxg_module_store;

static const struct hx_binding hxg_bindings[] = {
    {
        .interface = &hxg_interface_test_store,
        .handle = "items",
        .lowest = HX_VERSION(1, 0, 0),
        .highest = HX_VERSION(1, 65535, 65535),
        .provider = &hxg_module_store,
        .optional = false,
        .direct = false,
    },
    {
        .interface = &hxg_interface_test_clock,
        .handle = "clock",
        .lowest = HX_VERSION(1, 0, 0),
        .highest = HX_VERSION(1, 65535, 65535),
        .provider = &hxg_module_clock,
        .optional = false,
        .direct = true,
    },
    {
        .interface = &hxg_interface_test_store,
        .handle = "late",
        .lowest = HX_VERSION(0, 0, 0),
        .highest = HX_VERSION(65535, 65535, 65535),
        .provider = &hxg_module_store,
        .optional = true,
        .direct = false,
    },
    {
        .interface = &hxg_interface_test_absent,
        .handle = "absent",
        .lowest = HX_VERSION(1, 0, 0),
        .highest = HX_VERSION(1, 65535, 65535),
        .optional = true,
        .direct = false,
    },
};

static struct hx_control hxg_control;

const struct hx_module hxg_module_user = {
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
    .bindings = hxg_bindings,
    .binding_count = HX_COUNT_OF(hxg_bindings),
};
