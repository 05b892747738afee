/* SPDX-License-Identifier: MIT */
/* Those that require a module which is restarted. */
#include "fake_health.h"
#include "fake_port.h"

#include <helix/change.h>
#include <helix/lifecycle.h>
#include <helix/loop.h>
#include <helix/registry.h>

#include <criterion/criterion.h>

TestSuite(restart_along, .init = fake_health_init);

#define BETA_AGAIN "reset beta, init beta, start beta"

static enum hx_module_state state_of(enum fake_id id)
{
    return hx_module_state_of(&fake_modules[id]);
}

static void need(enum fake_id module, const char *capability)
{
    fake_depend(module, (struct hx_dependency){.name = capability,
                                               .highest = HX_VERSION_MAX,
                                               .capability = true});
}

/* Boots; the module falls ill at once, for a moment; what comes of it at 100. */
static const char *fall_ill(enum fake_id module)
{
    const char *journal;

    fake_boot();
    fake_sick[module] = true;
    journal = fake_run_until(100);
    fake_sick[module] = false;
    return journal;
}

static int result;

static void done(void *arg, hx_status status)
{
    (void)arg;
    result = status;
}

/* By hand; returns what came of it. */
static int operate(enum hx_change_kind kind, const char *name)
{
    static struct hx_change change;

    cr_assert_eq(
        hx_change_submit(&fake_contexts[ALPHA], &change, kind, name, done, NULL),
        HX_OK);
    while (hx_change_is_pending())
        hx_loop_step();
    return result;
}

/* --- Order -------------------------------------------------------------------- */

Test(restart_along, they_stop_before_it_and_start_after_it)
{
    fake_require(GAMMA, BETA);
    fake_require(DELTA, GAMMA);
    fake_bind(EPSILON, (struct hx_binding){.interface = &fake_disk,
                                           .provider = &fake_modules[BETA]});
    fake_policy(BETA, 3, 10000, 50);
    cr_assert_str_eq(fall_ill(BETA), "stop epsilon, stop delta, stop gamma, stop beta");
    cr_assert_str_eq(fake_run_until(149), "");
    cr_assert_str_eq(fake_run_until(150),
                     BETA_AGAIN ", start gamma, start delta, start epsilon");
    cr_assert_str_eq(fake_run_until(1000), "");
}

Test(restart_along, those_below_it_and_beside_it_go_on)
{
    fake_require(BETA, ALPHA);
    fake_depend(GAMMA, (struct hx_dependency){.name = "beta",
                                              .highest = HX_VERSION_MAX,
                                              .optional = true});
    fake_bind(GAMMA, (struct hx_binding){.interface = &fake_disk,
                                         .provider = &fake_modules[BETA],
                                         .optional = true});
    fake_policy(BETA, 3, 10000, 50);
    cr_assert_str_eq(fall_ill(BETA), "stop beta");
    cr_assert_str_eq(fake_run_until(150), BETA_AGAIN);
}

Test(restart_along, one_that_was_stopped_before_stays_so)
{
    fake_require(GAMMA, BETA);
    fake_require(DELTA, BETA);
    fake_policy(BETA, 3, 10000, 50);
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[GAMMA]), HX_OK);
    fake_journal();
    fake_sick[BETA] = true;
    cr_assert_str_eq(fake_run_until(100), "stop delta, stop beta");
    fake_sick[BETA] = false;
    cr_assert_str_eq(fake_run_until(1000), BETA_AGAIN ", start delta");
}

Test(restart_along, they_wait_for_an_attempt_that_succeeds)
{
    fake_require(GAMMA, BETA);
    fake_policy(BETA, 3, 10000, 50);
    cr_assert_str_eq(fall_ill(BETA), "stop gamma, stop beta");
    fake_scripts[BETA].start = HX_ERR_INIT;
    cr_assert_str_eq(fake_run_until(150), BETA_AGAIN);
    fake_scripts[BETA].start = HX_OK;
    cr_assert_str_eq(fake_run_until(1000), BETA_AGAIN ", start gamma");
}

/* --- Capabilities ------------------------------------------------------------- */

