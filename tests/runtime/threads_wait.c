/* SPDX-License-Identifier: MIT */
/* What threads wait for: anything, a mutex, the main loop, and a slot. */
#include "expect.h"
#include "fake_image.h"
#include "fake_port.h"
#include "threads_engine.h"

#include <helix/event.h>
#include <helix/interrupt.h>
#include <helix/lifecycle.h>
#include <helix/loop.h>
#include <helix/mutex.h>
#include <helix/request.h>
#include <helix/wait.h>

#include <criterion/criterion.h>
#include <string.h>

TestSuite(thread_wait, .init = fake_image_init);

#define MS UINT64_C(1000000)

static const struct hx_context *const beta = &fake_contexts[BETA];
static struct hx_mutex mutex;
static bool flag;
static hx_status statuses[4];

static const char *own_name(void)
{
    return hx_thread_self() == &fake_threads[0] ? "0" : "1";
}

static void wait_for_flag(void *arg)
{
    (void)arg;
    while (!flag)
        hx_wait();
    fake_note("seen", own_name());
}

static void sleep_and_set(void *arg)
{
    (void)arg;
    (void)hx_thread_sleep(beta, MS);
    flag = true;
}

Test(thread_wait, looks_again_after_an_interrupt)
{
    unsigned before;

    fake_engine_boot();
    fake_thread(0, beta, wait_for_flag, NULL);
    fake_rounds();
    before = fake_switches;
    fake_rounds();
    cr_assert_eq(fake_switches, before, "nothing has happened");
    fake_interrupt();
    fake_rounds();
    cr_assert_eq(fake_switches, before + 1);
    flag = true;
    fake_interrupt();
    fake_rounds();
    cr_assert_str_eq(fake_journal(), "seen 0");
}

Test(thread_wait, looks_again_when_another_thread_has_run)
{
    fake_engine_boot();
    fake_thread(0, beta, wait_for_flag, NULL);
    fake_thread(1, beta, sleep_and_set, NULL);
    fake_rounds();
    fake_time_ns += MS;
    fake_rounds();
    cr_assert_str_eq(fake_journal(), "seen 0");
}

static void set_flag(void)
{
    fake_late_interrupt = NULL;
    flag = true;
}

Test(thread_wait, the_loop_does_not_sleep_through_what_a_thread_waits_for)
{
    fake_tick_ms = 1;
    fake_engine_boot();
    fake_thread(0, beta, wait_for_flag, NULL);
    fake_rounds();
    /* Behind the loop's last look at its threads. */
    fake_late_interrupt = set_flag;
    hx_loop_wait();
    cr_assert_eq(fake_idle_count, 0);
    fake_rounds();
    cr_assert_str_eq(fake_journal(), "seen 0");
    hx_loop_wait();
    cr_assert_eq(fake_idle_count, 1, "there is nothing left to do");
}

static void wait_in_an_interrupt(void *arg)
{
    unsigned before = fake_switches;

    (void)arg;
    hx_interrupt_enter();
    hx_wait();
    hx_interrupt_exit();
    statuses[0] = fake_switches == before ? HX_OK : HX_ERR_WRONG_CONTEXT;
    fake_note("has", "waited");
}

Test(thread_wait, an_interrupt_does_not_leave_the_thread_below_it)
{
    fake_engine_boot();
    fake_thread(0, beta, wait_in_an_interrupt, NULL);
    hx_loop_step();
    cr_assert_str_eq(fake_journal(), "has waited");
    cr_assert_eq(statuses[0], HX_OK);
}

static void set(void *arg)
{
    (void)arg;
    fake_spin();
    flag = true;
}

Test(thread_wait, the_loop_lets_threads_run)
{
    fake_engine_boot();
    fake_thread(0, beta, set, NULL);
    while (!flag)
        hx_wait();
    cr_assert_gt(fake_switches, 1);
}

static void hold(void *arg)
{
    (void)arg;
    if (hx_mutex_take(&mutex) != HX_OK)
        return;
    fake_note("take", own_name());
    (void)hx_thread_yield(beta);
    fake_spin();
    fake_note("give", own_name());
    hx_mutex_give(&mutex);
}

