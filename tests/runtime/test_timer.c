/* SPDX-License-Identifier: MIT */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/change.h>
#include <helix/event.h>
#include <helix/loop.h>
#include <helix/request.h>
#include <helix/timer.h>

#include <criterion/criterion.h>
#include <string.h>

TestSuite(timer, .init = fake_image_init);

static const struct hx_context *const beta = &fake_contexts[BETA];

static struct hx_timer timer;
static struct hx_timer other;

static void fire(void *arg)
{
    fake_note("fire", arg);
}

static hx_status start(const struct hx_context *ctx, struct hx_timer *which,
                       uint64_t delay_ns, uint64_t period_ns, hx_timer_fn function,
                       const char *name)
{
    return hx_timer_start(ctx, which, delay_ns, period_ns, function,
                          (void *)(uintptr_t)name);
}

static hx_status begin(struct hx_timer *which, uint64_t delay_ns, uint64_t period_ns,
                       const char *name)
{
    return start(beta, which, delay_ns, period_ns, fire, name);
}

/* One round of the loop at that time. */
static const char *round_at(uint64_t time_ns)
{
    fake_time_ns = time_ns;
    hx_loop_step();
    return fake_journal();
}

Test(timer, fires_once_and_not_early)
{
    fake_boot();
    fake_time_ns = 100;
    cr_assert_eq(begin(&timer, 50, 0, "a"), HX_OK);
    cr_assert(hx_timer_is_running(&timer));
    cr_assert_str_eq(round_at(149), "");
    cr_assert_str_eq(round_at(150), "fire a");
    cr_assert_not(hx_timer_is_running(&timer));
    cr_assert_not(hx_timer_stop(&timer));
    cr_assert_str_eq(round_at(1000), "");
}

Test(timer, a_round_that_fires_has_found_something_to_do)
{
    fake_boot();
    cr_assert_eq(begin(&timer, 50, 0, "a"), HX_OK);
    cr_assert_not(hx_loop_step());
    fake_time_ns = 50;
    cr_assert(hx_loop_step());
    cr_assert_not(hx_loop_step());
}

Test(timer, missed_periods_are_left_out)
{
    fake_boot();
    cr_assert_eq(begin(&timer, 10, 10, "a"), HX_OK);
    cr_assert_str_eq(round_at(9), "");
    cr_assert_str_eq(round_at(10), "fire a");
    cr_assert_str_eq(round_at(10), "");
    cr_assert_str_eq(round_at(45), "fire a", "once for 20, 30 and 40");
    cr_assert_str_eq(round_at(49), "");
    cr_assert_str_eq(round_at(50), "fire a", "on its grid");
    cr_assert_str_eq(round_at(70), "fire a", "60 is left out, 70 is due");
    cr_assert_str_eq(round_at(79), "");
    cr_assert_str_eq(round_at(80), "fire a");
    cr_assert(hx_timer_is_running(&timer));
    cr_assert(hx_timer_stop(&timer));
    cr_assert_str_eq(round_at(1000), "");
}

Test(timer, started_again_begins_anew)
{
    fake_boot();
    cr_assert_eq(begin(&timer, 10, 10, "a"), HX_OK);
    cr_assert_eq(begin(&timer, 30, 0, "b"), HX_OK);
    cr_assert_str_eq(round_at(29), "");
    cr_assert_str_eq(round_at(30), "fire b");
    cr_assert_str_eq(round_at(100), "");
}

Test(timer, in_the_order_of_the_times_then_of_the_starts)
{
    struct hx_timer timers[4] = {0};

    fake_boot();
    cr_assert_eq(begin(&timers[0], 30, 0, "c"), HX_OK);
    cr_assert_eq(begin(&timers[1], 10, 20, "a"), HX_OK);
    cr_assert_eq(begin(&timers[2], 30, 0, "d"), HX_OK);
    cr_assert_eq(start(&fake_contexts[ALPHA], &timers[3], 20, 0, fire, "b"), HX_OK);
    cr_assert_str_eq(round_at(30), "fire a, fire b, fire c, fire d");
    cr_assert_str_eq(round_at(50), "fire a");
}

Test(timer, that_is_none_is_refused)
{
    fake_boot();
    cr_assert_eq(hx_timer_start(NULL, &timer, 1, 0, fire, NULL), HX_ERR_INVALID);
    cr_assert_eq(hx_timer_start(beta, NULL, 1, 0, fire, NULL), HX_ERR_INVALID);
    cr_assert_eq(hx_timer_start(beta, &timer, 1, 0, NULL, NULL), HX_ERR_INVALID);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INVALID),
                     "a timer of 'beta' without memory or function");
    cr_assert_not(hx_timer_is_running(&timer));
    cr_assert_not(hx_timer_stop(&timer), "all zero is one that is not in use");
}

Test(timer, of_another_module_stays_as_it_is)
{
    fake_boot();
    cr_assert_eq(begin(&timer, 10, 0, "mine"), HX_OK);
    cr_assert_eq(start(&fake_contexts[GAMMA], &timer, 5, 0, fire, "yours"),
                 HX_ERR_INVALID);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INVALID),
                     "'gamma' starts a timer of 'beta'");
    cr_assert_str_eq(round_at(10), "fire mine");
    cr_assert_eq(start(&fake_contexts[GAMMA], &timer, 5, 0, fire, "yours"), HX_OK,
                 "now it is nobody's");
}

/* --- Far away ----------------------------------------------------------------- */

