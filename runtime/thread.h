/* SPDX-License-Identifier: MIT */
/*
 * How the runtime's own files let a thread wait. Nobody comes here but on the loop's
 * CPU, outside of interrupts; hx_thread_wake() alone may be called elsewhere, and does
 * nothing there: whoever waits for another CPU looks again after a while.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/types.h>

extern const struct hx_thread_engine *hx_thread_engine;
extern struct hx_thread *hx_thread_first; /* of all that live */

/*
 * By a thread that has preemption on: unless `must_wait(about)` says no, with
 * preemption off, waits for `awaited`: until somebody calls hx_thread_wake() with it,
 * until `due_ns`, or until the thread has to end. NULL for `must_wait` says yes, NULL
 * for `awaited` is a wait for whatever an interrupt or another thread does. Returns
 * whether it has waited; what it waited for has to be looked at again.
 */
bool hx_thread_wait(const void *awaited, bool (*must_wait)(const void *about),
                    const void *about, uint64_t due_ns);

/* All threads that wait for it go on. It is an address, and nothing more. */
void hx_thread_wake(const void *awaited);

/* This one goes on, whatever it waits for. */
void hx_thread_wake_one(struct hx_thread *thread);

/* By the loop, of a thread that is no more: nobody waits for what it holds. */
void hx_mutex_abandon(struct hx_thread *thread);

/* By a thread that has preemption on: lets another one run, if there is one. */
void hx_thread_give_way(void);

/* By the main loop: runs a thread, if one can run, until it leaves; has one? */
bool hx_thread_run_one(void);

/*
 * The same in the middle of a hook that waits, but every other time whose turn it is:
 * what it waits for may be up to one that the scheduler would not choose.
 */
bool hx_thread_run_for_waiting(void);

/* By the main loop: has an interrupt come since, for which threads may wait? */
bool hx_thread_is_interrupted(void);