Test(thread_wait, a_mutex_is_held_across_switches)
{
    fake_engine_boot();
    fake_thread(0, beta, hold, NULL);
    fake_thread(1, beta, hold, NULL);
    fake_rounds();
    cr_assert_str_eq(fake_journal(), "take 0, give 0, take 1, give 1");
}

Test(thread_wait, the_loop_waits_for_the_mutex_of_a_thread)
{
    fake_engine_boot();
    fake_thread(0, beta, hold, NULL);
    hx_loop_step();
    cr_assert_eq(hx_mutex_take(&mutex), HX_OK);
    cr_assert_str_eq(fake_journal(), "take 0, give 0");
    EXPECT_FAIL(hx_mutex_take(&mutex), HX_ERR_CYCLE, "mutex taken by who holds it");
    hx_mutex_give(&mutex);
}

static void take_and_keep(void *arg)
{
    static struct hx_mutex other;

    (void)arg;
    statuses[0] = hx_mutex_take(&other);
    statuses[1] = hx_mutex_take(&mutex);
    hx_mutex_give(&other);
    for (;;)
        fake_interrupt();
}

static void take_in_vain(void *arg)
{
    (void)arg;
    statuses[2] = hx_mutex_take(&mutex);
}

Test(thread_wait, nobody_waits_for_what_a_thread_holds_that_was_cut_off)
{
    fake_engine_boot();
    fake_thread(0, beta, take_and_keep, NULL);
    fake_thread(1, &fake_contexts[GAMMA], take_in_vain, NULL);
    hx_loop_step();
    hx_loop_step();
    fake_time_step_ns = MS;
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(statuses[1], HX_OK);
    fake_rounds();
    cr_assert_eq(statuses[2], HX_ERR_BUSY);
    EXPECT_FAIL(hx_mutex_take(&mutex), HX_ERR_BUSY,
                "mutex held by a thread that is no more");
}

static void take_and_take(void *arg)
{
    (void)arg;
    for (unsigned i = 0; i < 3; i++) {
        statuses[0] = hx_mutex_take(&mutex);
        fake_note("take", own_name());
        fake_spin();
        hx_mutex_give(&mutex);
    }
}

Test(thread_wait, who_gives_a_mutex_lets_those_who_wait_have_it)
{
    fake_engine_boot();
    fake_thread(0, beta, take_and_take, NULL);
    hx_loop_step();
    cr_assert_eq(hx_mutex_take(&mutex), HX_OK);
    cr_assert_str_eq(fake_journal(), "take 0", "and not once more before");
    fake_thread(1, beta, take_and_take, NULL);
    fake_rounds();
    cr_assert_str_eq(fake_journal(), "");
    hx_mutex_give(&mutex);
    fake_rounds();
    cr_assert_str_eq(fake_journal(), "take 1, take 0, take 1, take 0, take 1");
}

static void misuse(void *arg)
{
    (void)arg;
    statuses[0] = hx_mutex_take(&mutex);
    statuses[1] = hx_mutex_take(&mutex);
    hx_mutex_give(&mutex);
    hx_preempt_off();
    statuses[2] = hx_mutex_take(&mutex);
    hx_preempt_on();
}

Test(thread_wait, a_mutex_says_who_may_not_take_it)
{
    fake_engine_boot();
    fake_thread(0, beta, misuse, NULL);
    fake_rounds();
    cr_assert_eq(statuses[0], HX_OK);
    cr_assert_eq(statuses[1], HX_ERR_CYCLE);
    cr_assert_eq(statuses[2], HX_ERR_WRONG_CONTEXT);
}

static void hold_and_end(void *arg)
{
    (void)arg;
    statuses[0] = hx_mutex_take(&mutex);
    fake_note("had", own_name());
    hx_mutex_give(&mutex);
}

Test(thread_wait, who_has_to_end_still_gets_the_mutex_of_another)
{
    fake_engine_boot();
    fake_thread(0, &fake_contexts[GAMMA], hold, NULL);
    fake_thread(1, beta, hold_and_end, NULL);
    hx_loop_step();
    hx_loop_step();
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(statuses[0], HX_OK);
    cr_assert_str_eq(fake_journal(), "take 0, give 0, had 1, stop beta");
}