Test(timer, a_delay_beyond_the_end_of_time_does_not_come_around)
{
    fake_boot();
    fake_time_ns = 1000;
    cr_assert_eq(begin(&timer, UINT64_MAX, 0, "a"), HX_OK);
    cr_assert_eq(begin(&other, UINT64_MAX - 1000, UINT64_MAX, "b"), HX_OK);
    cr_assert_str_eq(round_at(2000), "");
    cr_assert_str_eq(round_at(UINT64_MAX - 1), "");
    cr_assert(hx_timer_is_running(&timer));
}

Test(timer, a_period_beyond_the_end_of_time_fires_once)
{
    fake_boot();
    cr_assert_eq(begin(&timer, 10, UINT64_MAX, "a"), HX_OK);
    cr_assert_eq(begin(&other, 10, UINT64_MAX / 2 + 1, "b"), HX_OK);
    cr_assert_str_eq(round_at(UINT64_MAX / 2 - 10), "fire a, fire b");
    cr_assert_str_eq(round_at(UINT64_MAX / 2 + 10), "");
    cr_assert_str_eq(round_at(UINT64_MAX / 2 + 11), "fire b");
    cr_assert_str_eq(round_at(UINT64_MAX - 1), "");
}

Test(timer, the_shortest_period_after_a_long_time)
{
    fake_boot();
    cr_assert_eq(begin(&timer, 0, 1, "a"), HX_OK);
    cr_assert_str_eq(round_at(UINT64_MAX / 2), "fire a");
    cr_assert_str_eq(round_at(UINT64_MAX / 2 + 1), "fire a");
}

/* --- What the function may do ------------------------------------------------- */

static unsigned shots;

static void restart_at_once(void *arg)
{
    fire(arg);
    shots++;
    cr_assert_not(hx_timer_is_running(&timer));
    cr_assert_eq(hx_timer_start(beta, &timer, 0, 0, restart_at_once, arg), HX_OK);
}

Test(timer, one_that_restarts_itself_does_not_hold_up_the_loop)
{
    fake_boot();
    cr_assert_eq(start(beta, &timer, 0, 0, restart_at_once, "a"), HX_OK);
    for (uint64_t round = 1; round <= 100; round++)
        cr_assert_str_eq(round_at(round), "fire a");
    cr_assert_eq(shots, 100);
}

static void start_other(void *arg)
{
    fire(arg);
    cr_assert_eq(begin(&other, 0, 0, "other"), HX_OK);
}

/* Time goes on while the functions run. */
Test(timer, what_a_function_starts_waits_for_the_next_round)
{
    fake_boot();
    fake_time_step_ns = 1000;
    cr_assert_eq(start(beta, &timer, 0, 0, start_other, "a"), HX_OK);
    cr_assert_str_eq(round_at(5000), "fire a");
    cr_assert_str_eq(round_at(50000), "fire other");
}

static void stop_both(void *arg)
{
    fire(arg);
    cr_assert(hx_timer_is_running(&timer), "it is periodic");
    cr_assert(hx_timer_stop(&timer));
    cr_assert(hx_timer_stop(&other));
}

Test(timer, what_a_function_stops_does_not_fire_in_the_same_round)
{
    fake_boot();
    cr_assert_eq(start(beta, &timer, 10, 10, stop_both, "a"), HX_OK);
    cr_assert_eq(begin(&other, 10, 0, "other"), HX_OK);
    cr_assert_str_eq(round_at(10), "fire a");
    cr_assert_str_eq(round_at(100), "");
}

static void forget(void *arg)
{
    fire(arg);
    memset(&timer, 0x5a, sizeof(timer));
}

Test(timer, that_fires_for_the_last_time_is_the_modules_memory_again)
{
    fake_boot();
    cr_assert_eq(start(beta, &timer, 10, 0, forget, "a"), HX_OK);
    cr_assert_eq(begin(&other, 10, 0, "b"), HX_OK);
    cr_assert_str_eq(round_at(10), "fire a, fire b");
}

static void publish_and_ask(void *arg)
{
    const struct hx_event tick = {.kind = HX_EVENT_TICK};
    struct hx_request request = {.type = "x"};
    struct hx_response response = {.success = false};

    cr_assert_eq(hx_event_publish(&tick), HX_OK);
    cr_assert_eq(hx_request_service(NULL, "beta", &request, &response), HX_ERR_CYCLE);
    fire(arg);
}

Test(timer, the_function_is_a_hook_of_its_module)
{
    fake_subscribe(BETA, HX_EVENT_TICK);
    fake_subscribe(GAMMA, HX_EVENT_TICK);
    fake_boot();
    cr_assert_eq(start(beta, &timer, 10, 0, publish_and_ask, "a"), HX_OK);
    cr_assert_str_eq(round_at(10), "event gamma, fire a, event beta");
}

static struct hx_change change;

static void stop_beta(void *arg)
{
    fire(arg);
    cr_assert_eq(hx_change_submit(beta, &change, HX_CHANGE_STOP, "beta", NULL, NULL),
                 HX_OK);
}

Test(timer, a_module_can_stop_itself_from_a_timer)
{
    fake_boot();
    cr_assert_eq(start(beta, &timer, 10, 10, stop_beta, "a"), HX_OK);
    cr_assert_eq(begin(&other, 10, 10, "b"), HX_OK);
    cr_assert_str_eq(round_at(10), "fire a, fire b, stop beta");
    cr_assert_not(hx_timer_is_running(&timer));
    cr_assert_str_eq(round_at(100), "");
}