Test(restart_along, a_second_provider_keeps_them_running)
{
    fake_provide(BETA, STORAGE);
    fake_provide(GAMMA, STORAGE);
    need(DELTA, "storage");
    cr_assert_str_eq(fall_ill(BETA), "stop beta");
    fake_policy(GAMMA, 3, 10000, 150);
    fake_sick[GAMMA] = true;
    cr_assert_str_eq(fake_run_until(200), "stop delta, stop gamma", "the last one");
    fake_sick[GAMMA] = false;
    cr_assert_str_eq(fake_run_until(350),
                     "reset gamma, init gamma, start gamma, start delta");
}

Test(restart_along, whichever_provider_comes_back_first_brings_them_back)
{
    fake_provide(BETA, STORAGE);
    fake_provide(GAMMA, STORAGE);
    need(DELTA, "storage");
    fake_policy(BETA, 3, 10000, 350);
    fake_policy(GAMMA, 3, 10000, 350);
    cr_assert_str_eq(fall_ill(BETA), "stop beta");
    fake_sick[GAMMA] = true;
    cr_assert_str_eq(fake_run_until(200), "stop delta, stop gamma");
    fake_sick[GAMMA] = false;
    cr_assert_str_eq(fake_run_until(450), BETA_AGAIN ", start delta");
    cr_assert_str_eq(fake_run_until(550), "reset gamma, init gamma, start gamma");
}

/* Gamma provides it too, and stops along. */
Test(restart_along, a_provider_that_stops_along_is_none)
{
    fake_provide(BETA, CLOCK);
    fake_provide(GAMMA, CLOCK);
    fake_require(GAMMA, BETA);
    need(DELTA, "clock");
    need(EPSILON, "clock");
    fake_policy(BETA, 3, 10000, 50);
    cr_assert_str_eq(fall_ill(BETA), "stop epsilon, stop delta, stop gamma, stop beta");
    cr_assert_str_eq(fake_run_until(150),
                     BETA_AGAIN ", start gamma, start delta, start epsilon");
}

/* --- Those that fail themselves ----------------------------------------------- */

Test(restart_along, one_that_does_not_stop_has_failed_itself)
{
    fake_require(GAMMA, BETA);
    fake_require(DELTA, GAMMA);
    fake_require(EPSILON, BETA);
    fake_policy(BETA, 3, 10000, 50);
    fake_policy(GAMMA, 3, 10000, 10);
    fake_scripts[GAMMA].stop = HX_ERR_TIMEOUT;
    cr_assert_str_eq(fall_ill(BETA), "stop epsilon, stop delta, stop gamma, stop beta");
    cr_assert_eq(state_of(GAMMA), HX_STATE_ERROR);
    cr_assert_eq(fake_console_lines("helix: restart gamma 2.0.0 in 10 ms, 1 of 3"), 1);
    cr_assert_str_eq(fake_run_until(149), "", "it requires what is not there yet");
    cr_assert_str_eq(
        fake_run_until(150), BETA_AGAIN
        ", reset gamma, init gamma, start gamma, start delta, start epsilon");
}

Test(restart_along, one_that_does_not_stop_and_has_no_policy_is_given_up)
{
    fake_require(GAMMA, BETA);
    fake_require(DELTA, GAMMA);
    fake_policy(BETA, 3, 10000, 50);
    fake_scripts[GAMMA].stop = HX_ERR_TIMEOUT;
    cr_assert_str_eq(fall_ill(BETA), "stop delta, stop gamma, stop beta");
    cr_assert_eq(fake_console_lines("helix: gave up gamma 2.0.0: no restart policy"),
                 1);
    cr_assert_str_eq(fake_run_until(1000), BETA_AGAIN);
    cr_assert_eq(state_of(DELTA), HX_STATE_STOPPED, "it lacks gamma");
}

Test(restart_along, one_that_does_not_start_has_failed_itself)
{
    fake_require(GAMMA, BETA);
    fake_require(DELTA, GAMMA);
    fake_require(EPSILON, BETA);
    fake_policy(BETA, 3, 10000, 50);
    fake_policy(GAMMA, 3, 10000, 10);
    cr_assert_str_eq(fall_ill(BETA), "stop epsilon, stop delta, stop gamma, stop beta");
    fake_scripts[GAMMA].start = HX_ERR_INIT;
    cr_assert_str_eq(fake_run_until(150), BETA_AGAIN ", start gamma, start epsilon");
    fake_scripts[GAMMA].start = HX_OK;
    cr_assert_str_eq(fake_run_until(160),
                     "reset gamma, init gamma, start gamma, start delta");
}

