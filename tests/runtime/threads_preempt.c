/* SPDX-License-Identifier: MIT */
#include "fake_image.h"
#include "fake_port.h"
#include "threads_engine.h"

#include <helix/interrupt.h>
#include <helix/loop.h>
#include <helix/quiescent.h>

#include <criterion/criterion.h>
#include <string.h>

TestSuite(preempt, .init = fake_image_init);

static const struct hx_context *const beta = &fake_contexts[BETA];

static void note(const char *what)
{
    fake_note(what, hx_thread_self() == &fake_threads[0] ? "0" : "1");
}

static void work(void *arg)
{
    (void)arg;
    note("begin");
    fake_interrupt();
    note("middle");
    fake_interrupt();
    note("end");
}

Test(preempt, an_interrupt_ends_a_turn)
{
    fake_engine_boot();
    fake_thread(0, beta, work, NULL);
    fake_thread(1, beta, work, NULL);
    fake_rounds();
    cr_assert_str_eq(fake_journal(),
                     "begin 0, begin 1, middle 0, middle 1, end 0, end 1");
    cr_assert_not(hx_thread_is_alive(&fake_threads[0]));
}

static void undisturbed(void *arg)
{
    (void)arg;
    hx_preempt_off();
    note("begin");
    fake_interrupt();
    hx_preempt_off();
    fake_interrupt();
    hx_preempt_on();
    note("middle");
    fake_interrupt();
    note("last");
    hx_preempt_on();
    note("end");
}

Test(preempt, off_nests_and_defers_to_the_last_on)
{
    fake_engine_boot();
    fake_thread(0, beta, undisturbed, NULL);
    fake_thread(1, beta, undisturbed, NULL);
    fake_rounds();
    cr_assert_str_eq(fake_journal(), "begin 0, middle 0, last 0, begin 1, middle 1, "
                                     "last 1, end 0, end 1");
}

static void go_on(void *arg)
{
    (void)arg;
    note("begin");
    fake_interrupt();
    note("end");
}

Test(preempt, an_interrupt_on_the_way_back_counts)
{
    fake_engine_boot();
    fake_thread(0, beta, go_on, NULL);
    hx_loop_step();
    fake_interrupts_back = 1;
    hx_loop_step();
    cr_assert_str_eq(fake_journal(), "begin 0", "it has left again at once");
    hx_loop_step();
    cr_assert_str_eq(fake_journal(), "end 0");
}

static void inside(void *arg)
{
    (void)arg;
    hx_interrupt_enter();
    hx_preempt_off();
    fake_interrupt();
    hx_preempt_on();
    note("in");
    hx_interrupt_exit();
    note("behind");
    hx_interrupt_preempt();
    note("end");
}

Test(preempt, an_interrupt_is_not_left_in_the_middle)
{
    fake_engine_boot();
    fake_thread(0, beta, inside, NULL);
    fake_thread(1, beta, inside, NULL);
    fake_rounds();
    cr_assert_str_eq(fake_journal(), "in 0, behind 0, in 1, behind 1, end 0, end 1");
}

Test(preempt, is_nothing_on_the_loop_and_on_other_cpus)
{
    fake_engine_boot();
    cr_assert_null(hx_thread_self());
    hx_preempt_on();
    hx_preempt_off();
    fake_interrupt();
    cr_assert_eq(fake_switches, 0);
}

static bool is_loop;
static bool is_other;
static unsigned away;

static void look(void *arg)
{
    (void)arg;
    is_loop = hx_loop_is_here();
    fake_cpu = 1;
    is_other = hx_thread_self() == NULL;
    hx_preempt_off();
    fake_cpu = 0;
    away = fake_switches;
    fake_interrupt();
    away = fake_switches - away;
}

Test(preempt, a_thread_is_not_the_loop_and_no_other_cpu)
{
    fake_engine_boot();
    fake_thread(0, beta, look, NULL);
    fake_rounds();
    cr_assert_not(is_loop);
    cr_assert(is_other);
    cr_assert_eq(away, 1, "what another CPU does is not the thread's");
    cr_assert(hx_loop_is_here());
}

static unsigned released;

static void release(struct hx_retired *retired)
{
    (void)retired;
    released += hx_thread_self() == NULL ? 1 : 100;
}

static struct hx_retired retired = {.release = release};

static void retire(void *arg)
{
    (void)arg;
    hx_quiescent();
    hx_quiescent_retire(&retired);
    hx_quiescent();
    hx_quiescent_leave();
}

Test(preempt, a_thread_does_not_speak_for_the_loop)
{
    fake_engine_boot();
    hx_quiescent();
    fake_thread(0, beta, retire, NULL);
    hx_loop_step();
    cr_assert_eq(released, 1, "by the loop, at the end of its round");
}

static unsigned mistakes;

static void fail(void *arg)
{
    const char *name = arg;

    for (unsigned i = 0; i < 10; i++) {
        (void)hx_fail(HX_ERR_INVALID, "%s %u", name, i);
        fake_interrupt();
        hx_interrupt_enter();
        (void)hx_fail(HX_ERR_INVALID, "an interrupt's");
        hx_interrupt_exit();
        if (strncmp(hx_fail_detail(HX_ERR_INVALID), name, strlen(name)) != 0)
            mistakes++;
    }
}

Test(preempt, each_thread_has_its_own_detail)
{
    static char first[] = "first";
    static char second[] = "second";

    fake_engine_boot();
    (void)hx_fail(HX_ERR_INVALID, "the loop's");
    fake_thread(0, beta, fail, first);
    fake_thread(1, beta, fail, second);
    fake_rounds();
    cr_assert_eq(mistakes, 0);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INVALID), "the loop's");
}
