/* SPDX-License-Identifier: MIT */
/* Timers of modules that stop, start and fail, and those started by interrupts. */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/boot.h>
#include <helix/interrupt.h>
#include <helix/lifecycle.h>
#include <helix/loop.h>
#include <helix/timer.h>

#include <criterion/criterion.h>
#include <string.h>

TestSuite(timer_life, .init = fake_image_init);

static struct hx_timer timer;
static struct hx_timer other;

static void fire(void *arg)
{
    fake_note("fire", arg);
}

static hx_status begin(struct hx_timer *which, uint64_t delay_ns, uint64_t period_ns,
                       const char *name)
{
    return hx_timer_start(&fake_contexts[BETA], which, delay_ns, period_ns, fire,
                          (void *)(uintptr_t)name);
}

/* One round of the loop at that time. */
static const char *round_at(uint64_t time_ns)
{
    fake_time_ns = time_ns;
    hx_loop_step();
    return fake_journal();
}

static uint64_t first_period_ns;

static void begin_first(void)
{
    cr_assert_eq(begin(&timer, 10, first_period_ns, "a"), HX_OK);
}

Test(timer_life, of_a_module_that_is_not_up)
{
    cr_assert_eq(begin(&timer, 10, 0, "a"), HX_ERR_NOT_RUNNING);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_NOT_RUNNING),
                     "timer for 'beta', which is Registered");
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(begin(&timer, 10, 0, "a"), HX_ERR_NOT_RUNNING);
    fake_scripts[BETA].start = HX_ERR_INIT;
    cr_assert_eq(hx_lifecycle_start(&fake_modules[BETA]), HX_ERR_INIT);
    cr_assert_eq(begin(&timer, 10, 0, "a"), HX_ERR_NOT_RUNNING);
    cr_assert_not(hx_timer_is_running(&timer));
}

Test(timer_life, of_a_loaded_module_waits_until_it_runs)
{
    fake_scripts[BETA].in_init = begin_first;
    first_period_ns = 10;
    hx_boot_init();
    fake_journal();
    cr_assert_eq(begin(&other, 10, 0, "b"), HX_OK, "Loaded is up");
    cr_assert_str_eq(round_at(35), "");
    cr_assert(hx_timer_is_running(&timer));
    hx_boot_start();
    fake_journal();
    cr_assert_str_eq(round_at(36), "fire a, fire b", "what was missed is left out");
    cr_assert_str_eq(round_at(39), "");
    cr_assert_str_eq(round_at(40), "fire a");
}

Test(timer_life, taken_in_init_is_silent_while_its_module_is_stopped)
{
    fake_scripts[BETA].in_init = begin_first;
    first_period_ns = 10;
    fake_boot();
    cr_assert_str_eq(round_at(10), "fire a");
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    fake_journal();
    cr_assert_str_eq(round_at(55), "");
    cr_assert(hx_timer_is_running(&timer));
    cr_assert_eq(hx_lifecycle_start(&fake_modules[BETA]), HX_OK);
    fake_journal();
    cr_assert_str_eq(round_at(56), "fire a");
    cr_assert_str_eq(round_at(59), "");
    cr_assert_str_eq(round_at(60), "fire a");
}

/* Others that are due behind it are not held up. */
Test(timer_life, of_a_stopped_module_does_not_hold_up_others)
{
    fake_scripts[BETA].in_init = begin_first;
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(hx_timer_start(&fake_contexts[ALPHA], &other, 20, 0, fire,
                                (void *)(uintptr_t) "other"),
                 HX_OK);
    fake_journal();
    cr_assert_str_eq(round_at(30), "fire other");
    cr_assert(hx_timer_stop(&timer), "it can be stopped while its module is");
}

Test(timer_life, taken_later_is_given_back_at_stop)
{
    fake_scripts[BETA].in_start = begin_first;
    fake_scripts[BETA].in_stop = begin_first;
    fake_boot();
    cr_assert_eq(begin(&other, 10, 10, "b"), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_not(hx_timer_is_running(&timer), "not even what stop has started");
    cr_assert_not(hx_timer_is_running(&other));
    fake_scripts[BETA].in_start = NULL;
    cr_assert_eq(hx_lifecycle_start(&fake_modules[BETA]), HX_OK);
    fake_journal();
    cr_assert_str_eq(round_at(1000), "");
}

/* What was taken in init and begins anew later is taken later. */
Test(timer_life, begun_anew_it_belongs_to_the_run)
{
    fake_scripts[BETA].in_init = begin_first;
    fake_scripts[BETA].in_start = begin_first;
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_not(hx_timer_is_running(&timer));
}

Test(timer_life, of_a_module_that_fails_is_given_back)
{
    fake_scripts[BETA].in_init = begin_first;
    fake_scripts[BETA].init = HX_ERR_INIT;
    fake_boot();
    cr_assert_not(hx_timer_is_running(&timer), "init has failed");

    fake_scripts[BETA].init = HX_OK;
    fake_scripts[BETA].start = HX_ERR_INIT;
    cr_assert_eq(hx_lifecycle_init(&fake_modules[BETA]), HX_OK);
    cr_assert(hx_timer_is_running(&timer));
    cr_assert_eq(hx_lifecycle_start(&fake_modules[BETA]), HX_ERR_INIT);
    cr_assert_not(hx_timer_is_running(&timer), "start has failed");

    fake_scripts[BETA].start = HX_OK;
    fake_scripts[BETA].stop = HX_ERR_TIMEOUT;
    cr_assert_eq(hx_lifecycle_init(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(hx_lifecycle_start(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_ERR_TIMEOUT);
    cr_assert_not(hx_timer_is_running(&timer), "stop has failed");
    fake_journal();
    cr_assert_str_eq(round_at(1000), "");
}

/* --- From interrupts ---------------------------------------------------------- */

Test(timer_life, can_be_started_and_stopped_in_an_interrupt)
{
    fake_boot();
    hx_interrupt_enter();
    cr_assert_eq(begin(&timer, 10, 0, "a"), HX_OK);
    cr_assert_eq(begin(&other, 10, 0, "b"), HX_OK);
    cr_assert(hx_timer_is_running(&timer));
    cr_assert(hx_timer_stop(&timer));
    hx_interrupt_exit();
    cr_assert_str_eq(round_at(10), "fire b");
}

static unsigned looks_left;

static void begin_in_the_middle(void)
{
    if (fake_irq_depth > 0 || looks_left-- > 0)
        return;
    fake_late_interrupt = NULL;
    cr_assert_eq(begin(&timer, 20, 0, "irq"), HX_OK);
}

/* Whoever is last wins, and the timer is there once. */
Test(timer_life, an_interrupt_may_start_what_is_being_started)
{
    fake_boot();
    for (unsigned looks = 0; looks < 6; looks++) {
        const char *fired;

        looks_left = looks;
        fake_late_interrupt = begin_in_the_middle;
        cr_assert_eq(begin(&timer, 10, 0, "hook"), HX_OK);
        fake_late_interrupt = NULL;
        fired = round_at(fake_time_ns + 30);
        cr_assert(strcmp(fired, "fire hook") == 0 || strcmp(fired, "fire irq") == 0,
                  "interrupt %u: '%s'", looks, fired);
        cr_assert_not(hx_timer_is_running(&timer));
        cr_assert_str_eq(round_at(fake_time_ns + 30), "");
    }
}
