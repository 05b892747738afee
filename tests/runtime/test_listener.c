/* SPDX-License-Identifier: MIT */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/boot.h>
#include <helix/event.h>
#include <helix/interrupt.h>
#include <helix/lifecycle.h>
#include <helix/listener.h>
#include <helix/loop.h>

#include <criterion/criterion.h>

TestSuite(listener, .init = fake_image_init);

/* A subscription that notes its name, and does something first where told to. */
struct ear {
    struct hx_listener listener;
    enum fake_id module;
    const char *name;
    void (*first)(struct ear *ear);
    enum hx_event_response response;
};

static enum hx_event_response hear(void *arg, const struct hx_event *event)
{
    struct ear *ear = arg;

    (void)event;
    fake_note("hear", ear->name);
    if (ear->first != NULL)
        ear->first(ear);
    return ear->response;
}

static hx_status subscribe(struct ear *ear, enum hx_event_kind kind, const char *name)
{
    return hx_event_subscribe(&fake_contexts[ear->module], &ear->listener, kind, name,
                              hear, ear);
}

static void hear_ticks(struct ear *ear)
{
    cr_assert_eq(subscribe(ear, HX_EVENT_TICK, NULL), HX_OK);
}

static const char *publish(enum hx_event_kind kind, const char *name)
{
    struct hx_event event = {.kind = kind};

    if (kind == HX_EVENT_CUSTOM)
        event.custom.name = name;
    cr_assert_eq(hx_event_publish(&event), HX_OK);
    return fake_journal();
}

static const char *tick(void)
{
    return publish(HX_EVENT_TICK, NULL);
}

static struct ear a = {.module = BETA, .name = "a", .response = HX_EVENT_HANDLED};
static struct ear b = {.module = BETA, .name = "b", .response = HX_EVENT_HANDLED};
static struct ear c = {.module = GAMMA, .name = "c", .response = HX_EVENT_HANDLED};

Test(listener, hears_what_it_has_subscribed_to)
{
    fake_boot();
    hear_ticks(&a);
    cr_assert_str_eq(tick(), "hear a");
    cr_assert_str_eq(publish(HX_EVENT_SHUTDOWN, NULL), "");
    cr_assert_str_eq(publish(HX_EVENT_MEMORY_PRESSURE, NULL), "");
    cr_assert_str_eq(publish(HX_EVENT_CUSTOM, "tick"), "");
    cr_assert(hx_event_unsubscribe(&a.listener));
    cr_assert_not(hx_event_unsubscribe(&a.listener));
    cr_assert_str_eq(tick(), "");
    hear_ticks(&a);
    cr_assert_str_eq(tick(), "hear a", "and again");
}

Test(listener, hears_one_name_or_all)
{
    struct ear every = {.module = GAMMA, .name = "every"};

    fake_subscribe_name(ALPHA, DISK_IDLE);
    fake_boot();
    cr_assert_eq(subscribe(&a, HX_EVENT_CUSTOM, "disk.idle"), HX_OK);
    cr_assert_eq(subscribe(&b, HX_EVENT_CUSTOM, "unheard.of"), HX_OK);
    cr_assert_eq(subscribe(&every, HX_EVENT_CUSTOM, NULL), HX_OK);
    cr_assert_str_eq(publish(HX_EVENT_CUSTOM, "disk.idle"),
                     "event alpha, hear a, hear every");
    cr_assert_str_eq(publish(HX_EVENT_CUSTOM, "unheard.of"), "hear b, hear every");
    cr_assert_str_eq(publish(HX_EVENT_CUSTOM, "something"), "hear every");
    cr_assert(hx_event_unsubscribe(&every.listener));
    cr_assert_str_eq(publish(HX_EVENT_CUSTOM, "something"), "");
}

Test(listener, sees_the_publishers_event)
{
    struct hx_event event = {.kind = HX_EVENT_CUSTOM};

    fake_boot();
    event.custom.name = "x";
    cr_assert_eq(subscribe(&a, HX_EVENT_CUSTOM, "x"), HX_OK);
    cr_assert_eq(hx_event_post(&event), HX_OK);
    cr_assert(hx_loop_step());
    cr_assert_str_eq(fake_journal(), "hear a", "posted ones too");
}

static void subscribe_all(enum hx_event_kind kind)
{
    for (unsigned id = 0; id < FAKE_MODULE_COUNT; id++)
        fake_subscribe((enum fake_id)id, kind);
}