static hx_status answer(const struct hx_request *request, struct hx_response *response)
{
    fake_note("asked by", request->source);
    if (hx_thread_self() != NULL)
        return HX_ERR_INTERNAL;
    if (hx_request_is(request, "refuse"))
        return hx_fail(HX_ERR_DENIED, "not today");
    return hx_respond(response, "yes", 3);
}

static hx_status ask_for(const char *type)
{
    static char buffer[8];
    const struct hx_request request = {.type = type};
    struct hx_response response = {
        .payload = {.data = buffer, .capacity = sizeof(buffer)},
    };

    return hx_request_service(beta, "gamma", &request, &response);
}

static void ask(void *arg)
{
    (void)arg;
    statuses[0] = ask_for("agree");
    statuses[1] = ask_for("refuse");
    if (strcmp(hx_fail_detail(statuses[1]), "not today") != 0)
        statuses[1] = HX_ERR_INTERNAL;
    hx_preempt_off();
    statuses[2] = ask_for("agree");
    hx_preempt_on();
}

Test(thread_wait, requests_are_answered_by_the_loop)
{
    fake_scripts[GAMMA].request = answer;
    fake_engine_boot();
    fake_thread(0, beta, ask, NULL);
    fake_rounds();
    cr_assert_eq(statuses[0], HX_OK);
    cr_assert_eq(statuses[1], HX_ERR_DENIED);
    cr_assert_eq(statuses[2], HX_ERR_WRONG_CONTEXT);
    cr_assert_str_eq(fake_journal(), "request gamma, asked by beta, "
                                     "request gamma, asked by beta");
}

static hx_status wait_within(const struct hx_request *request,
                             struct hx_response *response)
{
    (void)request;
    for (unsigned i = 0; i < 5; i++)
        hx_wait();
    return hx_respond(response, NULL, 0);
}

static void ask_patiently(void *arg)
{
    (void)arg;
    statuses[hx_thread_self() == &fake_threads[0] ? 0 : 1] = ask_for("agree");
}

Test(thread_wait, one_request_does_not_begin_within_another)
{
    fake_scripts[GAMMA].request = wait_within;
    fake_engine_boot();
    fake_thread(0, beta, ask_patiently, NULL);
    fake_thread(1, beta, ask_patiently, NULL);
    fake_rounds();
    cr_assert_eq(statuses[0], HX_OK);
    cr_assert_eq(statuses[1], HX_OK);
}

Test(thread_wait, what_the_loop_does_not_begin_with_times_out)
{
    unsigned left = 1000;

    fake_scripts[GAMMA].request = answer;
    fake_engine_boot();
    fake_thread(0, beta, ask_patiently, NULL);
    fake_time_step_ns = 10 * MS;
    /* A hook of the loop that waits for too long. */
    while (hx_thread_is_alive(&fake_threads[0]) && left-- > 0) {
        hx_wait();
        fake_interrupt();
    }
    cr_assert_eq(statuses[0], HX_ERR_TIMEOUT);
    fake_rounds();
    cr_assert_str_eq(fake_journal(), "");
}

Test(thread_wait, who_has_to_end_asks_for_nothing)
{
    fake_scripts[GAMMA].request = answer;
    fake_engine_boot();
    fake_thread(0, beta, ask_patiently, NULL);
    hx_wait();
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(statuses[0], HX_ERR_NOT_RUNNING);
    fake_rounds();
    cr_assert_str_eq(fake_journal(), "stop beta");
}

static enum hx_event_response listen(const struct hx_event *event)
{
    fake_note("heard", event->custom.name);
    return HX_EVENT_HANDLED;
}

static void publish(void *arg)
{
    const struct hx_event event = {
        .kind = HX_EVENT_CUSTOM,
        .custom = {.name = "disk.idle"},
    };

    (void)arg;
    statuses[0] = hx_event_publish(&event);
    fake_note("published", "it");
}

Test(thread_wait, publications_are_made_by_the_loop)
{
    fake_subscribe_name(GAMMA, DISK_IDLE);
    fake_scripts[GAMMA].event = listen;
    fake_engine_boot();
    fake_thread(0, beta, publish, NULL);
    fake_rounds();
    cr_assert_eq(statuses[0], HX_OK);
    cr_assert_str_eq(fake_journal(), "event gamma, heard disk.idle, published it");
}
