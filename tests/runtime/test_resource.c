/* SPDX-License-Identifier: MIT */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/boot.h>
#include <helix/change.h>
#include <helix/event.h>
#include <helix/irq.h>
#include <helix/lifecycle.h>
#include <helix/listener.h>
#include <helix/loop.h>
#include <helix/resource.h>
#include <helix/timer.h>
#include <helix/work.h>

#include <criterion/criterion.h>
#include <stdio.h>

TestSuite(resource, .init = fake_image_init);

static const struct hx_module *const beta = &fake_modules[BETA];

static struct {
    struct hx_timer timer;
    struct hx_work work;
    struct hx_listener listener;
    struct hx_change change;
} held[2];

static void call(void *arg)
{
    fake_note("call", arg);
}

static enum hx_event_response hear(void *arg, const struct hx_event *event)
{
    (void)event;
    call(arg);
    return HX_EVENT_HANDLED;
}

/* One of each kind, the lines 0 and 1. */
static void take_all(uint32_t set)
{
    const struct hx_context *ctx = beta->context;
    void *name = (void *)(uintptr_t)(set == 0 ? "first" : "second");

    cr_assert_eq(hx_timer_start(ctx, &held[set].timer, 10, 10, call, name), HX_OK);
    cr_assert_eq(hx_work_post(ctx, &held[set].work, call, name), HX_OK);
    cr_assert_eq(hx_irq_attach(ctx, set, call, name), HX_OK);
    cr_assert_eq(
        hx_event_subscribe(ctx, &held[set].listener, HX_EVENT_TICK, NULL, hear, name),
        HX_OK);
    cr_assert_eq(
        hx_change_submit(ctx, &held[set].change, HX_CHANGE_START, "gamma", NULL, NULL),
        HX_OK);
}

static void take_first(void)
{
    take_all(0);
}

static void take_second(void)
{
    take_all(1);
}

/* What beta holds, as "timer work". */
static const char *list(void)
{
    static char text[256];
    const char *kinds[12] = {NULL};
    size_t count = hx_resource_list(beta, kinds, HX_COUNT_OF(kinds));
    size_t size = 0;

    text[0] = '\0';
    for (size_t i = 0; i < count; i++)
        size += (size_t)snprintf(text + size, sizeof(text) - size, "%s%s",
                                 i > 0 ? " " : "", kinds[i]);
    return text;
}

#define ALL "change subscription irq work timer"

Test(resource, lists_what_was_taken_last_first)
{
    const char *kinds[3] = {NULL};

    cr_assert_str_eq(list(), "");
    fake_scripts[BETA].in_init = take_first;
    fake_boot();
    cr_assert_str_eq(list(), ALL);
    cr_assert_eq(hx_resource_list(&fake_modules[ALPHA], kinds, 3), 0);
    cr_assert_eq(hx_resource_list(beta, kinds, 2), 5);
    cr_assert_str_eq(kinds[1], "subscription");
    cr_assert_null(kinds[2]);
    cr_assert_eq(hx_resource_list(beta, NULL, 0), 5);
}

Test(resource, what_is_used_up_or_given_back_is_not_held)
{
    fake_scripts[BETA].in_init = take_first;
    fake_boot();
    hx_loop_step();
    cr_assert_str_eq(list(), "subscription irq timer");
    cr_assert(hx_timer_stop(&held[0].timer));
    cr_assert_eq(hx_irq_detach(beta->context, 0), HX_OK);
    cr_assert_str_eq(list(), "subscription");
    cr_assert(hx_event_unsubscribe(&held[0].listener));
    cr_assert_str_eq(list(), "");
}

Test(resource, a_stop_ends_what_was_taken_after_init)
{
    fake_scripts[BETA].in_init = take_first;
    fake_scripts[BETA].in_start = take_second;
    fake_boot();
    cr_assert_str_eq(list(), ALL " " ALL);
    cr_assert_eq(hx_lifecycle_stop(beta), HX_OK);
    cr_assert_str_eq(list(), ALL);
    cr_assert_eq(fake_irq_enabled, 0);
}

Test(resource, what_is_taken_while_loaded_goes_with_the_next_stop)
{
    fake_scripts[BETA].in_init = take_first;
    hx_boot_init();
    take_second();
    hx_boot_start();
    cr_assert_eq(hx_lifecycle_stop(beta), HX_OK);
    cr_assert_str_eq(list(), ALL);
}

Test(resource, what_stop_takes_goes_with_it)
{
    fake_scripts[BETA].in_stop = take_first;
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(beta), HX_OK);
    cr_assert_str_eq(list(), "");
}

/* Nobody is called of a stopped module, and of all that stays everything after. */
Test(resource, what_stays_is_silent)
{
    const struct hx_event tick = {.kind = HX_EVENT_TICK};

    fake_scripts[BETA].in_init = take_first;
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(beta), HX_OK);
    fake_journal();
    fake_time_ns = 100;
    cr_assert_eq(hx_event_publish(&tick), HX_OK);
    hx_loop_step();
    cr_assert_str_eq(fake_journal(), "");
    cr_assert_eq(hx_lifecycle_start(beta), HX_OK);
    fake_journal();
    cr_assert_eq(hx_event_publish(&tick), HX_OK);
    fake_irq_raise(0);
    hx_loop_step();
    cr_assert_str_eq(fake_journal(), "call first, call first, call first, call first",
                     "listener, line, timer, work");
}