Test(listener, in_start_order_behind_its_modules_own)
{
    struct ear before = {.module = ALPHA, .name = "before"};
    struct ear after = {.module = SHELL, .name = "after"};

    subscribe_all(HX_EVENT_TICK);
    fake_boot();
    hear_ticks(&after);
    hear_ticks(&c);
    hear_ticks(&b);
    hear_ticks(&before);
    hear_ticks(&a);
    cr_assert_str_eq(tick(), "event alpha, hear before, event beta, hear b, hear a, "
                             "event gamma, hear c, event delta, event epsilon, "
                             "event shell, hear after");
}

Test(listener, shutdown_goes_in_reverse)
{
    struct ear before = {.module = ALPHA, .name = "before"};
    struct ear after = {.module = SHELL, .name = "after"};

    fake_subscribe(BETA, HX_EVENT_SHUTDOWN);
    fake_subscribe(DELTA, HX_EVENT_SHUTDOWN);
    fake_boot();
    cr_assert_eq(subscribe(&a, HX_EVENT_SHUTDOWN, NULL), HX_OK);
    cr_assert_eq(subscribe(&after, HX_EVENT_SHUTDOWN, NULL), HX_OK);
    cr_assert_eq(subscribe(&c, HX_EVENT_SHUTDOWN, NULL), HX_OK);
    cr_assert_eq(subscribe(&before, HX_EVENT_SHUTDOWN, NULL), HX_OK);
    cr_assert_eq(subscribe(&b, HX_EVENT_SHUTDOWN, NULL), HX_OK);
    cr_assert_str_eq(publish(HX_EVENT_SHUTDOWN, NULL),
                     "hear after, event delta, hear c, hear b, hear a, event beta, "
                     "hear before");
}

Test(listener, an_error_is_logged_and_counted_and_the_others_hear)
{
    a.response = HX_EVENT_ERROR;
    fake_boot();
    hear_ticks(&a);
    hear_ticks(&b);
    cr_assert_str_eq(tick(), "hear a, hear b");
    cr_assert_str_eq(fake_console(), "[error] beta: event tick: no reason given\n");
    cr_assert_eq(fake_controls[BETA].event_errors, 1);
}

/* --- What is refused ---------------------------------------------------------- */

Test(listener, that_is_none_is_refused)
{
    const struct hx_context *beta = &fake_contexts[BETA];
    struct hx_listener *listener = &a.listener;

    fake_boot();
    cr_assert_eq(hx_event_subscribe(NULL, listener, HX_EVENT_TICK, NULL, hear, &a),
                 HX_ERR_INVALID);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INVALID),
                     "subscription without the context of a module");
    cr_assert_eq(hx_event_subscribe(beta, NULL, HX_EVENT_TICK, NULL, hear, &a),
                 HX_ERR_INVALID);
    cr_assert_eq(hx_event_subscribe(beta, listener, HX_EVENT_TICK, NULL, NULL, &a),
                 HX_ERR_INVALID);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INVALID),
                     "a subscription of 'beta' without memory or handler");
    cr_assert_eq(subscribe(&a, (enum hx_event_kind)5, NULL), HX_ERR_INVALID);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INVALID), "event of unknown kind 5");
    cr_assert_eq(subscribe(&a, (enum hx_event_kind) - 1, NULL), HX_ERR_INVALID);
    cr_assert_eq(subscribe(&a, HX_EVENT_TICK, "tick"), HX_ERR_INVALID);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INVALID),
                     "only Custom events have names, as 'tick'");
    cr_assert_not(hx_event_unsubscribe(listener), "all zero is one not in use");
    cr_assert_str_eq(tick(), "");
}

Test(listener, that_is_in_use_stays_as_it_is)
{
    fake_boot();
    hear_ticks(&a);
    cr_assert_eq(subscribe(&a, HX_EVENT_SHUTDOWN, NULL), HX_ERR_ALREADY_EXISTS);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_ALREADY_EXISTS),
                     "a subscription of 'beta' exists already");
    a.module = GAMMA;
    cr_assert_eq(subscribe(&a, HX_EVENT_TICK, NULL), HX_ERR_ALREADY_EXISTS);
    cr_assert_str_eq(publish(HX_EVENT_SHUTDOWN, NULL), "");
    cr_assert_str_eq(tick(), "hear a");
}

Test(listener, only_on_the_main_loop)
{
    fake_boot();
    hx_interrupt_enter();
    cr_assert_eq(subscribe(&a, HX_EVENT_TICK, NULL), HX_ERR_WRONG_CONTEXT);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_WRONG_CONTEXT),
                     "subscribed away from the main loop");
    hx_interrupt_exit();
    fake_cpu = 1;
    cr_assert_eq(subscribe(&a, HX_EVENT_TICK, NULL), HX_ERR_WRONG_CONTEXT);
    fake_cpu = 0;
    cr_assert_str_eq(tick(), "");
}

