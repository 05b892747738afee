/* SPDX-License-Identifier: MIT */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/boot.h>
#include <helix/change.h>
#include <helix/loop.h>
#include <helix/registry.h>

#include <criterion/criterion.h>
#include <stdio.h>

TestSuite(change, .init = fake_image_init);

#define STOP HX_CHANGE_STOP
#define START HX_CHANGE_START

static struct hx_change change;

/* What came of the last one; 1 before. */
static int result;
static char detail[HX_FAIL_DETAIL_SIZE];

static void done(void *arg, hx_status status)
{
    result = status;
    snprintf(detail, sizeof(detail), "%s", hx_fail_detail(status));
    fake_note("done", arg);
}

static hx_status submit(struct hx_change *which, enum hx_change_kind kind,
                        const char *name)
{
    result = 1;
    return hx_change_submit(&fake_contexts[ALPHA], which, kind, name, done,
                            (void *)(uintptr_t)name);
}

/* Has it done and returns what came of it. */
static int carry_out(enum hx_change_kind kind, const char *name)
{
    cr_assert_eq(submit(&change, kind, name), HX_OK);
    cr_assert(hx_change_is_pending());
    fake_journal();
    cr_assert_eq(result, 1, "not before the loop's next round");
    cr_assert(hx_loop_step());
    cr_assert_not(hx_change_is_pending());
    return result;
}

static enum hx_module_state state_of(enum fake_id id)
{
    return hx_module_state_of(&fake_modules[id]);
}

Test(change, stops_and_starts)
{
    fake_boot();
    cr_assert_eq(carry_out(STOP, "gamma"), HX_OK);
    cr_assert_str_eq(fake_journal(), "stop gamma, done gamma");
    cr_assert_eq(state_of(GAMMA), HX_STATE_STOPPED);
    cr_assert_eq(carry_out(START, "gamma"), HX_OK);
    cr_assert_str_eq(fake_journal(), "start gamma, done gamma",
                     "on the state as it is");
    cr_assert_eq(state_of(GAMMA), HX_STATE_RUNNING);
    cr_assert_str_eq(fake_console(), "helix: stop gamma 2.0.0 ok\n"
                                     "helix: start gamma 2.0.0 ok\n");
}

Test(change, starts_out_of_error_on_a_state_that_is_reset)
{
    fake_scripts[GAMMA].start = HX_ERR_INIT;
    fake_boot();
    cr_assert_eq(state_of(GAMMA), HX_STATE_ERROR);
    fake_scripts[GAMMA].start = HX_OK;
    cr_assert_eq(carry_out(START, "gamma"), HX_OK);
    cr_assert_str_eq(fake_journal(),
                     "reset gamma, init gamma, start gamma, done gamma");
}

Test(change, starts_what_was_skipped)
{
    fake_require(GAMMA, BETA);
    fake_require(DELTA, BETA);
    fake_scripts[BETA].start = HX_ERR_INIT;
    fake_boot();
    cr_assert_eq(state_of(GAMMA), HX_STATE_LOADED);
    cr_assert_eq(hx_boot_failed_count(), 3);
    cr_assert_eq(carry_out(START, "gamma"), HX_ERR_DEPENDENCY);
    cr_assert_str_eq(detail, "module 'gamma' needs beta");
    cr_assert_str_eq(fake_journal(), "done gamma");
    fake_scripts[BETA].start = HX_OK;
    cr_assert_eq(carry_out(START, "beta"), HX_OK);
    cr_assert_eq(carry_out(START, "gamma"), HX_OK);
    cr_assert_str_eq(fake_journal(), "start gamma, done gamma");
    cr_assert_eq(hx_boot_failed_count(), 1, "delta is skipped still");
}

Test(change, starts_what_is_registered)
{
    fake_require(GAMMA, BETA);
    fake_scripts[BETA].init = HX_ERR_INIT;
    fake_boot();
    cr_assert_eq(state_of(GAMMA), HX_STATE_REGISTERED);
    fake_scripts[BETA].init = HX_OK;
    cr_assert_eq(carry_out(START, "beta"), HX_OK);
    cr_assert_eq(carry_out(START, "gamma"), HX_OK);
    cr_assert_str_eq(fake_journal(),
                     "reset gamma, init gamma, start gamma, done gamma");
}

/* --- What is refused, and what fails ------------------------------------------ */

Test(change, that_is_none_is_refused)
{
    const struct hx_context *alpha = &fake_contexts[ALPHA];

    cr_assert_eq(submit(&change, STOP, "gamma"), HX_ERR_NOT_RUNNING);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_NOT_RUNNING),
                     "change for 'alpha', which is Registered");
    fake_boot();
    cr_assert_eq(hx_change_submit(NULL, &change, STOP, "gamma", done, NULL),
                 HX_ERR_INVALID);
    cr_assert_eq(hx_change_submit(alpha, NULL, STOP, "gamma", done, NULL),
                 HX_ERR_INVALID);
    cr_assert_eq(hx_change_submit(alpha, &change, STOP, NULL, done, NULL),
                 HX_ERR_INVALID);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INVALID),
                     "a change of 'alpha' without memory or target");
    cr_assert_eq(submit(&change, (enum hx_change_kind)2, "gamma"), HX_ERR_INVALID);
    cr_assert_eq(submit(&change, (enum hx_change_kind) - 1, "gamma"), HX_ERR_INVALID);
    cr_assert_eq(submit(&change, STOP, "omega"), HX_ERR_NOT_FOUND);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_NOT_FOUND), "no module 'omega'");
    cr_assert_eq(submit(&change, STOP, "storage"), HX_ERR_NOT_FOUND,
                 "a capability is no module");
    cr_assert_not(hx_change_is_pending());
}

