/* SPDX-License-Identifier: MIT */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/boot.h>
#include <helix/change.h>
#include <helix/event.h>
#include <helix/interrupt.h>
#include <helix/lifecycle.h>
#include <helix/loop.h>
#include <helix/request.h>
#include <helix/work.h>

#include <criterion/criterion.h>
#include <string.h>

TestSuite(work, .init = fake_image_init);

static struct hx_work work;
static struct hx_work other;

static void run(void *arg)
{
    fake_note("run", arg);
}

static hx_status post(enum fake_id module, struct hx_work *which, hx_work_fn function,
                      const char *name)
{
    return hx_work_post(&fake_contexts[module], which, function,
                        (void *)(uintptr_t)name);
}

static hx_status begin(struct hx_work *which, const char *name)
{
    return post(BETA, which, run, name);
}

static const char *round_of_loop(void)
{
    hx_loop_step();
    return fake_journal();
}

Test(work, runs_once_in_the_order_of_the_posts)
{
    struct hx_work third = {0};

    fake_boot();
    cr_assert_eq(post(GAMMA, &other, run, "a"), HX_OK);
    cr_assert_eq(begin(&work, "b"), HX_OK);
    cr_assert_eq(post(ALPHA, &third, run, "c"), HX_OK);
    cr_assert_str_eq(fake_journal(), "");
    cr_assert(hx_loop_step());
    cr_assert_str_eq(fake_journal(), "run a, run b, run c");
    cr_assert_not(hx_loop_step());
    cr_assert_str_eq(fake_journal(), "");
}

Test(work, that_waits_already_stays_where_and_what_it_is)
{
    fake_boot();
    cr_assert_eq(begin(&work, "first"), HX_OK);
    cr_assert_eq(begin(&other, "other"), HX_OK);
    cr_assert_eq(begin(&work, "second"), HX_OK);
    cr_assert_str_eq(round_of_loop(), "run first, run other");
    cr_assert_str_eq(round_of_loop(), "");
    cr_assert_eq(begin(&work, "third"), HX_OK);
    cr_assert_str_eq(round_of_loop(), "run third");
}

Test(work, can_be_taken_back)
{
    struct hx_work third = {0};

    fake_boot();
    cr_assert_not(hx_work_cancel(&work), "all zero is one that is not in use");
    cr_assert_eq(begin(&work, "a"), HX_OK);
    cr_assert_eq(begin(&other, "b"), HX_OK);
    cr_assert_eq(begin(&third, "c"), HX_OK);
    cr_assert(hx_work_cancel(&third));
    cr_assert_not(hx_work_cancel(&third));
    cr_assert(hx_work_cancel(&work));
    cr_assert_eq(begin(&work, "d"), HX_OK, "at the end of those that wait");
    cr_assert_str_eq(round_of_loop(), "run b, run d");
    cr_assert_not(hx_work_cancel(&work));
    cr_assert_str_eq(round_of_loop(), "");
}

Test(work, the_last_one_taken_back_leaves_room_for_others)
{
    fake_boot();
    cr_assert_eq(begin(&work, "a"), HX_OK);
    cr_assert(hx_work_cancel(&work));
    cr_assert_eq(begin(&other, "b"), HX_OK);
    cr_assert_str_eq(round_of_loop(), "run b");
}

Test(work, that_is_none_is_refused)
{
    fake_boot();
    cr_assert_eq(hx_work_post(NULL, &work, run, NULL), HX_ERR_INVALID);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INVALID),
                     "work without the context of a module");
    cr_assert_eq(begin(NULL, "a"), HX_ERR_INVALID);
    cr_assert_eq(post(BETA, &work, NULL, "a"), HX_ERR_INVALID);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INVALID),
                     "work of 'beta' without memory or function");
    cr_assert_str_eq(round_of_loop(), "");
}

Test(work, of_another_module_stays_as_it_is)
{
    fake_boot();
    cr_assert_eq(begin(&work, "mine"), HX_OK);
    cr_assert_eq(post(GAMMA, &work, run, "yours"), HX_ERR_INVALID);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INVALID), "'gamma' posts work of 'beta'");
    cr_assert_str_eq(round_of_loop(), "run mine");
    cr_assert_eq(post(GAMMA, &work, run, "yours"), HX_OK, "now it is nobody's");
}

/* --- What the function may do ------------------------------------------------- */

