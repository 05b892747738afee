/* SPDX-License-Identifier: MIT */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/event.h>
#include <helix/interrupt.h>
#include <helix/lifecycle.h>
#include <helix/loop.h>
#include <helix/pressure.h>
#include <helix/resource.h>

#include <criterion/criterion.h>
#include <string.h>

static const char *const names[] = {"normal", "low", "critical"};
static const struct hx_pressure_limits half = {50, 90, 0};

static struct hx_pressure pressure;

static enum hx_event_response note(const struct hx_event *event)
{
    if (event->kind == HX_EVENT_MEMORY_PRESSURE)
        fake_note("told", names[event->memory_pressure.level]);
    return HX_EVENT_HANDLED;
}

static void init(void)
{
    fake_image_init();
    fake_subscribe(GAMMA, HX_EVENT_MEMORY_PRESSURE);
    fake_subscribe(GAMMA, HX_EVENT_TICK);
    fake_scripts[GAMMA].event = note;
}

TestSuite(pressure, .init = init);

static hx_status tell(enum hx_memory_pressure level)
{
    return hx_pressure_tell(&fake_contexts[BETA], &pressure, level);
}

static hx_status tell_use(size_t used, size_t size,
                          const struct hx_pressure_limits *limits)
{
    return hx_pressure_tell_use(&fake_contexts[BETA], &pressure, used, size, limits);
}

static const char *round_of_loop(void)
{
    hx_loop_step();
    return fake_journal();
}

/* How many works of BETA wait. */
static size_t count_waiting(void)
{
    return hx_resource_list(&fake_modules[BETA], NULL, 0);
}

Test(pressure, each_level_is_told_once_and_by_the_loop)
{
    fake_boot();
    cr_assert_eq(tell(HX_MEMORY_LOW), HX_OK);
    cr_assert_str_eq(fake_journal(), "", "not within the call");
    cr_assert_str_eq(round_of_loop(), "event gamma, told low");
    cr_assert_eq(tell(HX_MEMORY_LOW), HX_OK);
    cr_assert_eq(count_waiting(), 0);
    cr_assert_str_eq(round_of_loop(), "");
    cr_assert_eq(tell(HX_MEMORY_CRITICAL), HX_OK);
    cr_assert_str_eq(round_of_loop(), "event gamma, told critical");
    cr_assert_eq(tell(HX_MEMORY_NORMAL), HX_OK);
    cr_assert_str_eq(round_of_loop(), "event gamma, told normal");
}

Test(pressure, normal_is_what_is_known_at_first)
{
    fake_boot();
    cr_assert_eq(tell(HX_MEMORY_NORMAL), HX_OK);
    cr_assert_eq(count_waiting(), 0);
    cr_assert_str_eq(round_of_loop(), "");
}

Test(pressure, what_comes_and_goes_between_two_rounds_is_not_told)
{
    fake_boot();
    cr_assert_eq(tell(HX_MEMORY_CRITICAL), HX_OK);
    cr_assert_eq(tell(HX_MEMORY_NORMAL), HX_OK);
    cr_assert_str_eq(round_of_loop(), "");
    cr_assert_eq(tell(HX_MEMORY_LOW), HX_OK);
    cr_assert_str_eq(round_of_loop(), "event gamma, told low");
}

/* A thousand crossings, with the ring of posted events full from the start. */
Test(pressure, takes_no_room_of_posted_events)
{
    const struct hx_event tick = {.kind = HX_EVENT_TICK};
    unsigned events = 0;
    const char *journal;

    fake_boot();
    for (unsigned i = 0; i < HX_EVENT_RING_SIZE; i++) {
        cr_assert_eq(tell(i % 2 == 0 ? HX_MEMORY_LOW : HX_MEMORY_NORMAL), HX_OK);
        cr_assert_eq(hx_event_post(&tick), HX_OK);
    }
    for (unsigned i = 0; i < 1000; i++) {
        cr_assert_eq(tell(i % 2 == 0 ? HX_MEMORY_NORMAL : HX_MEMORY_CRITICAL), HX_OK);
        cr_assert_leq(count_waiting(), 1);
    }
    journal = round_of_loop();
    for (const char *at = journal; (at = strstr(at, "event gamma, ")) != NULL; at++)
        events++;
    cr_assert_eq(events, HX_EVENT_RING_SIZE + 1, "all that were posted, and the level");
    cr_assert_str_eq(strstr(journal, "told"), "told critical");
    cr_assert_eq(hx_event_dropped_count(), 0);
    cr_assert_str_eq(round_of_loop(), "");
}

/* --- What is in use ------------------------------------------------------------ */

Test(pressure, a_level_begins_at_its_limit)
{
    static const struct {
        size_t used;
        const char *told;
    } steps[] = {
        {0, ""},
        {499, ""},
        {500, "event gamma, told low"},
        {899, ""},
        {900, "event gamma, told critical"},
        {1000, ""},
        {899, "event gamma, told low"},
        {499, "event gamma, told normal"},
        {900, "event gamma, told critical"},
        {0, "event gamma, told normal"},
    };

    fake_boot();
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        cr_assert_eq(tell_use(steps[i].used, 1000, &half), HX_OK);
        cr_assert_str_eq(round_of_loop(), steps[i].told, "step %zu", i);
    }
}

