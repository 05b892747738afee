/* SPDX-License-Identifier: MIT */
/*
 * Subscriptions that come and go while events are published within each other, or wait
 * for a hook to return.
 */
#include "fake_image.h"

#include <helix/change.h>
#include <helix/event.h>
#include <helix/lifecycle.h>
#include <helix/listener.h>
#include <helix/loop.h>

#include <criterion/criterion.h>

TestSuite(listener_nested, .init = fake_image_init);

struct ear {
    struct hx_listener listener;
    enum fake_id module;
    const char *name;
    void (*first)(void);
};

static enum hx_event_response hear(void *arg, const struct hx_event *event)
{
    struct ear *ear = arg;

    (void)event;
    fake_note("hear", ear->name);
    if (ear->first != NULL)
        ear->first();
    return HX_EVENT_HANDLED;
}

static struct ear a = {.module = BETA, .name = "a"};
static struct ear b = {.module = GAMMA, .name = "b"};
static struct ear c = {.module = DELTA, .name = "c"};

static void subscribe(struct ear *ear, const char *name)
{
    cr_assert_eq(hx_event_subscribe(&fake_contexts[ear->module], &ear->listener,
                                    HX_EVENT_CUSTOM, name, hear, ear),
                 HX_OK);
}

static void end(struct ear *ear)
{
    cr_assert(hx_event_unsubscribe(&ear->listener));
}

static hx_status publish(const char *name)
{
    struct hx_event event = {.kind = HX_EVENT_CUSTOM};

    event.custom.name = name;
    return hx_event_publish(&event);
}

static const char *heard_of(const char *name)
{
    cr_assert_eq(publish(name), HX_OK);
    return fake_journal();
}

static void subscribe_c(void)
{
    a.first = NULL;
    subscribe(&c, "x");
}

Test(listener_nested, one_made_by_a_handler_hears_the_next_event)
{
    fake_boot();
    a.first = subscribe_c;
    subscribe(&a, "x");
    cr_assert_str_eq(heard_of("x"), "hear a");
    cr_assert_str_eq(heard_of("x"), "hear a, hear c");
}

static void subscribe_c_and_publish(void)
{
    subscribe_c();
    cr_assert_eq(publish("x"), HX_OK);
}

Test(listener_nested, it_hears_what_is_published_inside_of_the_one_that_it_missed)
{
    fake_boot();
    a.first = subscribe_c_and_publish;
    subscribe(&a, "x");
    subscribe(&b, "x");
    cr_assert_str_eq(heard_of("x"), "hear a, hear b, hear c, hear a, hear b",
                     "b and c, a when its hook has returned, then b the first one");
}

static void renew_c(void)
{
    end(&c);
    subscribe(&c, "x");
}

Test(listener_nested, ended_and_made_again_it_is_a_new_one)
{
    fake_boot();
    a.first = renew_c;
    subscribe(&a, "x");
    subscribe(&b, "x");
    subscribe(&c, "x");
    cr_assert_str_eq(heard_of("x"), "hear a, hear b");
    a.first = NULL;
    cr_assert_str_eq(heard_of("x"), "hear a, hear b, hear c");
}

static void renew_itself(void)
{
    end(&a);
    subscribe(&a, "x");
}

Test(listener_nested, made_again_by_itself_it_does_not_hear_for_ever)
{
    fake_boot();
    a.first = renew_itself;
    subscribe(&a, "x");
    cr_assert_str_eq(heard_of("x"), "hear a");
    cr_assert_str_eq(heard_of("x"), "hear a");
}

static void publish_inner(void)
{
    cr_assert_eq(publish("inner"), HX_OK);
}

static void end_both(void)
{
    end(&b);
    end(&c);
}

/* Both walks stand before b when it goes. */
Test(listener_nested, one_ended_inside_is_gone_outside)
{
    struct ear inner = {.module = ALPHA, .name = "inner", .first = end_both};

    fake_boot();
    a.first = publish_inner;
    subscribe(&a, "x");
    subscribe(&b, NULL);
    subscribe(&c, NULL);
    subscribe(&inner, "inner");
    cr_assert_str_eq(heard_of("x"), "hear a, hear inner");
    inner.first = NULL;
    cr_assert_str_eq(heard_of("x"), "hear a, hear inner");
}

/* --- Events that wait --------------------------------------------------------- */

static void publish_own_and_end(void)
{
    a.first = NULL;
    cr_assert_eq(publish("x"), HX_OK);
    cr_assert_eq(publish("x"), HX_OK);
    end(&a);
}

Test(listener_nested, an_event_that_waits_is_not_heard_by_one_that_has_ended)
{
    fake_boot();
    a.first = publish_own_and_end;
    subscribe(&a, "x");
    subscribe(&b, "x");
    cr_assert_str_eq(heard_of("x"), "hear a, hear b, hear b, hear b");
    cr_assert_eq(fake_controls[BETA].deferred, 0);
}

static void publish_own_and_renew(void)
{
    a.first = NULL;
    cr_assert_eq(publish("x"), HX_OK);
    renew_itself();
}

Test(listener_nested, nor_by_one_that_was_made_again)
{
    fake_boot();
    a.first = publish_own_and_renew;
    subscribe(&a, "x");
    cr_assert_str_eq(heard_of("x"), "hear a");
    cr_assert_str_eq(heard_of("x"), "hear a");
}

static struct ear second = {.module = BETA, .name = "second"};

static void end_second(void)
{
    if (second.listener.resource.link != NULL)
        end(&second);
}

static void publish_y_twice(void)
{
    cr_assert_eq(publish("y"), HX_OK);
    cr_assert_eq(publish("y"), HX_OK);
}

