/* SPDX-License-Identifier: MIT */
/* Modules that are registered at run time get the events that their specs name. */
#include "expect.h"
#include "fake_dynamic.h"
#include "fake_image.h"
#include "fake_port.h"

#include <helix/event.h>
#include <helix/health.h>
#include <helix/lifecycle.h>

#include <criterion/criterion.h>

TestSuite(declared, .init = fake_image_init);

static void reset(void)
{
}

static hx_status init(const struct hx_context *ctx)
{
    (void)ctx;
    return HX_OK;
}

static hx_status succeed(void)
{
    return HX_OK;
}

static hx_status fail(void)
{
    return HX_ERR_BUSY;
}

static enum hx_event_response on_tick(const struct hx_event *event)
{
    (void)event;
    fake_note("tick", "net");
    return HX_EVENT_HANDLED;
}

static enum hx_event_response on_idle(const struct hx_event *event)
{
    (void)event;
    fake_note("idle", "net");
    return HX_EVENT_HANDLED;
}

static enum hx_event_response on_custom(const struct hx_event *event)
{
    fake_note(event->custom.name, "net");
    return HX_EVENT_HANDLED;
}

static enum hx_event_response on_any(const struct hx_event *event)
{
    fake_note(hx_event_kind_name(event->kind), "net");
    return HX_EVENT_HANDLED;
}

static const struct hx_subscription subscriptions[] = {
    {HX_EVENT_TICK, NULL, on_tick},
    {HX_EVENT_CUSTOM, "disk.idle", on_idle},
    {HX_EVENT_CUSTOM, NULL, on_custom},
};

static struct hx_module_ops ops = {
    .reset = reset, .init = init, .start = succeed, .stop = succeed};

static struct hx_listener listeners[HX_EVENT_KIND_COUNT];

static struct fake_dynamic *make(void)
{
    struct fake_dynamic *net = fake_new("net", HX_VERSION(1, 0, 0));

    net->module.ops = &ops;
    net->module.subscriptions = subscriptions;
    net->module.subscription_count = HX_COUNT_OF(subscriptions);
    net->room.listeners = listeners;
    net->room.listener_count = HX_COUNT_OF(subscriptions);
    return net;
}

static void bring_up(struct fake_dynamic *net)
{
    fake_must_register(net);
    cr_assert_eq(hx_lifecycle_init(&net->module), HX_OK);
    cr_assert_eq(hx_lifecycle_start(&net->module), HX_OK);
    fake_journal();
}

static void publish(enum hx_event_kind kind, const char *name)
{
    struct hx_event event = {.kind = kind};

    if (name != NULL)
        event.custom.name = name;
    cr_assert_eq(hx_event_publish(&event), HX_OK);
}

Test(declared, events_come_behind_those_of_the_image)
{
    fake_subscribe(ALPHA, HX_EVENT_TICK);
    fake_subscribe(SHELL, HX_EVENT_TICK);
    fake_boot();
    bring_up(make());
    publish(HX_EVENT_TICK, NULL);
    cr_assert_str_eq(fake_journal(), "event alpha, event shell, tick net");
}

Test(declared, a_name_of_its_own_wins_over_on_custom)
{
    fake_boot();
    bring_up(make());
    publish(HX_EVENT_CUSTOM, "disk.idle");
    publish(HX_EVENT_CUSTOM, "net.up");
    publish(HX_EVENT_CUSTOM, "unheard-of");
    publish(HX_EVENT_SHUTDOWN, NULL);
    cr_assert_str_eq(fake_journal(), "idle net, net.up net, unheard-of net");
}

Test(declared, handle_event_gets_all_and_shutdown_comes_first)
{
    struct fake_dynamic *net = make();

    ops.handle_event = on_any;
    net->module.subscription_count = 0;
    net->room.listener_count = HX_COUNT_OF(listeners);
    fake_subscribe(ALPHA, HX_EVENT_SHUTDOWN);
    fake_boot();
    bring_up(net);
    publish(HX_EVENT_MEMORY_PRESSURE, NULL);
    publish(HX_EVENT_CUSTOM, "x");
    publish(HX_EVENT_SHUTDOWN, NULL);
    cr_assert_str_eq(fake_journal(),
                     "memory_pressure net, custom net, shutdown net, event alpha");
}

Test(declared, only_while_it_runs)
{
    struct fake_dynamic *net = make();

    fake_boot();
    fake_must_register(net);
    publish(HX_EVENT_TICK, NULL);
    cr_assert_eq(hx_lifecycle_init(&net->module), HX_OK);
    publish(HX_EVENT_TICK, NULL);
    cr_assert_eq(hx_lifecycle_start(&net->module), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(&net->module), HX_OK);
    publish(HX_EVENT_TICK, NULL);
    cr_assert_str_eq(fake_journal(), "");
    cr_assert_null(net->control.taken);
    cr_assert_eq(hx_lifecycle_start(&net->module), HX_OK);
    publish(HX_EVENT_TICK, NULL);
    cr_assert_str_eq(fake_journal(), "tick net");
}

Test(declared, a_start_that_fails_leaves_no_subscription)
{
    struct fake_dynamic *net = make();

    fake_boot();
    fake_must_register(net);
    cr_assert_eq(hx_lifecycle_init(&net->module), HX_OK);
    ops.start = fail;
    cr_assert_eq(hx_lifecycle_start(&net->module), HX_ERR_BUSY);
    cr_assert_null(net->control.taken);
    cr_assert_eq(hx_event_subscribers(HX_EVENT_TICK, NULL, NULL, 0), 0);
}

Test(declared, a_room_that_is_too_small)
{
    struct fake_dynamic *net = make();

    net->room.listener_count = 2;
    EXPECT_FAIL(fake_register(net), HX_ERR_NO_SPACE,
                "module 'net' listens to 3 events, and the room is for 2");
    ops.handle_event = on_any;
    net->room.listener_count = 4;
    EXPECT_FAIL(fake_register(net), HX_ERR_NO_SPACE,
                "module 'net' listens to 5 events, and the room is for 4");
}

static bool ill(void)
{
    return false;
}

Test(declared, its_health_is_asked_for)
{
    struct fake_dynamic *net = make();

    ops.is_healthy = ill;
    fake_boot();
    bring_up(net);
    cr_assert_not(hx_loop_step(), "the first look begins the time");
    fake_time_ns += UINT64_C(2000000000);
    cr_assert(hx_loop_step());
    cr_assert_eq(hx_module_state_of(&net->module), HX_STATE_ERROR);
    cr_assert_eq(fake_console_lines("helix: gave up net 1.0.0: no restart policy"), 1);
}