/* Gamma is asked again only when it runs again, and then it is its own failure. */
Test(restart_along, two_that_are_ill_at_once)
{
    fake_require(GAMMA, BETA);
    fake_policy(BETA, 3, 10000, 50);
    fake_policy(GAMMA, 3, 10000, 10);
    fake_sick[GAMMA] = true;
    cr_assert_str_eq(fall_ill(BETA), "stop gamma, stop beta");
    cr_assert_str_eq(fake_run_until(150), BETA_AGAIN ", start gamma");
    cr_assert_str_eq(fake_run_until(200), "stop gamma");
    fake_sick[GAMMA] = false;
    cr_assert_str_eq(fake_run_until(210), "reset gamma, init gamma, start gamma");
}

Test(restart_along, a_restart_waits_for_what_the_module_requires)
{
    fake_require(GAMMA, BETA);
    fake_policy(GAMMA, 3, 10000, 150);
    fake_policy(BETA, 3, 10000, 300);
    cr_assert_str_eq(fall_ill(GAMMA), "stop gamma");
    fake_sick[BETA] = true;
    cr_assert_str_eq(fake_run_until(200), "stop beta");
    fake_sick[BETA] = false;
    cr_assert_str_eq(fake_run_until(499), "");
    cr_assert_str_eq(fake_run_until(500),
                     BETA_AGAIN ", reset gamma, init gamma, start gamma");
}

/* --- By hand ------------------------------------------------------------------ */

Test(restart_along, started_by_hand_it_brings_them_back_at_the_next_look)
{
    fake_require(GAMMA, BETA);
    fake_policy(BETA, 3, 10000, 5000);
    cr_assert_str_eq(fall_ill(BETA), "stop gamma, stop beta");
    cr_assert_eq(operate(HX_CHANGE_START, "gamma"), HX_ERR_DEPENDENCY);
    cr_assert_eq(operate(HX_CHANGE_START, "beta"), HX_OK);
    cr_assert_str_eq(fake_journal(), BETA_AGAIN);
    cr_assert_str_eq(fake_run_until(200), "start gamma");
    cr_assert_str_eq(fake_run_until(10000), "");
}

Test(restart_along, given_up_and_started_by_hand_it_brings_them_back_too)
{
    fake_require(GAMMA, BETA);
    fake_require(DELTA, GAMMA);
    cr_assert_str_eq(fall_ill(BETA), "stop delta, stop gamma, stop beta");
    cr_assert_str_eq(fake_run_until(1000), "");
    cr_assert_eq(operate(HX_CHANGE_START, "beta"), HX_OK);
    cr_assert_eq(operate(HX_CHANGE_START, "gamma"), HX_OK, "one of them, at once");
    cr_assert_str_eq(fake_journal(), BETA_AGAIN ", start gamma");
    cr_assert_str_eq(fake_run_until(1100), "start delta");
}

Test(restart_along, one_started_and_stopped_by_hand_stays_stopped)
{
    fake_require(GAMMA, BETA);
    fake_policy(BETA, 3, 10000, 50);
    cr_assert_str_eq(fall_ill(BETA), "stop gamma, stop beta");
    fake_run_until(150);
    cr_assert_eq(operate(HX_CHANGE_STOP, "gamma"), HX_OK);
    fake_journal();
    fake_sick[BETA] = true;
    cr_assert_str_eq(fake_run_until(200), "stop beta");
    fake_sick[BETA] = false;
    cr_assert_str_eq(fake_run_until(1000), BETA_AGAIN);
}

/* --- Essential ones ----------------------------------------------------------- */

static void run_on(void)
{
    fake_run_until(1000);
}

static void boot_with_essential_gamma(void)
{
    fake_require(GAMMA, BETA);
    fake_infos[GAMMA].flags = HX_FLAG_ESSENTIAL;
    fake_policy(BETA, 1, 10000, 50);
    fake_boot();
    fake_sick[BETA] = true;
}

