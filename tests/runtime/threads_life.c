/* SPDX-License-Identifier: MIT */
#include "expect.h"
#include "fake_image.h"
#include "fake_port.h"
#include "threads_engine.h"

#include <helix/interrupt.h>
#include <helix/lifecycle.h>
#include <helix/loop.h>
#include <helix/registry.h>
#include <helix/thread_engine.h>

#include <criterion/criterion.h>
#include <string.h>

TestSuite(thread, .init = fake_image_init);

#define MS UINT64_C(1000000)

static const struct hx_context *const beta = &fake_contexts[BETA];
static const struct hx_context *const gamma_context = &fake_contexts[GAMMA];
static struct hx_thread thread;
static _Alignas(16) uint8_t stack[HX_THREAD_STACK_MIN];

static void nothing(void *arg)
{
    (void)arg;
}

static hx_status create(size_t size)
{
    return hx_thread_create(beta, &thread, "worker", 0, stack, size, nothing, NULL);
}

Test(thread, needs_an_engine)
{
    fake_boot();
    EXPECT_FAIL(create(sizeof(stack)), HX_ERR_UNSUPPORTED,
                "nobody runs threads: 'beta' should depend on \"threads\"");
}

Test(thread, is_checked_when_it_is_made)
{
    fake_engine_boot();
    EXPECT_FAIL(create(sizeof(stack) - 1), HX_ERR_INVALID,
                "thread 'worker': a stack is 16384 bytes or more, aligned to 8");
    EXPECT_FAIL(hx_thread_create(beta, &thread, "worker", 0, stack + 1, sizeof(stack),
                                 nothing, NULL),
                HX_ERR_INVALID,
                "thread 'worker': a stack is 16384 bytes or more, aligned to 8");
    EXPECT_FAIL(
        hx_thread_create(beta, &thread, NULL, 0, stack, sizeof(stack), nothing, NULL),
        HX_ERR_INVALID,
        "a thread of 'beta' without memory, name, stack or "
        "function");
    EXPECT_FAIL(hx_thread_create(beta, &thread, "worker", 8, stack, sizeof(stack),
                                 nothing, NULL),
                HX_ERR_INVALID, "a priority is 0 to 7");
    EXPECT_FAIL(hx_thread_create(NULL, &thread, "worker", 0, stack, sizeof(stack),
                                 nothing, NULL),
                HX_ERR_INVALID, "thread without the context of a module");
    hx_interrupt_enter();
    EXPECT_FAIL(create(sizeof(stack)), HX_ERR_WRONG_CONTEXT,
                "thread made outside of the main loop and of threads");
    hx_interrupt_exit();
    cr_assert_not(hx_thread_is_alive(&thread));
    cr_assert_eq(create(sizeof(stack)), HX_OK);
    EXPECT_FAIL(create(sizeof(stack)), HX_ERR_BUSY,
                "thread 'worker' of 'beta' has not ended");
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    EXPECT_FAIL(create(sizeof(stack)), HX_ERR_NOT_RUNNING,
                "thread for 'beta', which is Stopped");
}

static hx_status statuses[4];

static void sleep_until(void *arg)
{
    (void)arg;
    statuses[0] = hx_thread_sleep(beta, 10 * MS);
    fake_note("slept", "until");
}

Test(thread, sleeps_until_its_time_has_come)
{
    fake_engine_boot();
    fake_thread(0, beta, sleep_until, NULL);
    fake_rounds();
    fake_time_ns += 10 * MS - 1;
    fake_rounds();
    cr_assert_str_eq(fake_journal(), "");
    fake_time_ns += 1;
    fake_rounds();
    cr_assert_str_eq(fake_journal(), "slept until");
    cr_assert_eq(statuses[0], HX_OK);
}

static void wait_for_first(void *arg)
{
    (void)arg;
    statuses[1] = hx_thread_join(beta, &fake_threads[0]);
    fake_note("joined", "it");
    statuses[2] = hx_thread_join(beta, &fake_threads[0]);
}