Test(pressure, a_level_ends_below_its_limit_by_the_relief)
{
    static const struct hx_pressure_limits limits = {50, 90, 10};
    static const struct {
        size_t used;
        const char *told;
    } steps[] = {
        {49, ""},
        {50, "event gamma, told low"},
        {40, ""},
        {39, "event gamma, told normal"},
        {49, ""},
        {90, "event gamma, told critical"},
        {80, ""},
        {79, "event gamma, told low"},
        {89, ""},
        {90, "event gamma, told critical"},
        {40, "event gamma, told low"},
    };

    fake_boot();
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        cr_assert_eq(tell_use(steps[i].used, 100, &limits), HX_OK);
        cr_assert_str_eq(round_of_loop(), steps[i].told, "step %zu", i);
    }
}

Test(pressure, any_size_has_percents)
{
    fake_boot();
    cr_assert_eq(tell_use(SIZE_MAX / 10 * 8, SIZE_MAX, &half), HX_OK);
    cr_assert_str_eq(round_of_loop(), "event gamma, told low");
    cr_assert_eq(tell_use(SIZE_MAX, SIZE_MAX, &half), HX_OK);
    cr_assert_str_eq(round_of_loop(), "event gamma, told critical");
    cr_assert_eq(tell_use(SIZE_MAX / 100u, SIZE_MAX, &half), HX_OK);
    cr_assert_str_eq(round_of_loop(), "event gamma, told normal");
    cr_assert_eq(tell_use(1, 1, &half), HX_OK);
    cr_assert_str_eq(round_of_loop(), "event gamma, told critical");
}

Test(pressure, that_is_none_is_refused)
{
    fake_boot();
    cr_assert_eq(hx_pressure_tell(NULL, &pressure, HX_MEMORY_LOW), HX_ERR_INVALID);
    cr_assert_eq(hx_pressure_tell(&fake_contexts[BETA], NULL, HX_MEMORY_LOW),
                 HX_ERR_INVALID);
    cr_assert_eq(tell((enum hx_memory_pressure)3), HX_ERR_INVALID);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INVALID),
                     "memory pressure 3 without a module, memory or name");
    cr_assert_eq(tell_use(5, 4, &half), HX_ERR_INVALID);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INVALID),
                     "memory pressure with 5 of 4 in use");
    cr_assert_eq(tell_use(0, 0, &half), HX_ERR_INVALID);
    cr_assert_eq(tell_use(4, 4, NULL), HX_ERR_INVALID);
    cr_assert_eq(hx_pressure_tell_use(&fake_contexts[BETA], NULL, 4, 4, &half),
                 HX_ERR_INVALID);
    cr_assert_eq(count_waiting(), 0);
    cr_assert_str_eq(round_of_loop(), "");
}

/* --- What the listeners do ----------------------------------------------------- */

static enum hx_event_response free_some(const struct hx_event *event)
{
    (void)note(event);
    if (event->memory_pressure.level == HX_MEMORY_CRITICAL) {
        cr_assert_eq(tell(HX_MEMORY_NORMAL), HX_OK);
        cr_assert_eq(tell(HX_MEMORY_LOW), HX_OK);
    }
    return HX_EVENT_HANDLED;
}

Test(pressure, what_a_listener_frees_is_told_in_the_next_round)
{
    fake_scripts[GAMMA].event = free_some;
    fake_boot();
    cr_assert_eq(tell(HX_MEMORY_CRITICAL), HX_OK);
    cr_assert_str_eq(round_of_loop(), "event gamma, told critical");
    cr_assert_str_eq(round_of_loop(), "event gamma, told low");
    cr_assert_str_eq(round_of_loop(), "");
}

static enum hx_event_response free_and_take(const struct hx_event *event)
{
    (void)note(event);
    cr_assert_eq(tell(HX_MEMORY_NORMAL), HX_OK);
    cr_assert_eq(tell(event->memory_pressure.level), HX_OK);
    return HX_EVENT_HANDLED;
}

Test(pressure, what_a_listener_takes_again_is_not_told)
{
    fake_scripts[GAMMA].event = free_and_take;
    fake_boot();
    cr_assert_eq(tell(HX_MEMORY_LOW), HX_OK);
    cr_assert_str_eq(round_of_loop(), "event gamma, told low");
    cr_assert_str_eq(round_of_loop(), "");
}

/* --- The life of the allocator's module ---------------------------------------- */

static void tell_low(void)
{
    cr_assert_eq(tell(HX_MEMORY_LOW), HX_OK);
}

Test(pressure, before_its_module_runs_waits_until_it_does)
{
    fake_scripts[BETA].in_init = tell_low;
    fake_boot();
    cr_assert_str_eq(round_of_loop(), "event gamma, told low");
}

Test(pressure, of_a_module_that_is_not_up_is_told_when_it_is)
{
    fake_boot();
    cr_assert_eq(tell(HX_MEMORY_CRITICAL), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(count_waiting(), 0, "it was given back");
    cr_assert_eq(tell(HX_MEMORY_LOW), HX_ERR_NOT_RUNNING);
    (void)fake_journal();
    cr_assert_str_eq(round_of_loop(), "");
    fake_scripts[BETA].in_start = tell_low;
    cr_assert_eq(hx_lifecycle_start(&fake_modules[BETA]), HX_OK);
    (void)fake_journal();
    cr_assert_str_eq(round_of_loop(), "event gamma, told low");
}

/* --- From elsewhere ------------------------------------------------------------ */

Test(pressure, an_interrupt_may_tell)
{
    unsigned before;

    fake_boot();
    before = fake_wake_count;
    hx_interrupt_enter();
    cr_assert_eq(tell_use(95, 100, &half), HX_OK);
    hx_interrupt_exit();
    cr_assert_gt(fake_wake_count, before);
    cr_assert_str_eq(round_of_loop(), "event gamma, told critical");
}
