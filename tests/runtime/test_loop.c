/* SPDX-License-Identifier: MIT */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/change.h>
#include <helix/event.h>
#include <helix/interrupt.h>
#include <helix/loop.h>
#include <helix/main.h>
#include <helix/request.h>
#include <helix/timer.h>
#include <helix/work.h>

#include <criterion/criterion.h>

TestSuite(loop, .init = fake_image_init);

static bool found;
static bool pending;

static bool run_first(void)
{
    fake_note("run", "first");
    return found;
}

static bool run_second(void)
{
    fake_note("run", "second");
    return false;
}

static bool is_pending(void)
{
    return pending;
}

static bool is_idle(void)
{
    return false;
}

static struct hx_loop_source first = {.run = run_first, .is_pending = is_pending};
static struct hx_loop_source second = {.run = run_second, .is_pending = is_idle};

Test(loop, an_empty_round_finds_nothing)
{
    cr_assert_not(hx_loop_step());
    cr_assert_not(hx_loop_is_awaited());
}

Test(loop, sources_run_in_the_order_in_which_they_were_added)
{
    hx_loop_add(&second);
    hx_loop_add(&first);
    hx_loop_add(&second);
    cr_assert_not(hx_loop_step());
    cr_assert_str_eq(fake_journal(), "run second, run first", "each once");
    found = true;
    cr_assert(hx_loop_step());
    cr_assert_str_eq(fake_journal(), "run second, run first");
}

static bool add_first(void)
{
    hx_loop_add(&first);
    fake_note("add", "first");
    return false;
}

Test(loop, one_added_by_another_runs_in_the_same_round)
{
    static struct hx_loop_source adding = {.run = add_first, .is_pending = is_idle};

    hx_loop_add(&adding);
    hx_loop_step();
    cr_assert_str_eq(fake_journal(), "add first, run first");
    hx_loop_step();
    cr_assert_str_eq(fake_journal(), "add first, run first");
}

/* --- Sleep -------------------------------------------------------------------- */

Test(loop, sleeps_only_when_nothing_is_pending)
{
    const struct hx_event tick = {.kind = HX_EVENT_TICK};

    fake_tick_ms = 10;
    hx_loop_add(&first);
    pending = true;
    hx_loop_wait();
    cr_assert_eq(fake_idle_count, 0);
    pending = false;
    cr_assert_eq(hx_event_post(&tick), HX_OK);
    hx_loop_wait();
    cr_assert_eq(fake_idle_count, 0);
    hx_loop_step();
    hx_loop_wait();
    cr_assert_eq(fake_idle_count, 0, "woken, as by whoever posts it elsewhere");
    hx_loop_wait();
    cr_assert_eq(fake_idle_count, 1);
    cr_assert_eq(fake_irq_depth, 0);
    hx_loop_step();
    hx_shutdown();
    hx_loop_wait();
    cr_assert_eq(fake_idle_count, 1, "the loop is to end");
}

Test(loop, only_some_sources_are_awaited)
{
    static struct hx_loop_source awaited = {
        .run = run_second, .is_pending = is_pending, .awaited = true};

    hx_loop_add(&first);
    pending = true;
    cr_assert_not(hx_loop_is_awaited());
    hx_loop_add(&awaited);
    cr_assert(hx_loop_is_awaited());
    pending = false;
    cr_assert_not(hx_loop_is_awaited());
}

/* --- Where it is -------------------------------------------------------------- */

Test(loop, is_on_the_cpu_that_booted_and_in_no_interrupt)
{
    cr_assert(hx_loop_is_here());
    hx_interrupt_enter();
    cr_assert_not(hx_loop_is_here());
    hx_interrupt_exit();
    fake_cpu = 1;
    cr_assert_not(hx_loop_is_here());
    fake_cpu = 0;
    cr_assert(hx_loop_is_here());
}

/* A tick, an interrupt of the loop's own CPU, would else make each sleep end twice. */
Test(loop, an_event_posted_ends_its_sleep)
{
    const struct hx_event tick = {.kind = HX_EVENT_TICK};

    hx_interrupt_enter();
    cr_assert_eq(hx_event_post(&tick), HX_OK);
    hx_interrupt_exit();
    cr_assert_eq(fake_wake_count, 0);
    fake_cpu = 1;
    cr_assert_eq(hx_event_post(&tick), HX_OK);
    cr_assert_eq(fake_wake_count, 1);
    fake_cpu = 0;
    cr_assert_eq(hx_event_post(&tick), HX_OK, "or a signal of the host's");
    cr_assert_eq(fake_wake_count, 2);
    hx_shutdown();
    cr_assert_eq(fake_wake_count, 3);
}

