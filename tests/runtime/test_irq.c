/* SPDX-License-Identifier: MIT */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/boot.h>
#include <helix/event.h>
#include <helix/interrupt.h>
#include <helix/irq.h>
#include <helix/lifecycle.h>
#include <helix/loop.h>
#include <helix/resource.h>
#include <helix/timer.h>
#include <helix/work.h>

#include <criterion/criterion.h>

TestSuite(irq, .init = fake_image_init);

#define LINE 5

static const struct hx_context *const beta = &fake_contexts[BETA];

static void handle(void *arg)
{
    cr_assert(hx_interrupt_active());
    fake_note("irq", arg);
}

static hx_status attach(enum fake_id module, uint32_t line, const char *name)
{
    return hx_irq_attach(&fake_contexts[module], line, handle, (void *)(uintptr_t)name);
}

static bool is_enabled(uint32_t line)
{
    return (fake_irq_enabled >> line & 1) != 0;
}

/* What the machine does: a line that is off interrupts nobody. */
static const char *interrupt(uint32_t line)
{
    if (is_enabled(line))
        fake_irq_raise(line);
    return fake_journal();
}

Test(irq, a_line_calls_its_handler)
{
    fake_boot();
    cr_assert_eq(attach(BETA, LINE, "a"), HX_OK);
    cr_assert_eq(attach(GAMMA, 0, "b"), HX_OK);
    cr_assert_eq(attach(BETA, 23, "c"), HX_OK);
    cr_assert_str_eq(interrupt(LINE), "irq a");
    cr_assert_str_eq(interrupt(LINE), "irq a");
    cr_assert_str_eq(interrupt(0), "irq b");
    cr_assert_str_eq(interrupt(23), "irq c");
}

Test(irq, that_is_none_is_refused)
{
    fake_boot();
    cr_assert_eq(hx_irq_attach(NULL, LINE, handle, NULL), HX_ERR_INVALID);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INVALID),
                     "irq without the context of a module");
    cr_assert_eq(hx_irq_attach(beta, LINE, NULL, NULL), HX_ERR_INVALID);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INVALID),
                     "interrupt line 5 without a handler");
    cr_assert_eq(fake_irq_enabled, 0);
}

Test(irq, a_line_that_the_machine_lacks)
{
    const char *kind = NULL;

    fake_irq_refused = 1u << 24;
    fake_boot();
    cr_assert_eq(attach(BETA, 24, "a"), HX_ERR_NOT_FOUND);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_NOT_FOUND), "no interrupt line 24");
    cr_assert_eq(attach(BETA, HX_IRQ_MAX, "a"), HX_ERR_NOT_FOUND);
    cr_assert_eq(attach(BETA, UINT32_MAX, "a"), HX_ERR_NOT_FOUND);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_NOT_FOUND), "no interrupt line 4294967295");
    cr_assert_eq(hx_resource_list(&fake_modules[BETA], &kind, 1), 0);
    cr_assert_eq(hx_irq_detach(beta, 24), HX_ERR_NOT_FOUND);
    cr_assert_eq(hx_irq_detach(beta, UINT32_MAX), HX_ERR_NOT_FOUND);
    cr_assert_eq(attach(GAMMA, 24, "a"), HX_ERR_NOT_FOUND, "and not BUSY");
}

Test(irq, a_line_has_one_handler)
{
    fake_boot();
    cr_assert_eq(attach(BETA, LINE, "a"), HX_OK);
    cr_assert_eq(attach(GAMMA, LINE, "b"), HX_ERR_BUSY);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_BUSY),
                     "interrupt line 5 is attached by 'beta'");
    cr_assert_eq(attach(BETA, LINE, "b"), HX_ERR_BUSY);
    cr_assert_str_eq(interrupt(LINE), "irq a");
}

