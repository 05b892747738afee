/* SPDX-License-Identifier: MIT */
/*
 * When memory that others may still be reading can go.
 *
 * Look-ups take no lock: what they return may leave the kernel at any time, but its
 * memory stays until everybody has said once that he holds nothing any more. The unit
 * is the CPU, by hx_port_cpu_id(): one is online from its first hx_quiescent() to
 * hx_quiescent_leave(), and only those that are online are waited for.
 *
 * The main loop says so once a round, so the code of modules, all of which the loop
 * runs, may use what a look-up gave it until it returns. A CPU or thread that has no
 * loop of Helix does it itself:
 *
 *     hx_quiescent();                              online
 *     while (more_to_do()) {
 *         module = hx_registry_get_by_name("disk");
 *         ...                                      `module` is good here
 *         hx_quiescent();                          and here no longer
 *     }
 *     hx_quiescent_leave();
 *
 * Threads that share a CPU's number speak for each other: a call is right only when
 * none of them holds anything. Those of helix/thread.h run on the loop's CPU: what a
 * look-up gives one is good while it has preemption off (helix/preempt.h), for then
 * nobody else runs there, and they say nothing here.
 */
#pragma once

#include <helix/compiler.h>

#include <stdbool.h>
#include <stdint.h>

/*
 * Says that this CPU holds nothing that a look-up gave it, and that it is online from
 * now on. Runs the releases that have become due. Costs two loads and a store when
 * nothing waits. Does nothing in a thread of helix/thread.h, nor in an interrupt.
 */
void hx_quiescent(void);

/*
 * Says the same, and that this CPU is not waited for until its next hx_quiescent(); in
 * between it must not look anything up. For a CPU that goes to sleep for long. Runs the
 * releases that have become due. Does nothing in a thread of helix/thread.h, nor in an
 * interrupt.
 */
void hx_quiescent_leave(void);

/*
 * For those who take something away: first make it impossible to find, then take a
 * ticket. When hx_quiescent_passed() says true of it, nobody holds the thing any more.
 * A ticket is good for the next 2^30 ones. Any context.
 */
uint32_t hx_quiescent_begin(void);
bool hx_quiescent_passed(uint32_t ticket);

/* Something that waits for its end. In the memory of whoever retires it. */
struct hx_retired {
    void (*release)(struct hx_retired *retired); /* set by the caller */
    /* The runtime's. */
    struct hx_retired *next;
    uint32_t ticket;
};

/*
 * Has `retired->release(retired)` called once, when nobody can hold any more what can
 * not be found any more; the memory of `retired` is the runtime's until then. It is
 * called by whichever CPU comes to a quiescent point first behind that time, perhaps by
 * this one before the call returns, and by no thread of helix/thread.h; without any
 * lock, so it may call whatever that CPU may. Not from an interrupt.
 */
void hx_quiescent_retire(struct hx_retired *retired);