/* --- Another CPU, without a loop that runs ------------------------------------ */

static hx_status ask(struct hx_response *response)
{
    return hx_request_service(NULL, "beta", &(struct hx_request){.type = "x"},
                              response);
}

Test(loop, another_cpu_gives_up_at_the_deadline)
{
    const struct hx_event tick = {.kind = HX_EVENT_TICK};
    struct hx_response response = {.success = true, .error = "old"};
    unsigned wakes;
    uint64_t began_ns;

    fake_subscribe(BETA, HX_EVENT_TICK);
    fake_boot();
    fake_time_step_ns = 1000000;
    fake_cpu = 1;
    wakes = fake_wake_count;
    began_ns = fake_time_ns;
    cr_assert_eq(hx_event_publish(&tick), HX_ERR_TIMEOUT);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_TIMEOUT),
                     "the main loop had no time within 1000 ms");
    cr_assert_geq(fake_time_ns - began_ns, HX_REMOTE_DEADLINE_MS * UINT64_C(1000000));
    cr_assert_lt(fake_time_ns - began_ns,
                 HX_REMOTE_DEADLINE_MS * UINT64_C(1000000) + 10000000);
    cr_assert_eq(fake_wake_count, wakes + 1, "the loop may be asleep");
    cr_assert_eq(ask(&response), HX_ERR_TIMEOUT);
    cr_assert_not(response.success);
    cr_assert_str_eq(response.error, "");
    fake_cpu = 0;
    cr_assert_not(hx_loop_step(), "nobody waits any more");
    cr_assert_str_eq(fake_journal(), "");
}

/* What is wrong with a call is said at once, without the loop. */
Test(loop, another_cpu_is_refused_as_this_one_is)
{
    struct hx_event event = {.kind = (enum hx_event_kind)5};
    struct hx_response response = {.success = false};

    fake_boot();
    fake_cpu = 1;
    cr_assert_eq(hx_event_publish(&event), HX_ERR_INVALID);
    cr_assert_eq(hx_event_publish(NULL), HX_ERR_INVALID);
    cr_assert_eq(
        hx_request_service(NULL, NULL, &(struct hx_request){.type = "x"}, &response),
        HX_ERR_INVALID);
    event.kind = HX_EVENT_TICK;
    hx_interrupt_enter();
    cr_assert_eq(hx_event_publish(&event), HX_ERR_WRONG_CONTEXT);
    cr_assert_eq(ask(&response), HX_ERR_WRONG_CONTEXT);
    hx_interrupt_exit();
    fake_cpu = 0;
    cr_assert(hx_loop_is_here(), "the other CPU's interrupt is over");
}

/* --- What a round does, and in which order ------------------------------------ */

static struct hx_timer timer;
static struct hx_work work;
static struct hx_change change;

static void note(void *arg)
{
    fake_note("call", arg);
}

static void take_each(void)
{
    const struct hx_context *ctx = &fake_contexts[BETA];

    cr_assert_eq(hx_timer_start(ctx, &timer, 0, 0, note, (void *)(uintptr_t) "timer"),
                 HX_OK);
    cr_assert_eq(hx_work_post(ctx, &work, note, (void *)(uintptr_t) "work"), HX_OK);
    cr_assert_eq(hx_change_submit(ctx, &change, HX_CHANGE_STOP, "gamma", NULL, NULL),
                 HX_OK);
}

Test(loop, events_come_first)
{
    const struct hx_event tick = {.kind = HX_EVENT_TICK};

    fake_subscribe(ALPHA, HX_EVENT_TICK);
    fake_boot();
    take_each();
    cr_assert_eq(hx_event_post(&tick), HX_OK);
    fake_time_ns = 1;
    cr_assert(hx_loop_is_awaited());
    hx_loop_step();
    cr_assert_str_eq(fake_journal(), "event alpha, call timer, call work, stop gamma");
    cr_assert_not(hx_loop_is_awaited());
    cr_assert_not(hx_loop_step());
}