Test(irq, detached_a_line_is_off_and_free)
{
    fake_boot();
    cr_assert_eq(attach(BETA, LINE, "a"), HX_OK);
    cr_assert_eq(hx_irq_detach(&fake_contexts[GAMMA], LINE), HX_ERR_NOT_FOUND);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_NOT_FOUND),
                     "interrupt line 5 is not attached by 'gamma'");
    cr_assert_eq(hx_irq_detach(NULL, LINE), HX_ERR_NOT_FOUND);
    cr_assert_eq(hx_irq_detach(beta, LINE + 1), HX_ERR_NOT_FOUND);
    cr_assert(is_enabled(LINE));
    cr_assert_eq(hx_irq_detach(beta, LINE), HX_OK);
    cr_assert_not(is_enabled(LINE));
    cr_assert_eq(hx_irq_detach(beta, LINE), HX_ERR_NOT_FOUND);
    cr_assert_eq(attach(GAMMA, LINE, "b"), HX_OK);
    cr_assert_str_eq(interrupt(LINE), "irq b");
}

Test(irq, only_on_the_main_loop)
{
    fake_boot();
    cr_assert_eq(attach(BETA, LINE + 1, "a"), HX_OK);
    hx_interrupt_enter();
    cr_assert_eq(attach(BETA, LINE, "a"), HX_ERR_WRONG_CONTEXT);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_WRONG_CONTEXT),
                     "interrupt line 5 attached away from the main loop");
    cr_assert_eq(hx_irq_detach(beta, LINE + 1), HX_ERR_WRONG_CONTEXT);
    hx_interrupt_exit();
    fake_cpu = 1;
    cr_assert_eq(attach(BETA, LINE, "a"), HX_ERR_WRONG_CONTEXT);
    cr_assert_eq(hx_irq_detach(beta, LINE + 1), HX_ERR_WRONG_CONTEXT);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_WRONG_CONTEXT),
                     "interrupt line 6 detached away from the main loop");
    fake_cpu = 0;
    cr_assert_not(is_enabled(LINE));
    cr_assert(is_enabled(LINE + 1));
}

/* Nobody could make its device quiet: it would interrupt for ever. */
Test(irq, a_line_without_a_handler_is_put_off)
{
    fake_irq_enabled = 1u << LINE;
    fake_irq_raise(LINE);
    cr_assert_not(is_enabled(LINE));
}

/* --- What a handler may do ---------------------------------------------------- */

static struct hx_work work;
static struct hx_timer timer;

static void finish(void *arg)
{
    cr_assert_not(hx_interrupt_active());
    fake_note("finish", arg);
}

static void hand_on(void *arg)
{
    const struct hx_event tick = {.kind = HX_EVENT_TICK};

    fake_note("irq", arg);
    cr_assert_eq(hx_work_post(beta, &work, finish, arg), HX_OK);
    cr_assert_eq(hx_event_post(&tick), HX_OK);
    cr_assert_eq(hx_timer_start(beta, &timer, 0, 0, finish, arg), HX_OK);
    cr_assert_eq(hx_event_publish(&tick), HX_ERR_WRONG_CONTEXT);
}

Test(irq, the_rest_is_done_on_the_loop)
{
    fake_subscribe(ALPHA, HX_EVENT_TICK);
    fake_boot();
    cr_assert_eq(hx_irq_attach(beta, LINE, hand_on, (void *)(uintptr_t) "a"), HX_OK);
    cr_assert_str_eq(interrupt(LINE), "irq a");
    cr_assert_str_eq(interrupt(LINE), "irq a");
    fake_time_ns = 1;
    hx_loop_step();
    cr_assert_str_eq(fake_journal(), "event alpha, event alpha, finish a, finish a",
                     "work and timer once each");
}

/* --- The life of its module --------------------------------------------------- */

static void attach_line(void)
{
    cr_assert_eq(attach(BETA, LINE, "a"), HX_OK);
}

static void attach_other(void)
{
    cr_assert_eq(attach(BETA, LINE + 1, "b"), HX_OK);
}