Test(thread, joins_one_that_ends_and_one_that_has_ended)
{
    fake_engine_boot();
    fake_thread(0, beta, sleep_until, NULL);
    fake_thread(1, beta, wait_for_first, NULL);
    fake_rounds();
    cr_assert_str_eq(fake_journal(), "");
    fake_time_ns += 10 * MS;
    fake_rounds();
    cr_assert_str_eq(fake_journal(), "slept until, joined it");
    cr_assert_eq(statuses[1], HX_OK);
    cr_assert_eq(statuses[2], HX_OK);
}

static void join(void *arg)
{
    unsigned own = hx_thread_self() == &fake_threads[0] ? 0 : 1;

    statuses[own] = hx_thread_join(beta, arg);
}

Test(thread, does_not_wait_for_itself)
{
    fake_engine_boot();
    fake_thread(0, beta, join, &fake_threads[1]);
    fake_thread(1, beta, join, &fake_threads[0]);
    fake_rounds();
    cr_assert_eq(statuses[1], HX_ERR_CYCLE);
    cr_assert_eq(statuses[0], HX_OK, "the other one has ended");
}

static void join_nobody(void *arg)
{
    (void)arg;
    statuses[0] = hx_thread_join(beta, NULL);
    if (strcmp(hx_fail_detail(statuses[0]), "'beta' waits for no thread") != 0)
        statuses[0] = HX_ERR_INTERNAL;
}

Test(thread, waits_for_a_thread_only)
{
    fake_engine_boot();
    fake_thread(0, beta, join_nobody, NULL);
    fake_rounds();
    cr_assert_eq(statuses[0], HX_ERR_INVALID);
}

static void misuse(void *arg)
{
    (void)arg;
    statuses[0] = hx_thread_join(beta, &fake_threads[1]);
    statuses[1] = hx_thread_yield(gamma_context);
    hx_preempt_off();
    statuses[2] = hx_thread_yield(beta);
    hx_preempt_on();
    statuses[3] = hx_thread_exit(NULL);
}

Test(thread, waits_in_its_own_module_only_and_with_preemption_on)
{
    fake_engine_boot();
    fake_thread(0, beta, misuse, NULL);
    fake_thread(1, gamma_context, nothing, NULL);
    fake_rounds();
    cr_assert_eq(statuses[0], HX_ERR_DENIED);
    cr_assert_eq(statuses[1], HX_ERR_WRONG_CONTEXT);
    cr_assert_eq(statuses[2], HX_ERR_WRONG_CONTEXT);
    cr_assert_eq(statuses[3], HX_ERR_INVALID);
    EXPECT_FAIL(hx_thread_yield(beta), HX_ERR_WRONG_CONTEXT, "this is no thread");
}

static void leave_early(void *arg)
{
    (void)arg;
    (void)hx_thread_exit(beta);
    fake_note("not", "reached");
}

static void make_another(void *arg)
{
    fake_thread(1, arg, leave_early, NULL);
    statuses[0] = hx_thread_join(beta, &fake_threads[1]);
}

Test(thread, makes_another_one)
{
    fake_engine_boot();
    fake_thread(0, beta, make_another, (void *)(uintptr_t)beta);
    fake_rounds();
    cr_assert_eq(statuses[0], HX_OK);
    cr_assert_str_eq(fake_journal(), "");
    cr_assert_not(hx_thread_is_alive(&fake_threads[0]));
}

static void obey(void *arg)
{
    (void)arg;
    while (!hx_thread_should_end())
        fake_interrupt();
    fake_note("asked", "to end");
    statuses[0] = hx_thread_yield(beta);
    statuses[1] = hx_thread_sleep(beta, MS);
    statuses[2] = hx_thread_join(beta, &fake_threads[1]);
    if (create(sizeof(stack)) != HX_ERR_NOT_RUNNING)
        fake_note("made", "another");
}

static void doze(void *arg)
{
    (void)arg;
    statuses[3] = hx_thread_sleep(beta, UINT64_MAX);
    fake_note("woken", "to end");
}