Test(restart_along, an_essential_one_stops_and_starts)
{
    boot_with_essential_gamma();
    cr_assert_str_eq(fake_run_until(100), "stop gamma, stop beta");
    fake_sick[BETA] = false;
    cr_assert_str_eq(fake_run_until(1000), BETA_AGAIN ", start gamma");
}

Test(restart_along, an_essential_one_that_does_not_stop_is_a_panic)
{
    fake_scripts[GAMMA].stop = HX_ERR_TIMEOUT;
    fake_scripts[GAMMA].detail = "no answer";
    boot_with_essential_gamma();
    cr_assert_eq(fake_machine_run(run_on), 2);
    cr_assert_eq(fake_console_lines("helix: panic essential module 'gamma' failed in "
                                    "stop: HX_ERR_TIMEOUT: no answer"),
                 1);
}

Test(restart_along, an_essential_one_that_does_not_start_is_a_panic)
{
    boot_with_essential_gamma();
    fake_run_until(100);
    fake_scripts[GAMMA].start = HX_ERR_INIT;
    cr_assert_eq(fake_machine_run(run_on), 2);
    cr_assert_eq(fake_console_lines("helix: panic essential module 'gamma' failed in "
                                    "start: HX_ERR_INIT: initialisation failed"),
                 1);
}

/* As at boot, where an essential module that is skipped is a panic. */
Test(restart_along, an_essential_one_whose_requirement_is_given_up_is_a_panic)
{
    boot_with_essential_gamma();
    fake_run_until(100);
    fake_scripts[BETA].init = HX_ERR_INIT;
    cr_assert_eq(fake_machine_run(run_on), 2);
    cr_assert_eq(
        fake_console_lines("helix: gave up beta 1.2.3: 1 restarts within 10000 ms"), 1);
    cr_assert_eq(fake_console_lines("helix: panic essential module 'gamma' failed in "
                                    "health: HX_ERR_DEPENDENCY: needs beta"),
                 1);
}

Test(restart_along, an_essential_one_waits_as_long_as_somebody_may_come_back)
{
    fake_provide(BETA, STORAGE);
    fake_provide(DELTA, STORAGE);
    need(EPSILON, "storage");
    fake_infos[EPSILON].flags = HX_FLAG_ESSENTIAL;
    fake_policy(BETA, 3, 10000, 150);
    cr_assert_str_eq(fall_ill(BETA), "stop beta");
    fake_sick[DELTA] = true;
    cr_assert_str_eq(fake_run_until(200), "stop epsilon, stop delta");
    cr_assert_eq(fake_console_lines("helix: gave up delta 0.1.0: no restart policy"),
                 1);
    cr_assert_str_eq(fake_run_until(250), BETA_AGAIN ", start epsilon");
}

/* Delta, which waits for alpha for ever, could not bring beta back. */
Test(restart_along, an_essential_one_waits_for_nobody_who_cannot_help_it)
{
    fake_require(DELTA, ALPHA);
    fake_require(GAMMA, BETA);
    fake_infos[GAMMA].flags = HX_FLAG_ESSENTIAL;
    fake_policy(DELTA, 3, 100000, 300);
    cr_assert_str_eq(fall_ill(DELTA), "stop delta");
    fake_sick[ALPHA] = true;
    cr_assert_str_eq(fake_run_until(200), "stop alpha");
    fake_sick[BETA] = true;
    cr_assert_eq(fake_machine_run(run_on), 2);
    cr_assert_eq(fake_console_lines("helix: panic essential module 'gamma' failed in "
                                    "health: HX_ERR_DEPENDENCY: needs beta"),
                 1);
}

/* The same where delta's restart is what gamma waits for, through beta. */
Test(restart_along, an_essential_one_waits_for_what_waits_for_a_restart)
{
    fake_require(BETA, ALPHA);
    fake_require(GAMMA, BETA);
    fake_infos[GAMMA].flags = HX_FLAG_ESSENTIAL;
    fake_policy(ALPHA, 3, 100000, 300);
    cr_assert_str_eq(fall_ill(ALPHA), "stop gamma, stop beta, stop alpha");
    cr_assert_str_eq(fake_run_until(400),
                     "reset alpha, init alpha, start alpha, start beta, start gamma");
}
