/* SPDX-License-Identifier: MIT */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/event.h>
#include <helix/interrupt.h>

#include <criterion/criterion.h>

TestSuite(interrupt, .init = fake_image_init);

Test(interrupt, nests)
{
    cr_assert_not(hx_interrupt_active());
    hx_interrupt_enter();
    hx_interrupt_enter();
    hx_interrupt_exit();
    cr_assert(hx_interrupt_active());
    hx_interrupt_exit();
    cr_assert_not(hx_interrupt_active());
}

Test(interrupt, is_of_one_cpu)
{
    hx_interrupt_enter();
    fake_cpu = HX_CPU_MAX - 1;
    cr_assert_not(hx_interrupt_active());
    fake_cpu = 0;
    cr_assert(hx_interrupt_active());
}

static uint64_t seen_ns;

static enum hx_event_response note_time(const struct hx_event *event)
{
    seen_ns = event->tick.timestamp_ns;
    return HX_EVENT_HANDLED;
}

Test(interrupt, a_tick_is_posted_with_the_time_it_fired)
{
    fake_subscribe(ALPHA, HX_EVENT_TICK);
    fake_scripts[ALPHA].event = note_time;
    fake_boot();
    fake_time_ns = 12345;
    hx_interrupt_enter();
    hx_tick_interrupt();
    hx_interrupt_exit();
    fake_time_ns = 99999;
    cr_assert_str_eq(fake_journal(), "", "the interrupt itself calls no module");
    cr_assert(hx_event_dispatch_pending());
    cr_assert_str_eq(fake_journal(), "event alpha");
    cr_assert_eq(seen_ns, 12345);
}

Test(interrupt, of_a_line_that_nobody_wants_silences_the_line)
{
    cr_assert(hx_port_irq_enable(3));
    cr_assert(hx_port_irq_enable(4));
    fake_irq_raise(3);
    cr_assert_eq(fake_irq_enabled, 1u << 4);
}