Test(change, one_that_waits_is_busy)
{
    fake_boot();
    cr_assert_eq(submit(&change, STOP, "gamma"), HX_OK);
    cr_assert_eq(submit(&change, STOP, "delta"), HX_ERR_BUSY);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_BUSY), "the change waits already");
    hx_loop_step();
    cr_assert_eq(state_of(GAMMA), HX_STATE_STOPPED);
    cr_assert_eq(state_of(DELTA), HX_STATE_RUNNING);
}

static hx_status inner;

static void submit_again(void)
{
    cr_assert(hx_change_is_pending(), "it runs");
    inner = submit(&change, STOP, "delta");
}

Test(change, one_that_runs_is_busy)
{
    fake_scripts[GAMMA].in_stop = submit_again;
    fake_boot();
    cr_assert_eq(carry_out(STOP, "gamma"), HX_OK);
    cr_assert_eq(inner, HX_ERR_BUSY);
}

Test(change, in_a_state_that_does_not_fit)
{
    fake_boot();
    cr_assert_eq(carry_out(START, "gamma"), HX_ERR_WRONG_STATE);
    cr_assert_str_eq(detail, "module 'gamma' is Running");
    cr_assert_eq(carry_out(STOP, "gamma"), HX_OK);
    cr_assert_eq(carry_out(STOP, "gamma"), HX_ERR_WRONG_STATE);
    cr_assert_str_eq(detail, "module 'gamma' is Stopped, stop wants Running");
}

Test(change, a_stop_of_what_others_require)
{
    fake_require(DELTA, GAMMA);
    fake_require(EPSILON, GAMMA);
    fake_boot();
    cr_assert_eq(carry_out(STOP, "gamma"), HX_ERR_BUSY);
    cr_assert_str_eq(detail, "module 'gamma' is required by 'delta', 'epsilon'");
    cr_assert_str_eq(fake_journal(), "done gamma");
    cr_assert_eq(state_of(GAMMA), HX_STATE_RUNNING);
}

Test(change, a_stop_of_what_is_essential)
{
    fake_infos[GAMMA].flags = HX_FLAG_ESSENTIAL;
    fake_boot();
    cr_assert_eq(carry_out(STOP, "gamma"), HX_ERR_ESSENTIAL);
    cr_assert_str_eq(detail, "module 'gamma' is ESSENTIAL and stays");
    cr_assert_str_eq(fake_journal(), "done gamma");
    cr_assert_eq(state_of(GAMMA), HX_STATE_RUNNING);
}

Test(change, a_hook_that_fails)
{
    fake_boot();
    fake_scripts[GAMMA].stop = HX_ERR_TIMEOUT;
    fake_scripts[GAMMA].detail = "no answer";
    cr_assert_eq(carry_out(STOP, "gamma"), HX_ERR_TIMEOUT);
    cr_assert_str_eq(detail, "no answer");
    cr_assert_eq(state_of(GAMMA), HX_STATE_ERROR);
    fake_scripts[GAMMA].init = HX_ERR_INIT;
    cr_assert_eq(carry_out(START, "gamma"), HX_ERR_INIT);
    cr_assert_str_eq(fake_journal(), "reset gamma, init gamma, done gamma");
    fake_scripts[GAMMA].init = HX_OK;
    fake_scripts[GAMMA].start = HX_ERR_DENIED;
    cr_assert_eq(carry_out(START, "gamma"), HX_ERR_DENIED);
    cr_assert_eq(fake_console_lines("helix: start gamma 2.0.0 failed: HX_ERR_DENIED: "
                                    "no answer"),
                 1);
}

Test(change, a_module_that_has_left)
{
    fake_boot();
    cr_assert_eq(submit(&change, STOP, "shell"), HX_OK);
    fake_image.module_count = SHELL;
    hx_loop_step();
    cr_assert_eq(result, HX_ERR_NOT_FOUND);
    cr_assert_str_eq(detail, "the module has left");
}

static void start_gamma(void)
{
    hx_loop_step();
}

Test(change, a_start_that_fails_of_what_is_essential)
{
    fake_require(GAMMA, BETA);
    fake_boot();
    cr_assert_eq(carry_out(STOP, "gamma"), HX_OK);
    fake_infos[GAMMA].flags = HX_FLAG_ESSENTIAL;
    fake_scripts[GAMMA].start = HX_ERR_INIT;
    cr_assert_eq(submit(&change, START, "gamma"), HX_OK);
    cr_assert_eq(fake_machine_run(start_gamma), 2);
    cr_assert_eq(fake_console_lines("helix: panic essential module 'gamma' failed in "
                                    "start: HX_ERR_INIT: initialisation failed"),
                 1);
}
