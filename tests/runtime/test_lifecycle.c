/* SPDX-License-Identifier: MIT */
#include "fake_image.h"

#include <helix/interrupt.h>
#include <helix/lifecycle.h>
#include <helix/registry.h>

#include <criterion/criterion.h>
#include <string.h>

TestSuite(lifecycle, .init = fake_image_init);

static const struct hx_module *const beta = &fake_modules[BETA];

/* Row: from; column: to; both in the order of enum hx_module_state. */
static const char *const legal[] = {
    /*                RLLIRSSUE */
    /* Registered   */ ".x.x...x.",
    /* Loading      */ "x.......x",
    /* Loaded       */ "...x...xx",
    /* Initializing */ "..x.x...x",
    /* Running      */ ".....x..x",
    /* Stopping     */ "......x.x",
    /* Stopped      */ "...x...x.",
    /* Unloading    */ ".........",
    /* Error        */ "...x...x.",
};

Test(lifecycle, every_move_is_allowed_or_refused_as_the_table_says)
{
    for (unsigned from = 0; from < HX_COUNT_OF(legal); from++) {
        for (unsigned to = 0; to < HX_COUNT_OF(legal); to++) {
            bool allowed = legal[from][to] == 'x';
            hx_status status;

            fake_controls[BETA].state = (uint8_t)from;
            status = hx_lifecycle_transition(beta, (enum hx_module_state)to);
            cr_assert_eq(status, allowed ? HX_OK : HX_ERR_WRONG_STATE, "%u to %u", from,
                         to);
            cr_assert_eq(fake_controls[BETA].state, allowed ? to : from);
        }
    }
}

Test(lifecycle, a_refusal_names_both_states)
{
    fake_controls[BETA].state = HX_STATE_LOADED;
    cr_assert_eq(hx_lifecycle_transition(beta, HX_STATE_STOPPED), HX_ERR_WRONG_STATE);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_WRONG_STATE),
                     "module 'beta' is Loaded and cannot become Stopped");
    cr_assert_eq(hx_lifecycle_transition(beta, (enum hx_module_state)9),
                 HX_ERR_WRONG_STATE);
    cr_assert_eq(hx_lifecycle_transition(beta, (enum hx_module_state) - 1),
                 HX_ERR_WRONG_STATE);
}

static uint8_t state_in_hook;

static void note_state(void)
{
    state_in_hook = fake_controls[BETA].state;
}

Test(lifecycle, a_whole_life)
{
    fake_scripts[BETA].in_init = note_state;
    fake_scripts[BETA].in_start = note_state;
    fake_scripts[BETA].in_stop = note_state;
    cr_assert_eq(hx_lifecycle_init(beta), HX_OK);
    cr_assert_eq(state_in_hook, HX_STATE_INITIALIZING);
    cr_assert_eq(hx_module_state_of(beta), HX_STATE_LOADED);
    cr_assert_eq(hx_lifecycle_start(beta), HX_OK);
    cr_assert_eq(state_in_hook, HX_STATE_INITIALIZING);
    cr_assert_eq(hx_module_state_of(beta), HX_STATE_RUNNING);
    cr_assert_eq(hx_lifecycle_stop(beta), HX_OK);
    cr_assert_eq(state_in_hook, HX_STATE_STOPPING);
    cr_assert_eq(hx_module_state_of(beta), HX_STATE_STOPPED);
    cr_assert_str_eq(fake_journal(), "reset beta, init beta, start beta, stop beta");
}

Test(lifecycle, started_again_a_module_keeps_its_state)
{
    cr_assert_eq(hx_lifecycle_init(beta), HX_OK);
    cr_assert_eq(hx_lifecycle_start(beta), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(beta), HX_OK);
    fake_journal();
    cr_assert_eq(hx_lifecycle_start(beta), HX_OK);
    cr_assert_str_eq(fake_journal(), "start beta");
}

Test(lifecycle, out_of_error_the_state_is_reset)
{
    fake_scripts[BETA].init = HX_ERR_INIT;
    cr_assert_eq(hx_lifecycle_init(beta), HX_ERR_INIT);
    fake_journal();
    fake_scripts[BETA].init = HX_OK;
    cr_assert_eq(hx_lifecycle_start(beta), HX_ERR_WRONG_STATE);
    cr_assert_eq(hx_lifecycle_init(beta), HX_OK);
    cr_assert_eq(hx_lifecycle_start(beta), HX_OK);
    cr_assert_str_eq(fake_journal(), "reset beta, init beta, start beta");
    cr_assert_eq(fake_controls[BETA].status, HX_OK);
}

Test(lifecycle, a_hook_that_fails_puts_the_module_in_error)
{
    fake_scripts[BETA].stop = HX_ERR_TIMEOUT;
    fake_scripts[BETA].detail = "the device does not answer";
    cr_assert_eq(hx_lifecycle_init(beta), HX_OK);
    cr_assert_eq(hx_lifecycle_start(beta), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(beta), HX_ERR_TIMEOUT);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_TIMEOUT), "the device does not answer");
    cr_assert_eq(hx_module_state_of(beta), HX_STATE_ERROR);
    cr_assert_eq(fake_controls[BETA].status, HX_ERR_TIMEOUT);
}

