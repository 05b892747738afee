/* SPDX-License-Identifier: MIT */
/* When a module that has failed is tried again, and when no more. */
#include "fake_health.h"
#include "fake_port.h"

#include "../../runtime/step.h"

#include <helix/change.h>
#include <helix/health.h>
#include <helix/loop.h>
#include <helix/registry.h>

#include <criterion/criterion.h>

TestSuite(restart, .init = fake_health_init);

static const struct hx_module *const beta = &fake_modules[BETA];

#define AGAIN "reset beta, init beta, start beta"

static enum hx_module_state state(void)
{
    return hx_module_state_of(beta);
}

static bool is_waiting(void)
{
    struct hx_health health;

    hx_health_of(beta, &health);
    return health.waiting;
}

/* Boots; beta falls ill at once and is stopped at 100. */
static void fall_ill(void)
{
    fake_boot();
    fake_sick[BETA] = true;
    cr_assert_str_eq(fake_run_until(100), "stop beta");
    fake_sick[BETA] = false;
}

/* --- Attempts ----------------------------------------------------------------- */

Test(restart, each_attempt_waits_twice_as_long)
{
    fake_policy(BETA, 4, 10000, 10);
    fake_scripts[BETA].in_start = NULL;
    fall_ill();
    fake_scripts[BETA].init = HX_ERR_INIT;
    cr_assert_str_eq(fake_run_until(109), "");
    cr_assert_str_eq(fake_run_until(110), "reset beta, init beta");
    cr_assert_str_eq(fake_run_until(129), "");
    cr_assert_str_eq(fake_run_until(130), "reset beta, init beta");
    cr_assert_str_eq(fake_run_until(169), "");
    cr_assert_str_eq(fake_run_until(170), "reset beta, init beta");
    fake_scripts[BETA].init = HX_OK;
    cr_assert_str_eq(fake_run_until(249), "");
    cr_assert_str_eq(fake_run_until(250), AGAIN);
    cr_assert_eq(fake_console_lines("helix: restart beta 1.2.3 in 10 ms, 1 of 4"), 1);
    cr_assert_eq(fake_console_lines("helix: restart beta 1.2.3 in 20 ms, 2 of 4"), 1);
    cr_assert_eq(fake_console_lines("helix: restart beta 1.2.3 in 40 ms, 3 of 4"), 1);
    cr_assert_eq(fake_console_lines("helix: restart beta 1.2.3 in 80 ms, 4 of 4"), 1);
    cr_assert_eq(state(), HX_STATE_RUNNING);
}

Test(restart, a_start_that_fails_is_an_attempt_too)
{
    fake_policy(BETA, 2, 10000, 10);
    fall_ill();
    fake_scripts[BETA].start = HX_ERR_INIT;
    cr_assert_str_eq(fake_run_until(110), AGAIN);
    fake_scripts[BETA].start = HX_OK;
    cr_assert_str_eq(fake_run_until(130), AGAIN);
    cr_assert_eq(state(), HX_STATE_RUNNING);
}

/* Well again each time, for a moment: that counts as well. */
Test(restart, a_module_that_falls_ill_again_waits_longer)
{
    fake_policy(BETA, 3, 10000, 10);
    fake_boot();
    fake_sick[BETA] = true;
    cr_assert_str_eq(fake_run_until(110), "stop beta, " AGAIN);
    cr_assert_str_eq(fake_run_until(219), "stop beta");
    cr_assert_str_eq(fake_run_until(220), AGAIN);
    cr_assert_str_eq(fake_run_until(339), "stop beta");
    cr_assert_str_eq(fake_run_until(340), AGAIN);
    cr_assert_str_eq(fake_run_until(2000), "stop beta");
    cr_assert_eq(
        fake_console_lines("helix: gave up beta 1.2.3: 3 restarts within 10000 ms"), 1);
}

Test(restart, without_a_backoff_it_waits_for_a_moment)
{
    fake_policy(BETA, 2, 10000, 0);
    fall_ill();
    fake_scripts[BETA].init = HX_ERR_INIT;
    cr_assert_str_eq(fake_run_until(101), "reset beta, init beta");
    cr_assert_str_eq(fake_run_until(102), "");
    cr_assert_str_eq(fake_run_until(103), "reset beta, init beta");
}

/* --- Giving up ---------------------------------------------------------------- */

Test(restart, no_policy_is_no_restart)
{
    fall_ill();
    cr_assert_eq(fake_console_lines("helix: gave up beta 1.2.3: no restart policy"), 1);
    cr_assert_str_eq(fake_run_until(1000), "");
    cr_assert_eq(state(), HX_STATE_ERROR);
    cr_assert_not(is_waiting());
}

Test(restart, a_policy_of_none_is_no_restart)
{
    fake_policy(BETA, 0, 10000, 10);
    fall_ill();
    cr_assert_eq(
        fake_console_lines("helix: gave up beta 1.2.3: 0 restarts within 10000 ms"), 1);
    cr_assert_str_eq(fake_run_until(1000), "");
}

Test(restart, it_is_given_up_after_so_many_attempts)
{
    fake_policy(BETA, 2, 10000, 10);
    fall_ill();
    fake_scripts[BETA].init = HX_ERR_INIT;
    cr_assert_str_eq(fake_run_until(130),
                     "reset beta, init beta, reset beta, init beta");
    cr_assert_eq(
        fake_console_lines("helix: gave up beta 1.2.3: 2 restarts within 10000 ms"), 1);
    cr_assert_not(is_waiting());
    fake_console_clear();
    cr_assert_str_eq(fake_run_until(20000), "", "also when the window is over");
    cr_assert_eq(state(), HX_STATE_ERROR);
    cr_assert_str_eq(fake_console(), "", "said once");
}