static void post_itself(void *arg)
{
    run(arg);
    cr_assert_not(hx_work_cancel(&work), "it runs, it does not wait");
    cr_assert_eq(post(BETA, &work, post_itself, arg), HX_OK);
}

Test(work, that_posts_itself_does_not_hold_up_the_loop)
{
    fake_boot();
    cr_assert_eq(post(BETA, &work, post_itself, "a"), HX_OK);
    for (unsigned round = 0; round < 50; round++)
        cr_assert_str_eq(round_of_loop(), "run a");
    cr_assert(hx_work_cancel(&work));
}

static void post_other(void *arg)
{
    run(arg);
    cr_assert_eq(begin(&other, "late"), HX_OK);
}

Test(work, what_work_posts_waits_for_the_next_round)
{
    fake_boot();
    cr_assert_eq(post(BETA, &work, post_other, "a"), HX_OK);
    cr_assert_str_eq(round_of_loop(), "run a");
    cr_assert_str_eq(round_of_loop(), "run late");
}

static void cancel_other(void *arg)
{
    run(arg);
    cr_assert(hx_work_cancel(&other));
}

Test(work, what_work_takes_back_does_not_run)
{
    fake_boot();
    cr_assert_eq(post(BETA, &work, cancel_other, "a"), HX_OK);
    cr_assert_eq(begin(&other, "b"), HX_OK);
    cr_assert_str_eq(round_of_loop(), "run a");
    cr_assert_str_eq(round_of_loop(), "");
}

static void forget(void *arg)
{
    run(arg);
    memset(&work, 0x5a, sizeof(work));
}

Test(work, that_runs_is_the_modules_memory_again)
{
    fake_boot();
    cr_assert_eq(post(BETA, &work, forget, "a"), HX_OK);
    cr_assert_eq(begin(&other, "b"), HX_OK);
    cr_assert_str_eq(round_of_loop(), "run a, run b");
}

static void publish_and_ask(void *arg)
{
    const struct hx_event tick = {.kind = HX_EVENT_TICK};
    struct hx_request request = {.type = "x"};
    struct hx_response response = {.success = false};

    cr_assert_eq(hx_event_publish(&tick), HX_OK);
    cr_assert_eq(hx_request_service(NULL, "beta", &request, &response), HX_ERR_CYCLE);
    run(arg);
}

Test(work, the_function_is_a_hook_of_its_module)
{
    fake_subscribe(BETA, HX_EVENT_TICK);
    fake_subscribe(GAMMA, HX_EVENT_TICK);
    fake_boot();
    cr_assert_eq(post(BETA, &work, publish_and_ask, "a"), HX_OK);
    cr_assert_str_eq(round_of_loop(), "event gamma, run a, event beta");
}

static enum hx_event_response post_in_handler(const struct hx_event *event)
{
    (void)event;
    cr_assert_eq(begin(&work, "a"), HX_OK);
    return HX_EVENT_HANDLED;
}

Test(work, what_a_handler_posts_runs_in_the_same_round)
{
    const struct hx_event tick = {.kind = HX_EVENT_TICK};

    fake_subscribe(BETA, HX_EVENT_TICK);
    fake_scripts[BETA].event = post_in_handler;
    fake_boot();
    cr_assert_eq(hx_event_post(&tick), HX_OK);
    cr_assert_eq(hx_event_post(&tick), HX_OK);
    cr_assert_str_eq(round_of_loop(), "event beta, event beta, run a");
}

static struct hx_change change;

static void stop_beta(void *arg)
{
    run(arg);
    cr_assert_eq(hx_change_submit(&fake_contexts[BETA], &change, HX_CHANGE_STOP, "beta",
                                  NULL, NULL),
                 HX_OK);
    cr_assert_eq(begin(&other, "never"), HX_OK);
}

Test(work, a_module_can_stop_itself_from_work)
{
    fake_boot();
    cr_assert_eq(post(BETA, &work, stop_beta, "a"), HX_OK);
    cr_assert_str_eq(round_of_loop(), "run a, stop beta");
    cr_assert_not(hx_work_cancel(&other), "it was given back");
    cr_assert_str_eq(round_of_loop(), "");
}

/* --- The life of its module --------------------------------------------------- */

static void begin_work(void)
{
    cr_assert_eq(begin(&work, "a"), HX_OK);
}

