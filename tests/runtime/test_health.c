/* SPDX-License-Identifier: MIT */
#include "fake_health.h"
#include "fake_port.h"

#include <helix/boot.h>
#include <helix/event.h>
#include <helix/health.h>
#include <helix/lifecycle.h>
#include <helix/loop.h>
#include <helix/main.h>
#include <helix/registry.h>
#include <helix/timer.h>

#include <criterion/criterion.h>

TestSuite(health, .init = fake_health_init);

static const struct hx_module *const beta = &fake_modules[BETA];

Test(health, every_running_module_is_asked_at_every_interval)
{
    fake_ops[GAMMA].is_healthy = NULL;
    fake_scripts[DELTA].init = HX_ERR_INIT;
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[EPSILON]), HX_OK);
    fake_journal();
    cr_assert_str_eq(fake_run_until(99), "");
    cr_assert_eq(fake_asked[BETA], 0);
    cr_assert_str_eq(fake_run_until(100), "");
    cr_assert_eq(fake_asked[BETA], 1);
    fake_run_until(199);
    cr_assert_eq(fake_asked[BETA], 1);
    fake_run_until(1000);
    cr_assert_eq(fake_asked[BETA], 10);
    cr_assert_eq(fake_asked[ALPHA], 10);
    cr_assert_eq(fake_asked[DELTA], 0, "it is in Error");
    cr_assert_eq(fake_asked[EPSILON], 0, "it is Stopped");
    cr_assert_str_eq(fake_console(), "", "nothing is said of the healthy");
}

Test(health, a_loop_that_was_held_up_asks_once)
{
    fake_boot();
    hx_loop_step();
    fake_time_ns = 1050000000;
    cr_assert(hx_loop_step(), "there was something to do");
    cr_assert_not(hx_loop_step());
    cr_assert_eq(fake_asked[BETA], 1);
    fake_time_ns = 1149000000;
    hx_loop_step();
    cr_assert_eq(fake_asked[BETA], 1);
    fake_time_ns = 1150000000;
    hx_loop_step();
    cr_assert_eq(fake_asked[BETA], 2, "the interval begins anew");
}

/* Who steps the loop himself has no more to do than to boot. */
Test(health, an_image_without_is_healthy_asks_nobody)
{
    fake_image.health = NULL;
    fake_sick[BETA] = true;
    fake_boot();
    fake_run_until(500);
    cr_assert_eq(fake_asked[BETA], 0);
    cr_assert_eq(hx_module_state_of(beta), HX_STATE_RUNNING);
}

/* --- Who says no -------------------------------------------------------------- */

Test(health, the_unhealthy_are_stopped_and_restarted)
{
    fake_policy(BETA, 3, 10000, 50);
    fake_boot();
    fake_sick[BETA] = true;
    cr_assert_str_eq(fake_run_until(100), "stop beta");
    cr_assert_eq(hx_module_state_of(beta), HX_STATE_ERROR);
    cr_assert_eq(fake_controls[BETA].status, HX_ERR_INTERNAL);
    cr_assert_str_eq(
        fake_console(),
        "helix: unhealthy beta 1.2.3: HX_ERR_INTERNAL: is_healthy said no\n"
        "helix: stop beta 1.2.3 ok\n"
        "helix: restart beta 1.2.3 in 50 ms, 1 of 3\n");
    fake_sick[BETA] = false;
    fake_console_clear();
    cr_assert_str_eq(fake_run_until(149), "");
    cr_assert_str_eq(fake_run_until(150), "reset beta, init beta, start beta");
    cr_assert_eq(hx_module_state_of(beta), HX_STATE_RUNNING);
    cr_assert_eq(fake_controls[BETA].status, HX_OK);
    cr_assert_str_eq(fake_console(), "helix: init beta 1.2.3 ok\n"
                                     "helix: start beta 1.2.3 ok\n");
    cr_assert_str_eq(fake_run_until(1000), "");
}

