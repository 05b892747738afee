/* SPDX-License-Identifier: MIT */
/* Who asks for changes, what he may do meanwhile, and what becomes of them with him.
 */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/boot.h>
#include <helix/change.h>
#include <helix/event.h>
#include <helix/interrupt.h>
#include <helix/lifecycle.h>
#include <helix/loop.h>
#include <helix/main.h>
#include <helix/registry.h>
#include <helix/request.h>
#include <helix/resource.h>

#include <criterion/criterion.h>
#include <string.h>

TestSuite(change_end, .init = fake_image_init);

#define STOP HX_CHANGE_STOP
#define START HX_CHANGE_START

static struct hx_change change;
static struct hx_change other;

static void done(void *arg, hx_status status)
{
    (void)status;
    fake_note("done", arg);
}

static hx_status submit(struct hx_change *which, enum hx_change_kind kind,
                        const char *name)
{
    return hx_change_submit(&fake_contexts[ALPHA], which, kind, name, done,
                            (void *)(uintptr_t)name);
}

static enum hx_module_state state_of(enum fake_id id)
{
    return hx_module_state_of(&fake_modules[id]);
}

static void run_all(void)
{
    for (unsigned round = 0; round < 20 && hx_change_is_pending(); round++)
        hx_loop_step();
    cr_assert_not(hx_change_is_pending());
}

Test(change_end, several_are_done_in_their_order)
{
    struct hx_change third = {0};

    fake_boot();
    cr_assert_eq(submit(&change, STOP, "gamma"), HX_OK);
    cr_assert_eq(submit(&other, STOP, "delta"), HX_OK);
    cr_assert_eq(submit(&third, START, "gamma"), HX_OK);
    run_all();
    cr_assert_str_eq(fake_journal(), "stop gamma, done gamma, stop delta, done delta, "
                                     "start gamma, done gamma");
}

Test(change_end, nobody_need_be_told)
{
    fake_boot();
    cr_assert_eq(
        hx_change_submit(&fake_contexts[ALPHA], &change, STOP, "gamma", NULL, NULL),
        HX_OK);
    run_all();
    cr_assert_str_eq(fake_journal(), "stop gamma");
}

/* --- From where --------------------------------------------------------------- */

Test(change_end, from_an_interrupt)
{
    unsigned before;

    fake_boot();
    before = fake_wake_count;
    hx_interrupt_enter();
    cr_assert_eq(submit(&change, STOP, "gamma"), HX_OK);
    hx_interrupt_exit();
    cr_assert_gt(fake_wake_count, before);
    fake_tick_ms = 10;
    hx_loop_wait();
    cr_assert_eq(fake_idle_count, 0, "it is not slept through");
    run_all();
    cr_assert_eq(state_of(GAMMA), HX_STATE_STOPPED);
}

static hx_status stop_others(const struct hx_request *request,
                             struct hx_response *response)
{
    cr_assert_eq(submit(&change, STOP, "gamma"), HX_OK);
    cr_assert_eq(submit(&other, STOP, "shell"), HX_OK);
    cr_assert_eq(state_of(GAMMA), HX_STATE_RUNNING);
    (void)request;
    return hx_respond(response, NULL, 0);
}

static hx_status ask_alpha(const struct hx_request *request,
                           struct hx_response *response)
{
    return hx_request_service(&fake_contexts[GAMMA], "alpha", request, response);
}

/* Gamma is on the stack while it is asked for. */
Test(change_end, of_a_module_whose_hook_is_on_the_stack)
{
    struct hx_response response = {.success = false};

    fake_scripts[ALPHA].request = stop_others;
    fake_scripts[GAMMA].request = ask_alpha;
    fake_boot();
    cr_assert_eq(
        hx_request_service(NULL, "gamma", &(struct hx_request){.type = "x"}, &response),
        HX_OK);
    cr_assert_str_eq(fake_journal(), "request gamma, request alpha");
    run_all();
    cr_assert_str_eq(fake_journal(), "stop gamma, done gamma, stop shell, done shell");
}

/* --- What `done` may do ------------------------------------------------------- */

static void start_after(void *arg, hx_status status)
{
    cr_assert_eq(status, HX_OK);
    fake_note("done", arg);
    memset(&change, 0, sizeof(change));
    cr_assert_eq(submit(&change, START, "gamma"), HX_OK);
}

Test(change_end, the_memory_is_the_modules_when_it_is_told)
{
    fake_boot();
    cr_assert_eq(hx_change_submit(&fake_contexts[ALPHA], &change, STOP, "gamma",
                                  start_after, (void *)(uintptr_t) "stop"),
                 HX_OK);
    run_all();
    cr_assert_str_eq(fake_journal(), "stop gamma, done stop, start gamma, done gamma");
}

static void publish_and_ask(void *arg, hx_status status)
{
    const struct hx_event tick = {.kind = HX_EVENT_TICK};
    struct hx_request request = {.type = "x"};
    struct hx_response response = {.success = false};

    (void)status;
    cr_assert_eq(hx_event_publish(&tick), HX_OK);
    cr_assert_eq(hx_request_service(NULL, "alpha", &request, &response), HX_ERR_CYCLE);
    fake_note("done", arg);
}

Test(change_end, it_is_told_by_a_hook_of_its_module)
{
    fake_subscribe(ALPHA, HX_EVENT_TICK);
    fake_subscribe(BETA, HX_EVENT_TICK);
    fake_boot();
    cr_assert_eq(hx_change_submit(&fake_contexts[ALPHA], &change, STOP, "gamma",
                                  publish_and_ask, (void *)(uintptr_t) "a"),
                 HX_OK);
    run_all();
    cr_assert_str_eq(fake_journal(), "stop gamma, event beta, done a, event alpha");
}