/* Two of one module: the first event that waited ends what waits for the second. */
Test(listener_nested, one_that_hears_late_ends_another_that_would)
{
    struct ear y = {.module = BETA, .name = "y", .first = end_second};

    fake_boot();
    a.first = publish_y_twice;
    subscribe(&a, "x");
    subscribe(&y, "y");
    subscribe(&second, "y");
    cr_assert_str_eq(heard_of("x"), "hear a, hear y, hear y");
    cr_assert_eq(fake_controls[BETA].deferred, 0);
}

Test(listener_nested, late_events_keep_their_order_among_subscriptions)
{
    struct ear y = {.module = BETA, .name = "y"};

    fake_subscribe_name(BETA, NET_UP);
    fake_boot();
    a.first = publish_y_twice;
    subscribe(&a, "x");
    subscribe(&y, "y");
    subscribe(&second, "y");
    cr_assert_str_eq(heard_of("x"), "hear a, hear y, hear second, hear y, hear second");
}

static hx_status feed_status;

static void publish_x(void)
{
    feed_status = publish("x");
}

Test(listener_nested, a_subscription_that_feeds_itself_ends_in_a_cycle)
{
    fake_boot();
    a.first = publish_x;
    subscribe(&a, "x");
    cr_assert_str_eq(heard_of("x"), "hear a, hear a, hear a, hear a, hear a, hear a, "
                                    "hear a, hear a");
    cr_assert_eq(feed_status, HX_ERR_CYCLE);
    cr_assert_eq(publish("x"), HX_OK, "the depth was given back");
}

/* --- What ends with its module ------------------------------------------------ */

static struct hx_change change;

static void stop_gamma(void)
{
    cr_assert_eq(hx_change_submit(&fake_contexts[BETA], &change, HX_CHANGE_STOP,
                                  "gamma", NULL, NULL),
                 HX_OK);
}

Test(listener_nested, a_handler_can_have_a_listening_module_stopped)
{
    fake_boot();
    a.first = stop_gamma;
    subscribe(&a, "x");
    subscribe(&b, "x");
    subscribe(&c, "x");
    cr_assert_str_eq(heard_of("x"), "hear a, hear b, hear c", "not before it is over");
    hx_loop_step();
    cr_assert_str_eq(fake_journal(), "stop gamma");
    a.first = NULL;
    cr_assert_str_eq(heard_of("x"), "hear a, hear c");
    cr_assert_not(hx_event_unsubscribe(&b.listener), "it was given back");
}

static void stop_gamma_now(void)
{
    a.first = NULL;
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[GAMMA]), HX_OK);
}

/* Who may call helix/lifecycle.h, and does so while walks stand at what ends. */
Test(listener_nested, a_module_stopped_within_a_walk_takes_its_subscriptions_along)
{
    struct ear more = {.module = GAMMA, .name = "more"};

    fake_boot();
    a.first = stop_gamma_now;
    subscribe(&a, "x");
    subscribe(&b, "x");
    subscribe(&more, "x");
    subscribe(&c, "x");
    cr_assert_str_eq(heard_of("x"), "hear a, stop gamma, hear c");
}

/* --- Who listens -------------------------------------------------------------- */

Test(listener_nested, lists)
{
    struct ear every = {.module = BETA, .name = "every"};
    struct ear again = {.module = DELTA, .name = "again"};
    const struct hx_module *modules[5] = {NULL};
    const char *names[5] = {NULL};

    fake_subscribe_name(ALPHA, DISK_IDLE);
    fake_subscribe(GAMMA, HX_EVENT_CUSTOM);
    fake_boot();
    subscribe(&c, "x");
    subscribe(&again, "x");
    subscribe(&a, "disk.idle");
    subscribe(&every, NULL);
    cr_assert_eq(hx_event_subscribers(HX_EVENT_CUSTOM, "disk.idle", modules, 5), 3);
    cr_assert_eq(modules[0], &fake_modules[ALPHA]);
    cr_assert_eq(modules[1], &fake_modules[BETA]);
    cr_assert_eq(modules[2], &fake_modules[BETA], "once for each subscription");
    cr_assert_eq(hx_event_subscribers(HX_EVENT_CUSTOM, "x", modules, 2), 4);
    cr_assert_eq(hx_event_subscribers(HX_EVENT_CUSTOM, "x", modules, 5), 4);
    cr_assert_eq(modules[0], &fake_modules[BETA]);
    cr_assert_eq(modules[1], &fake_modules[GAMMA]);
    cr_assert_eq(modules[2], &fake_modules[DELTA]);
    cr_assert_eq(modules[3], &fake_modules[DELTA]);
    cr_assert_eq(hx_event_names(names, 5), 3, "each name once");
    cr_assert_str_eq(names[2], "x");
    cr_assert_eq(hx_event_names(names, 1), 3);
}

Test(listener_nested, shutdown_is_listed_in_start_order_too)
{
    const struct hx_module *modules[3] = {NULL};

    fake_subscribe(ALPHA, HX_EVENT_SHUTDOWN);
    fake_subscribe(GAMMA, HX_EVENT_SHUTDOWN);
    fake_boot();
    cr_assert_eq(hx_event_subscribe(&fake_contexts[BETA], &a.listener,
                                    HX_EVENT_SHUTDOWN, NULL, hear, &a),
                 HX_OK);
    cr_assert_eq(hx_event_subscribers(HX_EVENT_SHUTDOWN, NULL, modules, 3), 3);
    cr_assert_eq(modules[0], &fake_modules[ALPHA]);
    cr_assert_eq(modules[1], &fake_modules[BETA]);
    cr_assert_eq(modules[2], &fake_modules[GAMMA]);
}