static bool say_why(void)
{
    (void)hx_fail(HX_ERR_TIMEOUT, "no answer for %d s", 3);
    return false;
}

Test(health, is_healthy_may_say_why)
{
    fake_ops[BETA].is_healthy = say_why;
    fake_boot();
    fake_run_until(100);
    cr_assert_eq(fake_console_lines("helix: unhealthy beta 1.2.3: HX_ERR_TIMEOUT: "
                                    "no answer for 3 s"),
                 1);
    cr_assert_eq(fake_controls[BETA].status, HX_ERR_TIMEOUT);
}

static bool say_why_in_vain(void)
{
    (void)hx_fail(HX_ERR_TIMEOUT, "a first try");
    return true;
}

Test(health, an_old_reason_is_not_taken_for_a_new_one)
{
    fake_ops[ALPHA].is_healthy = say_why_in_vain;
    fake_sick[BETA] = true;
    fake_boot();
    fake_run_until(100);
    cr_assert_eq(fake_console_lines("helix: unhealthy beta 1.2.3: HX_ERR_INTERNAL: "
                                    "is_healthy said no"),
                 1);
    cr_assert_eq(hx_module_state_of(&fake_modules[ALPHA]), HX_STATE_RUNNING);
}

static const struct hx_event tick = {.kind = HX_EVENT_TICK};

static bool publish_and_say_no(void)
{
    cr_assert_eq(hx_event_publish(&tick), HX_OK);
    fake_note("said", "no");
    return false;
}

static enum hx_event_response fail(const struct hx_event *event)
{
    (void)event;
    return hx_event_fail("out of order");
}

/* What fails of others is not its reason, nor its health. */
Test(health, a_handler_that_fails_meanwhile_does_not_speak_for_it)
{
    fake_subscribe(GAMMA, HX_EVENT_TICK);
    fake_scripts[GAMMA].event = fail;
    fake_ops[BETA].is_healthy = publish_and_say_no;
    fake_boot();
    cr_assert_str_eq(fake_run_until(100), "event gamma, said no, stop beta");
    cr_assert_eq(fake_controls[BETA].status, HX_ERR_INTERNAL);
}

/* What waits for it is handed over before it is stopped, and is not its reason. */
Test(health, is_healthy_is_a_hook_of_its_module)
{
    fake_subscribe(BETA, HX_EVENT_TICK);
    fake_scripts[BETA].event = fail;
    fake_ops[BETA].is_healthy = publish_and_say_no;
    fake_boot();
    cr_assert_str_eq(fake_run_until(100), "said no, event beta, stop beta");
    cr_assert_eq(fake_controls[BETA].status, HX_ERR_INTERNAL);
}

static void step_to_poll(void)
{
    fake_run_until(100);
}

Test(health, an_essential_one_is_a_panic)
{
    fake_infos[BETA].flags = HX_FLAG_ESSENTIAL;
    fake_policy(BETA, 3, 10000, 50);
    fake_ops[BETA].is_healthy = say_why;
    fake_boot();
    cr_assert_eq(fake_machine_run(step_to_poll), 2);
    cr_assert_eq(fake_console_lines("helix: panic essential module 'beta' failed in "
                                    "health: HX_ERR_TIMEOUT: no answer for 3 s"),
                 1);
    cr_assert_str_eq(fake_journal(), "", "it is not stopped");
}

/* --- What the module holds ---------------------------------------------------- */

static struct hx_timer timer;

static void note(void *arg)
{
    (void)arg;
    fake_note("fire", "beta");
}

static void begin_timer(void)
{
    cr_assert_eq(hx_timer_start(beta->context, &timer, 10000000, 10000000, note, NULL),
                 HX_OK);
}

Test(health, what_a_failed_module_holds_is_given_back)
{
    fake_scripts[BETA].in_init = begin_timer;
    fake_policy(BETA, 3, 10000, 50);
    fake_boot();
    cr_assert_str_eq(fake_run_until(15), "fire beta");
    fake_sick[BETA] = true;
    fake_run_until(100);
    cr_assert_not(hx_timer_is_running(&timer));
    fake_sick[BETA] = false;
    cr_assert_str_eq(fake_run_until(165),
                     "reset beta, init beta, start beta, fire beta");
}