/* --- What ends with the submitter --------------------------------------------- */

Test(change_end, a_module_that_has_itself_stopped_is_not_told)
{
    const char *kind = NULL;

    fake_boot();
    cr_assert_eq(submit(&change, STOP, "alpha"), HX_OK);
    cr_assert_eq(submit(&other, STOP, "gamma"), HX_OK);
    run_all();
    cr_assert_str_eq(fake_journal(), "stop alpha", "and its other one has ended too");
    cr_assert_eq(hx_resource_list(&fake_modules[ALPHA], &kind, 1), 0);
    cr_assert_eq(state_of(GAMMA), HX_STATE_RUNNING);
    cr_assert_eq(hx_lifecycle_start(&fake_modules[ALPHA]), HX_OK);
    fake_journal();
    cr_assert_eq(submit(&change, STOP, "gamma"), HX_OK, "it is free");
    run_all();
    cr_assert_str_eq(fake_journal(), "stop gamma, done gamma");
}

Test(change_end, a_module_that_fails_to_stop_itself_is_not_told)
{
    fake_scripts[ALPHA].stop = HX_ERR_TIMEOUT;
    fake_boot();
    cr_assert_eq(submit(&change, STOP, "alpha"), HX_OK);
    run_all();
    cr_assert_str_eq(fake_journal(), "stop alpha");
}

Test(change_end, one_of_a_module_that_ends_before_is_not_done)
{
    struct hx_change of_beta = {0};

    fake_boot();
    cr_assert_eq(
        hx_change_submit(&fake_contexts[BETA], &of_beta, STOP, "alpha", NULL, NULL),
        HX_OK);
    cr_assert_eq(submit(&change, STOP, "gamma"), HX_OK);
    cr_assert_eq(submit(&other, STOP, "delta"), HX_OK);
    run_all();
    cr_assert_str_eq(fake_journal(), "stop alpha");
    cr_assert_eq(
        hx_change_submit(&fake_contexts[BETA], &of_beta, STOP, "epsilon", NULL, NULL),
        HX_OK, "the list is whole");
    run_all();
    cr_assert_str_eq(fake_journal(), "stop epsilon");
}

static void stop_alpha(void)
{
    cr_assert_eq(submit(&change, STOP, "alpha"), HX_OK);
}

/* Taken in init it lasts, and yet it is done, and forgotten. */
Test(change_end, submitted_in_init_it_is_done_once)
{
    fake_scripts[ALPHA].in_init = stop_alpha;
    fake_boot();
    run_all();
    cr_assert_str_eq(fake_journal(), "stop alpha", "nobody is there to be told");
    cr_assert_eq(hx_lifecycle_start(&fake_modules[ALPHA]), HX_OK);
    fake_journal();
    cr_assert_not(hx_loop_step());
    cr_assert_str_eq(fake_journal(), "");
    cr_assert_eq(submit(&change, STOP, "gamma"), HX_OK);
}

/* The stop of delta stops alpha, in a way that only who knows lifecycle.h can. */
static void end_alpha(void)
{
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[ALPHA]), HX_OK);
}

Test(change_end, its_module_ends_while_it_is_done)
{
    fake_scripts[DELTA].in_stop = end_alpha;
    fake_boot();
    cr_assert_eq(submit(&change, STOP, "delta"), HX_OK);
    cr_assert_eq(submit(&other, STOP, "gamma"), HX_OK);
    run_all();
    cr_assert_str_eq(fake_journal(), "stop delta, stop alpha");
    cr_assert_eq(state_of(GAMMA), HX_STATE_RUNNING);
}

/* --- Boot commands ------------------------------------------------------------ */

static const char *commands[] = {"first", "second"};

static hx_status shell(const struct hx_request *request, struct hx_response *response)
{
    bool first = memcmp(request->payload.data, "first", 5) == 0;

    if (first) {
        cr_assert_eq(submit(&change, STOP, "gamma"), HX_OK);
        cr_assert_eq(submit(&other, START, "gamma"), HX_OK);
    }
    return hx_respond(response, NULL, 0);
}

Test(change_end, the_next_boot_command_waits_for_it)
{
    fake_image.commands = commands;
    fake_image.command_count = 2;
    fake_scripts[SHELL].request = shell;
    cr_assert_eq(fake_machine_run(hx_main), 0);
    cr_assert(strstr(fake_journal(),
                     "request shell, stop gamma, done gamma, start gamma, done gamma, "
                     "request shell, stop shell") != NULL);
}

static unsigned turns;

static void turn(void *arg, hx_status status)
{
    (void)status;
    if (++turns == 50)
        hx_shutdown();
    cr_assert_leq(turns, 50, "the loop goes on for ever");
    cr_assert_eq(hx_change_submit(&fake_contexts[ALPHA], &change,
                                  turns % 2 != 0 ? START : STOP, "gamma", turn, arg),
                 HX_OK);
}

static hx_status restless_shell(const struct hx_request *request,
                                struct hx_response *response)
{
    (void)request;
    cr_assert_eq(
        hx_change_submit(&fake_contexts[ALPHA], &change, STOP, "gamma", turn, NULL),
        HX_OK);
    return hx_respond(response, NULL, 0);
}

Test(change_end, a_module_that_never_comes_to_rest_does_not_hold_up_a_shutdown)
{
    fake_image.commands = commands;
    fake_image.command_count = 1;
    fake_scripts[SHELL].request = restless_shell;
    cr_assert_eq(fake_machine_run(hx_main), 0);
    cr_assert_eq(turns, 50);
}