Test(resource, stop_and_start_again_and_again)
{
    fake_scripts[BETA].in_init = take_first;
    fake_scripts[BETA].in_start = take_second;
    fake_boot();
    for (unsigned round = 0; round < 10; round++) {
        cr_assert_eq(hx_lifecycle_stop(beta), HX_OK);
        cr_assert_eq(hx_lifecycle_start(beta), HX_OK);
        cr_assert_str_eq(list(), ALL " " ALL);
        cr_assert_eq(fake_irq_enabled, 3);
    }
}

/* --- Failures ----------------------------------------------------------------- */

Test(resource, a_module_that_fails_holds_nothing)
{
    fake_scripts[BETA].in_init = take_first;
    fake_scripts[BETA].in_start = take_second;
    fake_scripts[BETA].start = HX_ERR_INIT;
    fake_boot();
    cr_assert_str_eq(list(), "");
    cr_assert_eq(fake_irq_enabled, 0);

    fake_scripts[BETA].start = HX_OK;
    fake_scripts[BETA].stop = HX_ERR_TIMEOUT;
    cr_assert_eq(hx_lifecycle_init(beta), HX_OK, "it takes the same again");
    cr_assert_eq(hx_lifecycle_start(beta), HX_OK);
    cr_assert_str_eq(list(), ALL " " ALL);
    cr_assert_eq(hx_lifecycle_stop(beta), HX_ERR_TIMEOUT);
    cr_assert_str_eq(list(), "");

    fake_scripts[BETA].init = HX_ERR_INIT;
    cr_assert_eq(hx_lifecycle_init(beta), HX_ERR_INIT);
    cr_assert_str_eq(list(), "");
    cr_assert_eq(fake_irq_enabled, 0);
    hx_loop_step();
}

/* Whoever moved it there: reset() writes over what the lists would point to. */
Test(resource, initialised_anew_a_module_holds_what_init_takes)
{
    fake_scripts[BETA].in_start = take_second;
    fake_boot();
    cr_assert_eq(hx_lifecycle_transition(beta, HX_STATE_ERROR), HX_OK);
    fake_scripts[BETA].in_init = take_first;
    cr_assert_eq(hx_lifecycle_init(beta), HX_OK);
    cr_assert_str_eq(list(), ALL);
    fake_scripts[BETA].in_start = NULL;
    cr_assert_eq(hx_lifecycle_start(beta), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(beta), HX_OK);
    cr_assert_str_eq(list(), ALL, "taken in init, it lasts");
}

static hx_status statuses[3];

static void take_in_vain(void)
{
    statuses[0] = hx_timer_start(beta->context, &held[0].timer, 1, 0, call, NULL);
    statuses[1] = hx_work_post(beta->context, &held[0].work, call, NULL);
    statuses[2] = hx_change_submit(beta->context, &held[0].change, HX_CHANGE_STOP,
                                   "gamma", NULL, NULL);
}

static void end_with_beta(void *arg)
{
    (void)arg;
    take_in_vain();
}

/* An interrupt of another module that asks for one that has just ended. */
Test(resource, nothing_is_taken_once_a_module_has_ended)
{
    fake_boot();
    cr_assert_eq(hx_irq_attach(&fake_contexts[ALPHA], 3, end_with_beta, NULL), HX_OK);
    fake_irq_raise(3);
    for (unsigned i = 0; i < HX_COUNT_OF(statuses); i++)
        cr_assert_eq(statuses[i], HX_OK);
    cr_assert_eq(hx_lifecycle_stop(beta), HX_OK);
    fake_irq_raise(3);
    for (unsigned i = 0; i < HX_COUNT_OF(statuses); i++)
        cr_assert_eq(statuses[i], HX_ERR_NOT_RUNNING);
    cr_assert_str_eq(list(), "");
}

static unsigned looks_left;

static void take_in_the_middle(void)
{
    if (fake_irq_depth > 0 || looks_left-- > 0)
        return;
    fake_late_interrupt = NULL;
    take_in_vain();
}

/* Whatever the interrupt still got is given back, and nothing stays behind. */
Test(resource, an_interrupt_takes_while_its_module_stops)
{
    fake_boot();
    for (unsigned looks = 0; looks < 12; looks++) {
        looks_left = looks;
        fake_late_interrupt = take_in_the_middle;
        cr_assert_eq(hx_lifecycle_stop(beta), HX_OK);
        fake_late_interrupt = NULL;
        cr_assert_str_eq(list(), "");
        cr_assert_not(hx_change_is_pending());
        fake_time_ns += 10;
        cr_assert_not(hx_loop_step());
        cr_assert_eq(hx_lifecycle_start(beta), HX_OK);
    }
}
