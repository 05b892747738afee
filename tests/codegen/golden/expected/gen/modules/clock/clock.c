/* Generated from specs/user.mod. */
/* Edit that file, not this one. */
#include "modules/clock/clock.h"
#include "modules/clock/clock_provider.h"

extern const struct hx_module hxg_module_clock;
extern struct clock hxg_self_clock;

hx_status clock_init(HX_UNUSED struct clock *self,
                     HX_UNUSED const struct hx_context *ctx)
#line 32 "specs/user.mod"
             { return HX_OK; }
#line 14 "gen/modules/clock/clock.c"

hx_status clock_start(HX_UNUSED struct clock *self)
#line 33 "specs/user.mod"
              { return HX_OK; }
#line 19 "gen/modules/clock/clock.c"

hx_status clock_stop(HX_UNUSED struct clock *self)
#line 34 "specs/user.mod"
             { return HX_OK; }
#line 24 "gen/modules/clock/clock.c"

enum hx_event_response clock_handle_event(HX_UNUSED struct clock *self,
                                          HX_UNUSED const struct hx_event *event)
#line 35 "specs/user.mod"
                     { return HX_EVENT_IGNORED; }
#line 30 "gen/modules/clock/clock.c"

hx_status clock_handle_request(HX_UNUSED struct clock *self,
                               HX_UNUSED const struct hx_request *request,
                               HX_UNUSED struct hx_response *response)
#line 36 "specs/user.mod"
                       { return hx_respond_error(response, "no"); }
#line 37 "gen/modules/clock/clock.c"

uint64_t clock_now(HX_UNUSED struct clock *self)
#line 42 "specs/user.mod"
                                               { return 7; }
#line 42 "gen/modules/clock/clock.c"

struct clock hxg_self_clock;

static const struct hx_context hxg_context = {.module = &hxg_module_clock};

void hxg_clear_clock(void);

HX_FIRST_CODE void hxg_clear_clock(void)
{
    memset(&hxg_self_clock, 0, sizeof hxg_self_clock);
    hxg_self_clock.context = &hxg_context;
}

static hx_status hxg_clock_init(const struct hx_context *ctx)
{
    return clock_init(&hxg_self_clock, ctx);
}

static hx_status hxg_clock_start(void)
{
    return clock_start(&hxg_self_clock);
}

static hx_status hxg_clock_stop(void)
{
    return clock_stop(&hxg_self_clock);
}

enum hx_event_response hxg_clock_handle_event(const struct hx_event *event);
enum hx_event_response hxg_clock_handle_event(const struct hx_event *event)
{
    return clock_handle_event(&hxg_self_clock, event);
}

static hx_status hxg_clock_handle_request(const struct hx_request *request,
                                          struct hx_response *response)
{
    return clock_handle_request(&hxg_self_clock, request, response);
}

static uint64_t hxg_test_clock__now(void)
{
    return clock_now(&hxg_self_clock);
}

static const struct test_clock_ops hxg_test_clock_ops = {
    .now = hxg_test_clock__now,
};

struct hx_slot hxg_slot_clock_as_test_clock = {
    .ops = &hxg_absent_test_clock,
};

static const struct hx_module_ops hxg_ops = {
    .reset = hxg_clear_clock,
    .init = hxg_clock_init,
    .start = hxg_clock_start,
    .stop = hxg_clock_stop,
    .handle_event = hxg_clock_handle_event,
    .handle_request = hxg_clock_handle_request,
};

static const struct hx_module_info hxg_info = {
    .name = "clock",
    .version = HX_VERSION(0, 1, 0),
    .description = "",
    .author = "Unknown",
    .license = "MIT",
    .flags = 0,
};

static const struct hx_implementation hxg_implementations[] = {
    {
        .interface = &hxg_interface_test_clock,
        .version = HX_VERSION(1, 0, 0),
        .ops = &hxg_test_clock_ops,
        .slot = &hxg_slot_clock_as_test_clock,
    },
};

static struct hx_control hxg_control;

const struct hx_module hxg_module_clock = {
    .magic = HX_DESCRIPTOR_MAGIC,
    .state_version = 1u,
    .info = &hxg_info,
    .ops = &hxg_ops,
    .context = &hxg_context,
    .control = &hxg_control,
    .implementations = hxg_implementations,
    .implementation_count = HX_COUNT_OF(hxg_implementations),
};