/* --- What is known of it ------------------------------------------------------ */

Test(health, of_a_module)
{
    struct hx_health health;

    fake_ops[GAMMA].is_healthy = NULL;
    fake_policy(BETA, 3, 10000, 50);
    fake_boot();
    hx_health_of(&fake_modules[GAMMA], &health);
    cr_assert_not(health.polled);
    cr_assert(health.healthy);
    hx_health_of(beta, &health);
    cr_assert(health.polled);
    cr_assert(health.healthy, "before it was asked");
    cr_assert_not(health.waiting);
    cr_assert_eq(health.restart_count, 0);
    cr_assert_eq(health.due_ms, 0);

    fake_sick[BETA] = true;
    fake_run_until(110);
    hx_health_of(beta, &health);
    cr_assert_not(health.healthy);
    cr_assert(health.waiting);
    cr_assert_eq(health.due_ms, 40);
    cr_assert_eq(health.restart_count, 0, "none was attempted yet");

    fake_sick[BETA] = false;
    fake_run_until(150);
    hx_health_of(beta, &health);
    cr_assert(health.healthy);
    cr_assert_not(health.waiting);
    cr_assert_eq(health.due_ms, 0);
    cr_assert_eq(health.restart_count, 1);
    fake_run_until(10149);
    hx_health_of(beta, &health);
    cr_assert_eq(health.restart_count, 1);
    fake_run_until(10150);
    hx_health_of(beta, &health);
    cr_assert_eq(health.restart_count, 0, "the window is over");
}

Test(health, of_a_module_that_waits_for_very_long)
{
    struct hx_health health;

    fake_policy(BETA, 3, UINT32_MAX, UINT32_MAX);
    fake_boot();
    fake_sick[BETA] = true;
    fake_run_until(100);
    hx_health_of(beta, &health);
    cr_assert_eq(health.due_ms, UINT32_MAX);
    fake_time_ns += UINT32_MAX * UINT64_C(1000000);
    hx_loop_step();
    hx_health_of(beta, &health);
    cr_assert(health.waiting, "restarted, asked and ill again");
    cr_assert_eq(health.due_ms, UINT32_MAX, "twice as long is more than can be told");
}

/* --- In a whole kernel -------------------------------------------------------- */

Test(health, a_module_given_up_is_told_by_the_exit_status)
{
    fake_image.run_ms = 1000;
    fake_sick[BETA] = true;
    cr_assert_eq(fake_machine_run(hx_main), 1);
    cr_assert_eq(fake_console_lines("helix: ready modules=6 failed=0"), 1);
    cr_assert_eq(fake_console_lines("helix: gave up beta 1.2.3: no restart policy"), 1);
    cr_assert_eq(fake_console_lines("helix: halt status=1"), 1);
}

static void recover(void)
{
    fake_sick[BETA] = false;
}

Test(health, a_module_that_waits_for_a_restart_at_the_end_is_told_too)
{
    fake_image.run_ms = 1000;
    fake_sick[BETA] = true;
    fake_policy(BETA, 3, 10000, 5000);
    cr_assert_eq(fake_machine_run(hx_main), 1);
    cr_assert_eq(fake_console_lines("helix: halt status=1"), 1);
}

Test(health, a_module_that_was_restarted_is_not)
{
    fake_image.run_ms = 1000;
    fake_sick[BETA] = true;
    fake_scripts[BETA].in_stop = recover;
    fake_policy(BETA, 3, 10000, 50);
    cr_assert_eq(fake_machine_run(hx_main), 0);
    cr_assert_eq(fake_console_lines("helix: start beta 1.2.3 ok"), 2);
    cr_assert_eq(fake_console_lines("helix: stop beta 1.2.3 ok"), 2);
}