Test(work, of_a_module_that_is_not_up)
{
    cr_assert_eq(begin(&work, "a"), HX_ERR_NOT_RUNNING);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_NOT_RUNNING),
                     "work for 'beta', which is Registered");
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(begin(&work, "a"), HX_ERR_NOT_RUNNING);
    fake_scripts[BETA].start = HX_ERR_INIT;
    cr_assert_eq(hx_lifecycle_start(&fake_modules[BETA]), HX_ERR_INIT);
    cr_assert_eq(begin(&work, "a"), HX_ERR_NOT_RUNNING);
    cr_assert_not(hx_work_cancel(&work));
}

Test(work, posted_early_waits_until_its_module_runs)
{
    fake_scripts[BETA].in_init = begin_work;
    hx_boot_init();
    cr_assert_eq(post(ALPHA, &other, run, "other"), HX_OK);
    fake_journal();
    cr_assert_str_eq(round_of_loop(), "");
    cr_assert_eq(hx_lifecycle_start(&fake_modules[ALPHA]), HX_OK);
    fake_journal();
    cr_assert_str_eq(round_of_loop(), "run other", "it does not hold up others");
    hx_boot_start();
    fake_journal();
    cr_assert_str_eq(round_of_loop(), "run a");
}

static void begin_other(void)
{
    cr_assert_eq(begin(&other, "b"), HX_OK);
}

Test(work, posted_in_init_outlives_a_stop_and_is_silent_meanwhile)
{
    fake_scripts[BETA].in_init = begin_work;
    fake_scripts[BETA].in_start = begin_other;
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    fake_journal();
    cr_assert_not(hx_loop_step(), "there is nothing that could be done");
    cr_assert_str_eq(fake_journal(), "");
    fake_scripts[BETA].in_start = NULL;
    cr_assert_eq(hx_lifecycle_start(&fake_modules[BETA]), HX_OK);
    fake_journal();
    cr_assert_str_eq(round_of_loop(), "run a", "the other one was given back");
}

/* A round that would do nothing is slept through, one that has work is not. */
Test(work, the_loop_sleeps_beside_work_of_a_stopped_module)
{
    fake_tick_ms = 10;
    fake_scripts[BETA].in_init = begin_work;
    fake_boot();
    hx_loop_wait();
    cr_assert_eq(fake_idle_count, 0);
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    hx_loop_wait();
    hx_loop_wait();
    cr_assert_gt(fake_idle_count, 0);
}

Test(work, of_a_module_that_fails_is_given_back)
{
    fake_scripts[BETA].in_init = begin_work;
    fake_scripts[BETA].start = HX_ERR_INIT;
    fake_boot();
    cr_assert_not(hx_work_cancel(&work));
    cr_assert_not(hx_loop_step());
    cr_assert_str_eq(fake_journal(), "");
}

/* --- From elsewhere ----------------------------------------------------------- */

Test(work, a_post_wakes_the_loop)
{
    unsigned before;

    fake_boot();
    before = fake_wake_count;
    hx_interrupt_enter();
    cr_assert_eq(begin(&work, "a"), HX_OK);
    hx_interrupt_exit();
    cr_assert_gt(fake_wake_count, before);
    cr_assert_str_eq(round_of_loop(), "run a");
}

static void post_late(void)
{
    if (fake_irq_depth == 0) {
        fake_late_interrupt = NULL;
        cr_assert_eq(begin(&work, "a"), HX_OK);
    }
}

Test(work, posted_just_before_the_sleep_is_not_slept_through)
{
    fake_boot();
    fake_tick_ms = 10;
    cr_assert_not(hx_loop_step());
    fake_late_interrupt = post_late;
    hx_loop_wait();
    cr_assert_eq(fake_idle_count, 0);
    cr_assert_str_eq(round_of_loop(), "run a");
}

static unsigned looks_left;

static void post_in_the_middle(void)
{
    if (fake_irq_depth > 0 || looks_left-- > 0)
        return;
    fake_late_interrupt = NULL;
    cr_assert_eq(begin(&work, "irq"), HX_OK);
}

Test(work, an_interrupt_may_post_what_is_being_posted)
{
    fake_boot();
    for (unsigned looks = 0; looks < 6; looks++) {
        const char *ran;

        looks_left = looks;
        fake_late_interrupt = post_in_the_middle;
        cr_assert_eq(begin(&work, "hook"), HX_OK);
        fake_late_interrupt = NULL;
        ran = round_of_loop();
        cr_assert(strcmp(ran, "run hook") == 0 || strcmp(ran, "run irq") == 0,
                  "interrupt %u: '%s'", looks, ran);
        cr_assert_str_eq(round_of_loop(), "");
    }
}