/* --- The life of its module --------------------------------------------------- */

static void hear_a(void)
{
    hear_ticks(&a);
}

static void hear_b(void)
{
    hear_ticks(&b);
}

Test(listener, of_a_module_that_is_not_up)
{
    cr_assert_eq(subscribe(&a, HX_EVENT_TICK, NULL), HX_ERR_NOT_RUNNING);
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(subscribe(&a, HX_EVENT_TICK, NULL), HX_ERR_NOT_RUNNING);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_NOT_RUNNING),
                     "subscription for 'beta', which is Stopped");
}

Test(listener, taken_in_init_is_silent_until_its_module_runs_and_while_stopped)
{
    fake_scripts[BETA].in_init = hear_a;
    fake_scripts[BETA].in_start = hear_b;
    hx_boot_init();
    fake_journal();
    cr_assert_str_eq(tick(), "");
    hx_boot_start();
    fake_journal();
    cr_assert_str_eq(tick(), "hear a, hear b");
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    fake_journal();
    cr_assert_str_eq(tick(), "");
    cr_assert_not(hx_event_unsubscribe(&b.listener), "it was given back");
    fake_scripts[BETA].in_start = NULL;
    cr_assert_eq(hx_lifecycle_start(&fake_modules[BETA]), HX_OK);
    fake_journal();
    cr_assert_str_eq(tick(), "hear a");
}

static void stop_hearing_a(void)
{
    cr_assert(hx_event_unsubscribe(&a.listener));
}

Test(listener, of_a_module_that_fails_is_given_back)
{
    fake_scripts[BETA].in_init = hear_a;
    fake_scripts[BETA].start = HX_ERR_INIT;
    fake_boot();
    cr_assert_not(hx_event_unsubscribe(&a.listener));
    fake_scripts[BETA].in_init = NULL;
    fake_scripts[BETA].in_start = hear_a;
    fake_scripts[BETA].in_stop = stop_hearing_a;
    fake_scripts[BETA].start = HX_OK;
    cr_assert_eq(hx_lifecycle_init(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(hx_lifecycle_start(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK, "itself, in stop");
}

/* --- While an event is published ---------------------------------------------- */

static void leave(struct ear *ear)
{
    cr_assert(hx_event_unsubscribe(&ear->listener));
}

Test(listener, leaves_while_it_hears)
{
    fake_boot();
    a.first = leave;
    hear_ticks(&a);
    hear_ticks(&b);
    hear_ticks(&c);
    cr_assert_str_eq(tick(), "hear a, hear b, hear c");
    cr_assert_str_eq(tick(), "hear b, hear c");
}

static struct ear *victim;

static void end_victim(struct ear *ear)
{
    (void)ear;
    cr_assert(hx_event_unsubscribe(&victim->listener));
}

Test(listener, ends_the_next_one)
{
    fake_boot();
    a.first = end_victim;
    victim = &b;
    hear_ticks(&a);
    hear_ticks(&b);
    hear_ticks(&c);
    cr_assert_str_eq(tick(), "hear a, hear c");
}

Test(listener, ends_the_next_one_in_reverse)
{
    fake_boot();
    c.first = end_victim;
    victim = &b;
    cr_assert_eq(subscribe(&a, HX_EVENT_SHUTDOWN, NULL), HX_OK);
    cr_assert_eq(subscribe(&b, HX_EVENT_SHUTDOWN, NULL), HX_OK);
    cr_assert_eq(subscribe(&c, HX_EVENT_SHUTDOWN, NULL), HX_OK);
    cr_assert_str_eq(publish(HX_EVENT_SHUTDOWN, NULL), "hear c, hear a");
}

Test(listener, ends_the_last_one)
{
    fake_boot();
    a.first = end_victim;
    victim = &c;
    hear_ticks(&a);
    hear_ticks(&b);
    hear_ticks(&c);
    cr_assert_str_eq(tick(), "hear a, hear b");
}

Test(listener, ends_one_that_has_heard_already)
{
    fake_boot();
    c.first = end_victim;
    victim = &a;
    hear_ticks(&a);
    hear_ticks(&b);
    hear_ticks(&c);
    cr_assert_str_eq(tick(), "hear a, hear b, hear c");
    c.first = NULL;
    cr_assert_str_eq(tick(), "hear b, hear c");
}