Test(irq, of_a_module_that_is_not_up)
{
    cr_assert_eq(attach(BETA, LINE, "a"), HX_ERR_NOT_RUNNING);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_NOT_RUNNING),
                     "irq for 'beta', which is Registered");
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(attach(BETA, LINE, "a"), HX_ERR_NOT_RUNNING);
    cr_assert_eq(fake_irq_enabled, 0);
}

Test(irq, attached_in_init_is_on_at_once)
{
    fake_scripts[BETA].in_init = attach_line;
    hx_boot_init();
    fake_journal();
    cr_assert_str_eq(interrupt(LINE), "irq a");
}

Test(irq, attached_in_init_is_kept_and_off_while_stopped)
{
    fake_scripts[BETA].in_init = attach_line;
    fake_scripts[BETA].in_start = attach_other;
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(fake_irq_enabled, 0);
    cr_assert_eq(attach(GAMMA, LINE, "c"), HX_ERR_BUSY, "it is kept");
    cr_assert_eq(attach(GAMMA, LINE + 1, "c"), HX_OK, "it was given back");
    cr_assert_eq(hx_irq_detach(&fake_contexts[GAMMA], LINE + 1), HX_OK);
    cr_assert_eq(hx_lifecycle_start(&fake_modules[BETA]), HX_OK);
    fake_journal();
    cr_assert_str_eq(interrupt(LINE), "irq a");
    cr_assert_str_eq(interrupt(LINE + 1), "irq b");
}

/* A driver's start may wait for an interrupt of a line that its init has attached. */
static void see_line_on(void)
{
    cr_assert(is_enabled(LINE));
}

Test(irq, a_kept_line_is_on_again_before_start_runs)
{
    fake_scripts[BETA].in_init = attach_line;
    fake_scripts[BETA].in_start = see_line_on;
    fake_scripts[BETA].in_stop = see_line_on;
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(hx_lifecycle_start(&fake_modules[BETA]), HX_OK);
}

Test(irq, a_kept_line_can_be_given_back_by_a_module_that_is_stopped)
{
    fake_scripts[BETA].in_init = attach_line;
    fake_boot();
    cr_assert_eq(hx_lifecycle_stop(&fake_modules[BETA]), HX_OK);
    cr_assert_eq(hx_irq_detach(beta, LINE), HX_OK);
    cr_assert_eq(hx_lifecycle_start(&fake_modules[BETA]), HX_OK);
    cr_assert_not(is_enabled(LINE));
}

Test(irq, of_a_module_that_fails_is_given_back)
{
    fake_scripts[BETA].in_init = attach_line;
    fake_scripts[BETA].init = HX_ERR_INIT;
    fake_boot();
    cr_assert_eq(fake_irq_enabled, 0);
    fake_scripts[BETA].init = HX_OK;
    fake_scripts[BETA].start = HX_ERR_INIT;
    cr_assert_eq(hx_lifecycle_init(&fake_modules[BETA]), HX_OK);
    cr_assert(is_enabled(LINE));
    cr_assert_eq(hx_lifecycle_start(&fake_modules[BETA]), HX_ERR_INIT);
    cr_assert_eq(fake_irq_enabled, 0);
    cr_assert_eq(attach(GAMMA, LINE, "b"), HX_OK);
}

static void attach_in_init(void)
{
    cr_assert_eq(attach(GAMMA, LINE, "g"), HX_OK);
}

Test(irq, of_a_module_that_is_skipped_is_off_until_it_starts)
{
    fake_require(GAMMA, ALPHA);
    fake_scripts[GAMMA].in_init = attach_in_init;
    fake_scripts[ALPHA].start = HX_ERR_BUSY;
    fake_boot();
    cr_assert(fake_controls[GAMMA].skipped);
    cr_assert_not(is_enabled(LINE));
    cr_assert_eq(hx_lifecycle_start(&fake_modules[GAMMA]), HX_OK);
    cr_assert_str_eq((fake_journal(), interrupt(LINE)), "irq g");
}
