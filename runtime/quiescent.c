/* SPDX-License-Identifier: MIT */
/*
 * Quiescent-state based reclamation, after P. McKenney's QSBR: a counter goes up with
 * each ticket, and each CPU notes the counter at its quiescent points. A ticket has
 * passed when no online CPU's note is older.
 *
 * Why that is enough, on any machine:
 * - A CPU's note is a release behind its last look at what it held, and whoever
 * releases memory acquires all notes first.
 * - A note that is new enough was read from the counter with acquire, and taking the
 *   ticket was a release behind the unlinking: what that CPU looks up from then on does
 *   not find the thing.
 * - A CPU that comes online writes its note and then the counter, as the ticket's taker
 *   unlinks, then writes the counter, then reads the notes. One of the two writes of
 *   the counter is second and sees all that came before the first: either the taker
 *   sees the note, or the CPU does not find the thing. So no fence is needed, of which
 *   thread sanitizers know nothing.
 */
#include <helix/interrupt.h>
#include <helix/port.h>
#include <helix/preempt.h>
#include <helix/quiescent.h>

#include <stddef.h>

#define OFFLINE 0

/* Goes up by 2, so it is odd and never OFFLINE, also when it wraps. */
static uint32_t counter = 1;

static uint32_t notes[HX_CPU_MAX];

static struct hx_retired *waiting;

uint32_t hx_quiescent_begin(void)
{
    return __atomic_add_fetch(&counter, 2, __ATOMIC_ACQ_REL);
}

bool hx_quiescent_passed(uint32_t ticket)
{
    for (size_t cpu = 0; cpu < HX_CPU_MAX; cpu++) {
        uint32_t note = __atomic_load_n(&notes[cpu], __ATOMIC_ACQUIRE);

        if (note != OFFLINE && (int32_t)(note - ticket) < 0)
            return false;
    }
    return true;
}

static void push(struct hx_retired *retired)
{
    retired->next = __atomic_load_n(&waiting, __ATOMIC_RELAXED);
    while (!__atomic_compare_exchange_n(&waiting, &retired->next, retired, false,
                                        __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
        ;
}

/*
 * Whoever takes the list has all of it to himself, and puts back what is not due. The
 * last CPU may leave in between and find the list empty: hence the second look.
 */
static void release_passed(void)
{
    bool again;

    do {
        struct hx_retired *next = __atomic_exchange_n(&waiting, NULL, __ATOMIC_ACQ_REL);

        again = false;
        while (next != NULL) {
            struct hx_retired *retired = next;
            uint32_t ticket = retired->ticket;

            next = retired->next;
            if (hx_quiescent_passed(ticket)) {
                retired->release(retired);
                continue;
            }
            push(retired);
            again = again || hx_quiescent_passed(ticket);
        }
    } while (again);
}

/* A thread has nothing when others run; the loop that it has interrupted may have. */
static bool may_speak(void)
{
    return !hx_interrupt_active() && hx_thread_self() == NULL;
}

void hx_quiescent(void)
{
    uint32_t *note = &notes[hx_port_cpu_id()];
    bool was_online = __atomic_load_n(note, __ATOMIC_RELAXED) != OFFLINE;

    if (!may_speak())
        return;
    __atomic_store_n(note, __atomic_load_n(&counter, __ATOMIC_ACQUIRE),
                     __ATOMIC_RELEASE);
    if (!was_online)
        __atomic_fetch_add(&counter, 0, __ATOMIC_ACQ_REL);
    if (__atomic_load_n(&waiting, __ATOMIC_RELAXED) != NULL)
        release_passed();
}

void hx_quiescent_leave(void)
{
    if (!may_speak())
        return;
    __atomic_store_n(&notes[hx_port_cpu_id()], OFFLINE, __ATOMIC_RELEASE);
    release_passed();
}

void hx_quiescent_retire(struct hx_retired *retired)
{
    retired->ticket = hx_quiescent_begin();
    push(retired);
    if (may_speak())
        release_passed();
    else
        hx_port_wake();
}