Test(restart, attempts_before_the_window_do_not_count)
{
    fake_policy(BETA, 2, 300, 10);
    fake_boot();
    fake_sick[BETA] = true;
    cr_assert_str_eq(fake_run_until(110), "stop beta, " AGAIN);
    cr_assert_str_eq(fake_run_until(220), "stop beta, " AGAIN);
    fake_sick[BETA] = false;
    fake_run_until(430);
    fake_sick[BETA] = true;
    cr_assert_str_eq(fake_run_until(519), "stop beta",
                     "one attempt of two in 200 to 500");
    fake_console_clear();
    cr_assert_str_eq(fake_run_until(520), AGAIN);
    cr_assert_str_eq(fake_run_until(599), "");
    fake_sick[BETA] = false;
    cr_assert_str_eq(fake_run_until(1000), "");
    fake_sick[BETA] = true;
    cr_assert_str_eq(fake_run_until(1110), "stop beta, " AGAIN, "the first one again");
    cr_assert_eq(fake_console_lines("helix: restart beta 1.2.3 in 10 ms, 1 of 2"), 1);
}

/* No more attempts fit into a window than there is memory for. */
Test(restart, a_policy_without_an_end)
{
    fake_policy(BETA, UINT32_MAX, UINT32_MAX, 1);
    fall_ill();
    fake_scripts[BETA].init = HX_ERR_INIT;
    for (unsigned i = 0; i < 40; i++) {
        fake_time_ns += UINT64_C(1000000) << (i < 32 ? i : 32);
        hx_loop_step();
    }
    cr_assert_eq(fake_console_lines("helix: restart beta 1.2.3 in 1073741824 ms, "
                                    "31 of 4294967295"),
                 1);
    cr_assert_eq(state(), HX_STATE_ERROR);
}

/* --- What others do meanwhile ------------------------------------------------- */

static struct hx_change change;

static void operate(enum hx_change_kind kind)
{
    cr_assert_eq(
        hx_change_submit(&fake_contexts[ALPHA], &change, kind, "beta", NULL, NULL),
        HX_OK);
    hx_loop_step();
}

Test(restart, started_by_hand_it_waits_no_longer)
{
    fake_policy(BETA, 3, 10000, 50);
    fall_ill();
    operate(HX_CHANGE_START);
    cr_assert_str_eq(fake_journal(), AGAIN);
    cr_assert_not(is_waiting());
    cr_assert_str_eq(fake_run_until(1000), "");
}

Test(restart, started_by_hand_in_vain_it_waits_on)
{
    fake_policy(BETA, 3, 10000, 50);
    fall_ill();
    fake_scripts[BETA].start = HX_ERR_INIT;
    operate(HX_CHANGE_START);
    cr_assert_str_eq(fake_journal(), AGAIN);
    fake_scripts[BETA].start = HX_OK;
    cr_assert(is_waiting());
    cr_assert_str_eq(fake_run_until(149), "");
    cr_assert_str_eq(fake_run_until(150), AGAIN);
}

/* The attempt that was due belongs to a failure that is over. */
Test(restart, stopped_by_hand_it_is_not_restarted)
{
    fake_policy(BETA, 3, 10000, 50);
    fall_ill();
    operate(HX_CHANGE_START);
    operate(HX_CHANGE_STOP);
    fake_journal();
    cr_assert_str_eq(fake_run_until(1000), "");
    cr_assert_eq(state(), HX_STATE_STOPPED);
}

Test(restart, failed_by_hand_it_is_not_restarted)
{
    fake_policy(BETA, 3, 10000, 50);
    fall_ill();
    operate(HX_CHANGE_START);
    fake_scripts[BETA].stop = HX_ERR_TIMEOUT;
    operate(HX_CHANGE_STOP);
    fake_journal();
    cr_assert_str_eq(fake_run_until(1000), "");
    cr_assert_eq(state(), HX_STATE_ERROR);
}

Test(restart, given_up_it_can_be_started_by_hand)
{
    fall_ill();
    fake_run_until(1000);
    operate(HX_CHANGE_START);
    cr_assert_str_eq(fake_journal(), AGAIN);
    cr_assert_eq(hx_step_failure_count(), 1, "the exit status tells it all the same");
    fake_sick[BETA] = true;
    fake_run_until(1100);
    cr_assert_eq(fake_console_lines("helix: gave up beta 1.2.3: no restart policy"), 2);
}

/* --- Its stop ----------------------------------------------------------------- */

Test(restart, a_stop_that_fails_does_not_keep_it_from_a_restart)
{
    fake_policy(BETA, 3, 10000, 10);
    fake_scripts[BETA].stop = HX_ERR_TIMEOUT;
    fake_scripts[BETA].detail = "no answer";
    fall_ill();
    cr_assert_eq(fake_console_lines("helix: stop beta 1.2.3 failed: HX_ERR_TIMEOUT: "
                                    "no answer"),
                 1);
    cr_assert_eq(fake_controls[BETA].status, HX_ERR_TIMEOUT);
    cr_assert_str_eq(fake_run_until(110), AGAIN);
    cr_assert_eq(state(), HX_STATE_RUNNING);
}