Test(thread, is_asked_to_end_before_its_module_stops)
{
    fake_engine_boot();
    fake_thread(0, beta, obey, NULL);
    fake_thread(1, beta, doze, NULL);
    hx_loop_step();
    hx_loop_step();
    fake_thread(2, beta, nothing, NULL);
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_str_eq(fake_journal(), "asked to end, woken to end, stop beta");
    for (unsigned n = 0; n < 4; n++)
        cr_assert_eq(statuses[n], HX_ERR_NOT_RUNNING, "%u", n);
    for (unsigned n = 0; n < 3; n++)
        cr_assert_not(hx_thread_is_alive(&fake_threads[n]), "%u", n);
}

static void refuse(void *arg)
{
    (void)arg;
    for (;;)
        fake_interrupt();
}

Test(thread, that_does_not_end_is_cut_off)
{
    unsigned before;

    fake_engine_boot();
    fake_thread(0, beta, refuse, NULL);
    fake_thread(1, beta, refuse, NULL);
    hx_loop_step();
    hx_loop_step();
    fake_console_clear();
    fake_time_step_ns = MS;
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    /* Whichever had its turn last. */
    cr_assert_eq(fake_console_lines("[error] beta: thread 't0' and 1 more have not "
                                    "ended, and are cut off") +
                     fake_console_lines("[error] beta: thread 't1' and 1 more have not "
                                        "ended, and are cut off"),
                 1);
    before = fake_switches;
    cr_assert_leq(before, 2 * HX_THREAD_END_MS + 2);
    fake_rounds();
    cr_assert_eq(fake_switches, before, "they are never run again");
    cr_assert_not(hx_thread_is_alive(&fake_threads[0]));
}

static void end_slowly(void *arg)
{
    (void)arg;
    while (!hx_thread_should_end())
        fake_interrupt();
    for (unsigned i = 0; i < 10; i++)
        fake_interrupt();
}

static void make_late(void *arg)
{
    (void)arg;
    while (hx_module_state_of(&fake_modules[BETA]) != HX_STATE_STOPPING)
        fake_interrupt();
    statuses[0] = create(sizeof(stack));
}

Test(thread, is_not_made_for_a_module_that_stops)
{
    fake_engine_boot();
    fake_thread(0, beta, end_slowly, NULL);
    fake_thread(1, gamma_context, make_late, NULL);
    hx_loop_step();
    hx_loop_step();
    fake_console_clear();
    fake_time_step_ns = MS;
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(statuses[0], HX_ERR_NOT_RUNNING);
    cr_assert_str_eq(fake_console(), "");
}

static void fail_start(void)
{
    fake_thread(0, beta, nothing, NULL);
}

Test(thread, of_a_start_that_fails_never_begins)
{
    fake_engine_boot();
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    fake_scripts[BETA].in_start = fail_start;
    fake_scripts[BETA].start = HX_ERR_INIT;
    cr_assert_eq(hx_lifecycle_start(&fake_modules[BETA]), HX_ERR_INIT);
    cr_assert_not(hx_thread_is_alive(&fake_threads[0]));
    fake_rounds();
    cr_assert_eq(fake_switches, 0);
}

Test(thread, ends_with_the_engine)
{
    fake_engine_boot();
    fake_thread(0, beta, refuse, NULL);
    hx_loop_step();
    hx_thread_set_engine(NULL);
    cr_assert_not(hx_thread_is_alive(&fake_threads[0]));
    cr_assert_not(hx_loop_step());
    fake_interrupt();
}

Test(thread, runs_only_while_its_module_does)
{
    fake_engine_boot();
    fake_thread(0, beta, nothing, NULL);
    fake_controls[BETA].state = HX_STATE_INITIALIZING;
    fake_rounds();
    cr_assert_eq(fake_switches, 0);
    fake_controls[BETA].state = HX_STATE_RUNNING;
    fake_rounds();
    cr_assert_eq(fake_switches, 1);
}