Test(lifecycle, a_hook_that_gives_no_reason_is_not_given_an_old_one)
{
    (void)hx_fail(HX_ERR_INIT, "somebody else's");
    fake_scripts[BETA].init = HX_ERR_INIT;
    cr_assert_eq(hx_lifecycle_init(beta), HX_ERR_INIT);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INIT), hx_status_text(HX_ERR_INIT));
}

Test(lifecycle, any_number_but_ok_is_a_failure)
{
    fake_scripts[BETA].init = (hx_status)5;
    cr_assert_eq(hx_lifecycle_init(beta), (hx_status)5);
    cr_assert_eq(hx_module_state_of(beta), HX_STATE_ERROR);
    cr_assert_str_not_empty(hx_fail_detail((hx_status)5));
}

Test(lifecycle, hooks_run_from_their_states_only)
{
    static const char inits[] = "x.......x";
    static const char starts[] = "..x...x..";
    static const char stops[] = "....x....";

    for (unsigned state = 0; state < HX_COUNT_OF(legal); state++) {
        uint8_t *present = &fake_controls[BETA].state;

        *present = (uint8_t)state;
        cr_assert_eq(hx_lifecycle_init(beta) == HX_OK, inits[state] == 'x');
        *present = (uint8_t)state;
        cr_assert_eq(hx_lifecycle_start(beta) == HX_OK, starts[state] == 'x');
        *present = (uint8_t)state;
        cr_assert_eq(hx_lifecycle_stop(beta) == HX_OK, stops[state] == 'x');
    }
}

Test(lifecycle, a_hook_out_of_order_is_refused_with_both_states)
{
    cr_assert_eq(hx_lifecycle_start(beta), HX_ERR_WRONG_STATE);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_WRONG_STATE),
                     "module 'beta' is Registered, start wants Loaded or Stopped");
    cr_assert_eq(hx_lifecycle_stop(beta), HX_ERR_WRONG_STATE);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_WRONG_STATE),
                     "module 'beta' is Registered, stop wants Running");
    cr_assert_eq(hx_lifecycle_init(beta), HX_OK);
    cr_assert_eq(hx_lifecycle_init(beta), HX_ERR_WRONG_STATE);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_WRONG_STATE),
                     "module 'beta' is Loaded, init wants Registered or Error");
}

Test(lifecycle, not_from_an_interrupt)
{
    hx_interrupt_enter();
    cr_assert_eq(hx_lifecycle_init(beta), HX_ERR_WRONG_CONTEXT);
    cr_assert_eq(hx_lifecycle_start(beta), HX_ERR_WRONG_CONTEXT);
    cr_assert_eq(hx_lifecycle_stop(beta), HX_ERR_WRONG_CONTEXT);
    hx_interrupt_exit();
    cr_assert_str_eq(fake_journal(), "");
    cr_assert_eq(hx_module_state_of(beta), HX_STATE_REGISTERED);
}

static hx_status inner_status;

static void stop_itself(void)
{
    inner_status = hx_lifecycle_stop(beta);
}

static hx_status stop_in_request(const struct hx_request *request,
                                 struct hx_response *response)
{
    (void)request;
    (void)response;
    stop_itself();
    return HX_OK;
}

Test(lifecycle, a_module_does_not_stop_itself_from_its_own_hook)
{
    struct hx_response response = {.success = false};

    fake_scripts[BETA].in_start = stop_itself;
    fake_scripts[BETA].request = stop_in_request;
    fake_boot();
    cr_assert_eq(inner_status, HX_ERR_BUSY);
    fake_ops[BETA].handle_request(&(struct hx_request){.type = "x"}, &response);
    cr_assert_eq(inner_status, HX_OK, "outside of a hook it may");
}

Test(lifecycle, a_required_module_is_busy)
{
    fake_require(GAMMA, BETA);
    fake_require(DELTA, ALPHA);
    fake_require(EPSILON, BETA);
    fake_bind(SHELL, (struct hx_binding){.interface = &fake_disk, .provider = beta});
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(beta), HX_ERR_BUSY);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_BUSY),
                     "module 'beta' is required by 'gamma', 'epsilon', 'shell'");
    cr_assert_eq(hx_module_state_of(beta), HX_STATE_RUNNING);
    cr_assert_str_eq(fake_journal(), "");
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[SHELL]), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[EPSILON]), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[GAMMA]), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(beta), HX_OK);
}

Test(lifecycle, an_optional_user_does_not_keep_a_module)
{
    fake_depend(GAMMA, (struct hx_dependency){.name = "beta",
                                              .highest = HX_VERSION_MAX,
                                              .optional = true});
    fake_bind(GAMMA, (struct hx_binding){
                         .interface = &fake_disk, .provider = beta, .optional = true});
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(beta), HX_OK);
}

Test(lifecycle, a_second_provider_sets_the_first_free)
{
    fake_provide(ALPHA, STORAGE);
    fake_provide(BETA, STORAGE);
    fake_depend(GAMMA, (struct hx_dependency){.name = "storage",
                                              .highest = HX_VERSION_MAX,
                                              .capability = true});
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(beta), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[ALPHA]), HX_ERR_BUSY);
}
