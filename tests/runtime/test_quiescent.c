/* SPDX-License-Identifier: MIT */
#include "fake_port.h"

#include <helix/interrupt.h>
#include <helix/quiescent.h>

#include <criterion/criterion.h>

static unsigned order_count;

struct thing {
    struct hx_retired retired;
    unsigned released;
    unsigned order; /* of the releases: from 1 */
    unsigned by;    /* the CPU that released it */
};

static void release(struct hx_retired *retired)
{
    struct thing *thing = (struct thing *)(void *)retired;

    thing->released++;
    thing->order = ++order_count;
    thing->by = fake_cpu;
}

static void retire(struct thing *thing)
{
    thing->retired.release = release;
    hx_quiescent_retire(&thing->retired);
}

static void quiescent_on(uint32_t cpu)
{
    fake_cpu = cpu;
    hx_quiescent();
}

static void leave_on(uint32_t cpu)
{
    fake_cpu = cpu;
    hx_quiescent_leave();
}

Test(quiescent, nobody_is_waited_for_who_never_came)
{
    struct thing thing = {.released = 0};

    cr_assert(hx_quiescent_passed(hx_quiescent_begin()));
    retire(&thing);
    cr_assert_eq(thing.released, 1, "before the call returned");
}

Test(quiescent, each_cpu_that_is_online_is_waited_for)
{
    uint32_t ticket;

    for (uint32_t cpu = 0; cpu < HX_CPU_MAX; cpu++)
        quiescent_on(cpu);
    ticket = hx_quiescent_begin();
    for (uint32_t cpu = 0; cpu < HX_CPU_MAX; cpu++) {
        cr_assert_not(hx_quiescent_passed(ticket), "%u CPUs are left",
                      HX_CPU_MAX - cpu);
        quiescent_on(cpu);
    }
    cr_assert(hx_quiescent_passed(ticket));
    quiescent_on(3);
    cr_assert(hx_quiescent_passed(ticket), "for ever");
}

Test(quiescent, being_quiescent_before_does_not_count)
{
    uint32_t ticket;

    quiescent_on(1);
    quiescent_on(1);
    ticket = hx_quiescent_begin();
    cr_assert_not(hx_quiescent_passed(ticket));
}

Test(quiescent, who_comes_online_later_is_not_waited_for_once_he_was_quiescent)
{
    uint32_t ticket = hx_quiescent_begin();

    quiescent_on(2);
    cr_assert(hx_quiescent_passed(ticket), "he cannot have found it");
}

Test(quiescent, who_leaves_is_not_waited_for)
{
    uint32_t ticket;

    quiescent_on(0);
    quiescent_on(5);
    ticket = hx_quiescent_begin();
    quiescent_on(0);
    cr_assert_not(hx_quiescent_passed(ticket));
    leave_on(5);
    cr_assert(hx_quiescent_passed(ticket));
    ticket = hx_quiescent_begin();
    quiescent_on(0);
    cr_assert(hx_quiescent_passed(ticket), "nor later");
    quiescent_on(5);
    ticket = hx_quiescent_begin();
    quiescent_on(0);
    cr_assert_not(hx_quiescent_passed(ticket), "until he is back");
}

Test(quiescent, each_ticket_waits_for_itself)
{
    uint32_t first;
    uint32_t second;

    quiescent_on(0);
    quiescent_on(1);
    first = hx_quiescent_begin();
    quiescent_on(0);
    second = hx_quiescent_begin();
    quiescent_on(1);
    cr_assert(hx_quiescent_passed(first));
    cr_assert_not(hx_quiescent_passed(second));
    quiescent_on(0);
    cr_assert(hx_quiescent_passed(second));
}

Test(quiescent, the_last_one_releases)
{
    struct thing first = {.released = 0};
    struct thing second = {.released = 0};

    quiescent_on(0);
    quiescent_on(1);
    retire(&first);
    quiescent_on(0);
    retire(&second);
    cr_assert_eq(first.released, 0);
    quiescent_on(1);
    cr_assert_eq(first.released, 1);
    cr_assert_eq(first.by, 1);
    cr_assert_eq(second.released, 0);
    quiescent_on(0);
    cr_assert_eq(second.released, 1);
    cr_assert_eq(second.by, 0);
    quiescent_on(1);
    quiescent_on(0);
    cr_assert_eq(first.released + second.released, 2, "once each");
}

Test(quiescent, the_last_one_to_leave_releases)
{
    struct thing thing = {.released = 0};

    quiescent_on(4);
    retire(&thing);
    cr_assert_eq(thing.released, 0);
    leave_on(4);
    cr_assert_eq(thing.released, 1);
}

static struct thing inner;

static void retire_inner(struct hx_retired *retired)
{
    (void)retired;
    order_count++;
    retire(&inner);
    hx_quiescent();
}

Test(quiescent, a_release_may_retire_and_be_quiescent)
{
    struct hx_retired outer = {.release = retire_inner};

    quiescent_on(0);
    hx_quiescent_retire(&outer);
    hx_quiescent();
    cr_assert_eq(inner.released, 1);
    cr_assert_eq(inner.order, 2);
}

Test(quiescent, an_interrupt_is_never_quiescent)
{
    struct thing thing = {.released = 0};

    quiescent_on(0);
    retire(&thing);
    hx_interrupt_enter();
    hx_quiescent();
    hx_quiescent_leave();
    hx_interrupt_exit();
    cr_assert_eq(thing.released, 0, "what was interrupted may hold it");
    hx_quiescent();
    cr_assert_eq(thing.released, 1);
}

/* The counter wraps: here in steps that a ticket survives. */
Test(quiescent, tickets_outlive_many_others)
{
    uint32_t ticket;

    quiescent_on(0);
    ticket = hx_quiescent_begin();
    for (uint32_t i = 0; i < 100000; i++)
        (void)hx_quiescent_begin();
    cr_assert_not(hx_quiescent_passed(ticket));
    hx_quiescent();
    cr_assert(hx_quiescent_passed(ticket));
}
