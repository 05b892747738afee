/* SPDX-License-Identifier: MIT */
/*
 * The ring between those who post and the loop: many producers, one consumer, no lock,
 * after D. Vyukov's bounded queue.
 *
 * A position counts up for ever (modulo 2^32) and has a cell, and the cell's `turn`
 * says whose turn it is: free_turn(position) for the producer who takes that position,
 * one more for the consumer. A producer takes its position by moving `tail`, fills the
 * cell and then passes the turn, so one that is interrupted in between holds up the
 * consumer but no other producer. All zero is the empty ring.
 */
#include "event_copy.h"
#include "remote.h"

#include <helix/event.h>
#include <helix/interrupt.h>
#include <helix/log.h>
#include <helix/loop.h>
#include <helix/port.h>
#include <helix/preempt.h>
#include <helix/status.h>

_Static_assert((HX_EVENT_RING_SIZE & (HX_EVENT_RING_SIZE - 1)) == 0,
               "positions wrap at a power of two");

struct cell {
    uint32_t turn;
    struct event_copy copy;
};

static struct cell ring[HX_EVENT_RING_SIZE];
static uint32_t tail; /* by producers: the next position to fill */
static uint32_t head; /* by the loop: the next position to empty */
static uint32_t dropped_count;
static uint32_t reported_count; /* by the loop: of dropped_count */

static struct cell *cell_of(uint32_t position)
{
    return &ring[position % HX_EVENT_RING_SIZE];
}

static uint32_t free_turn(uint32_t position)
{
    return position / HX_EVENT_RING_SIZE * 2;
}

static bool is_filled(uint32_t position)
{
    return __atomic_load_n(&cell_of(position)->turn, __ATOMIC_ACQUIRE) ==
           free_turn(position) + 1;
}

/* Puts a position that is now the caller's into `taken`; false if the ring is full. */
static bool take_position(uint32_t *taken)
{
    uint32_t position = __atomic_load_n(&tail, __ATOMIC_RELAXED);

    for (;;) {
        uint32_t turn = __atomic_load_n(&cell_of(position)->turn, __ATOMIC_ACQUIRE);
        uint32_t present;

        if (turn == free_turn(position)) {
            if (__atomic_compare_exchange_n(&tail, &position, position + 1, false,
                                            __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {
                *taken = position;
                return true;
            }
            continue;
        }
        /* Either others were faster, or the loop has not emptied the cell yet. */
        present = __atomic_load_n(&tail, __ATOMIC_RELAXED);
        if (present == position)
            return false;
        position = present;
    }
}

/* What is posted behind a position that is not filled waits for it: so does no thread
 * let others run in between. */
static bool put(const struct event_copy *copy)
{
    uint32_t position;
    bool taken;

    hx_preempt_off();
    taken = take_position(&position);
    if (taken) {
        struct cell *cell = cell_of(position);

        cell->copy = *copy;
        __atomic_store_n(&cell->turn, free_turn(position) + 1, __ATOMIC_RELEASE);
    }
    hx_preempt_on();
    return taken;
}

hx_status hx_event_post(const struct hx_event *event)
{
    struct event_copy probe;
    hx_status status = hx_event_check(event);

    /* A position that was taken must be filled: so first see that it can be. */
    if (status == HX_OK)
        status = hx_event_copy(&probe, event);
    if (status != HX_OK)
        return status;
    if (!put(&probe)) {
        __atomic_fetch_add(&dropped_count, 1, __ATOMIC_RELAXED);
        return hx_fail(HX_ERR_NO_SPACE, "%d events wait for the loop",
                       HX_EVENT_RING_SIZE);
    }
    /* The loop may be asleep. An interrupt here wakes it anyway; a signal that the
     * host's program handles itself does not. */
    if (hx_port_cpu_id() != HX_LOOP_CPU || !hx_interrupt_active())
        hx_port_wake();
    return HX_OK;
}

bool hx_event_is_pending(void)
{
    return is_filled(__atomic_load_n(&head, __ATOMIC_RELAXED));
}

uint32_t hx_event_dropped_count(void)
{
    return __atomic_load_n(&dropped_count, __ATOMIC_RELAXED);
}

static void report_dropped(void)
{
    uint32_t dropped = hx_event_dropped_count();

    if (dropped == reported_count)
        return;
    hx_log_warn("%u posted events were lost: %d waited already",
                (unsigned)(dropped - reported_count), HX_EVENT_RING_SIZE);
    reported_count = dropped;
}

static void publish_copy(struct event_copy *copy)
{
    hx_status status = hx_event_publish(hx_event_of_copy(copy));

    if (status != HX_OK)
        hx_log_error("posted event: %s: %s", hx_status_name(status),
                     hx_fail_detail(status));
}

bool hx_event_dispatch_pending(void)
{
    uint32_t end = __atomic_load_n(&tail, __ATOMIC_RELAXED);
    uint32_t position = head;
    bool found = false;

    report_dropped();
    /* Handlers may post: up to where the tail was, or this might never end. */
    for (; position != end && is_filled(position); position++) {
        struct cell *cell = cell_of(position);
        struct event_copy copy = cell->copy;

        __atomic_store_n(&cell->turn, free_turn(position + HX_EVENT_RING_SIZE),
                         __ATOMIC_RELEASE);
        __atomic_store_n(&head, position + 1, __ATOMIC_RELAXED);
        publish_copy(&copy);
        found = true;
    }
    return found;
}
