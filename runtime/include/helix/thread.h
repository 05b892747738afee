/* SPDX-License-Identifier: MIT */
/*
 * Threads: functions of a module with a stack of their own, which go on where they left
 * off. They need helix-execution: a module that makes some depends on "threads".
 *
 *     state { struct hx_thread worker; uint8_t stack[HX_THREAD_STACK_MIN]; }
 *     start { return hx_thread_create(self->context, &self->worker, "worker", 3,
 *                                     self->stack, sizeof(self->stack), work, self); }
 *
 * A thread is taken from the CPU by any interrupt, the timer's at the latest, where the
 * port does so (x86_64, host); then the main loop does a round, and goes on with the
 * thread that helix.scheduler chooses. So a thread overlaps with the hooks of its own
 * module and with other threads, at any point: what they share is protected by
 * hx_preempt_off() (helix/preempt.h) or a mutex (helix/mutex.h). The loop itself is
 * not interrupted by threads; they run while it has nothing to do, and while one of
 * its hooks waits (helix/wait.h).
 *
 * A thread may call what is for any context or any CPU. It calls interfaces, whose
 * operations run in the thread; its requests and publications are done by the main
 * loop, for which it waits, HX_REMOTE_DEADLINE_MS at most. What is for the main loop
 * alone answers HX_ERR_WRONG_CONTEXT. What it looks up is good while preemption is off.
 *
 * A thread runs while its module is Running, and ends with it, also one that was made
 * in `init`: so they are made in `start`. Before `stop` is called the threads of the
 * module are asked to end: from then on hx_thread_should_end() is true, and what waits
 * here returns HX_ERR_NOT_RUNNING at once. A thread that has not ended HX_THREAD_END_MS
 * later is cut off, with a line in the log: it is never run again, and what it holds,
 * as a mutex, stays held.
 *
 * All functions whose first argument is the context of a module are for that module's
 * own thread, outside of operations of others that it has called, and with preemption
 * on; elsewhere they return HX_ERR_WRONG_CONTEXT.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>
#include <helix/preempt.h>

/*
 * What a stack has at least, in bytes; interrupts use it too. An overflow is found when
 * the thread leaves the CPU, and is a panic.
 */
#define HX_THREAD_STACK_MIN 16384

/* How long the threads of a module that stops have for their end. */
#define HX_THREAD_END_MS 100

/*
 * Makes a thread that calls `run(arg)` and ends when that returns. `name` is 1 to 31
 * printable characters, without spaces, and copied; `priority` is a level of
 * helix.run_queue, 0 is the most urgent. `thread` and the stack stay where they are
 * until the thread has ended, and all joins of it have returned. By the main loop and
 * by threads.
 *
 * Returns HX_OK, HX_ERR_INVALID (something is missing, the stack is too small, a bad
 * name or priority), HX_ERR_BUSY (`thread` has not ended), HX_ERR_NO_SPACE (too many
 * threads), HX_ERR_NOT_RUNNING (the module is not up), HX_ERR_UNSUPPORTED (no module of
 * the image depends on "threads", or helix-execution does not run) or
 * HX_ERR_WRONG_CONTEXT (an interrupt, another CPU).
 */
hx_status hx_thread_create(const struct hx_context *ctx, struct hx_thread *thread,
                           const char *name, uint32_t priority, void *stack,
                           size_t stack_size, hx_thread_fn run, void *arg);

/* Lets another thread run, if there is one, and what waits for the loop. */
hx_status hx_thread_yield(const struct hx_context *ctx);

/* Returns no earlier than in `duration_ns`, and late as a timer is (helix/timer.h). */
hx_status hx_thread_sleep(const struct hx_context *ctx, uint64_t duration_ns);

/*
 * Returns when `thread`, of the same module, has ended. HX_ERR_CYCLE: a thread would
 * wait for itself; HX_ERR_DENIED: it is another module's; HX_ERR_INVALID: it is NULL.
 */
hx_status hx_thread_join(const struct hx_context *ctx, const struct hx_thread *thread);

/* Ends the caller; returns only what keeps it from that. */
hx_status hx_thread_exit(const struct hx_context *ctx);

/* Is the caller a thread whose module stops? Any context. */
bool hx_thread_should_end(void);

/* Is it in use, that is, created and not at its end? Any context. */
bool hx_thread_is_alive(const struct hx_thread *thread);
