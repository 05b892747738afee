/* SPDX-License-Identifier: MIT */
/*
 * Threads: functions of a module with a stack of their own, which go on where they left
 * off. They need helix-execution: a module that makes some depends on "threads".
 *
 *     state { struct hx_thread worker; uint8_t stack[HX_THREAD_STACK_MIN]; }
 *     start { return hx_thread_create(self->context, &self->worker, "worker", 3,
 *                                     self->stack, sizeof(self->stack), work, self); }
 *
 * The main loop runs one thread a round, whom helix.scheduler chooses. A thread counts
 * as code of the main loop: it may call all that a timer's function may, and nothing
 * else happens until it yields, sleeps, joins or ends. Between hx_thread_preempt_on()
 * and hx_thread_preempt_off() any interrupt takes it from the CPU where the port does
 * so (x86_64; on host it goes on), and then it may call nothing but its own functions.
 *
 * A thread runs while its module is Running. It is a resource (helix/resource.h): when
 * it is given back, the thread is never run again, wherever it was; so one that has
 * taken what others wait for, as a mutex, gives it back before it lets others run. What
 * it has looked up it looks up again afterwards. All threads end when helix-execution
 * stops.
 *
 * All functions are for the main loop and threads, and those with the context of a
 * module as their first argument and no other for that module's own thread, outside of
 * hooks that it has called; elsewhere they return HX_ERR_WRONG_CONTEXT.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>

/* What a stack has at least, in bytes. An overflow is found when the thread leaves the
 * CPU, and is a panic. */
#define HX_THREAD_STACK_MIN 16384

/*
 * Makes a thread that calls `run(arg)` and ends when that returns. `name` is 1 to 31
 * printable characters, without spaces, and copied; `priority` is a level of
 * helix.run_queue, 0 is the most urgent. `thread` and the stack stay where they are
 * until the thread has ended, and all joins of it have returned.
 *
 * Returns HX_OK, HX_ERR_INVALID (something is missing, the stack is too small, a bad
 * name or priority), HX_ERR_BUSY (`thread` has not ended), HX_ERR_NO_SPACE (too many
 * threads), HX_ERR_NOT_RUNNING (the module is not up), HX_ERR_UNSUPPORTED
 * (helix-execution does not run) or HX_ERR_WRONG_CONTEXT.
 */
hx_status hx_thread_create(const struct hx_context *ctx, struct hx_thread *thread,
                           const char *name, uint32_t priority, void *stack,
                           size_t stack_size, hx_thread_fn run, void *arg);

/* Lets another thread run, if there is one, and what waits for the loop. */
hx_status hx_thread_yield(const struct hx_context *ctx);

/* Returns no earlier than in `duration_ns`, and late as a timer is (helix/timer.h). */
hx_status hx_thread_sleep(const struct hx_context *ctx, uint64_t duration_ns);

/*
 * Returns when `thread`, of the same module, has ended; late as a timer is, unless it
 * has ended already. HX_ERR_CYCLE: a thread would wait for itself; HX_ERR_DENIED: it is
 * another module's.
 */
hx_status hx_thread_join(const struct hx_context *ctx, const struct hx_thread *thread);

/* Ends the caller; returns only what keeps it from that. */
hx_status hx_thread_exit(const struct hx_context *ctx);

/* See above. A thread begins with preemption off, and ends with it off. */
hx_status hx_thread_preempt_on(const struct hx_context *ctx);
void hx_thread_preempt_off(void);

/* The thread that runs; NULL: none. Any context. */
struct hx_thread *hx_thread_self(void);

/* Is it in use, that is, created and not at its end? Any context. */
bool hx_thread_is_alive(const struct hx_thread *thread);
