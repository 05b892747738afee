/* SPDX-License-Identifier: MIT */
/*
 * An engine that runs threads one after the other, each in its turn, on stacks of the
 * test's process: helix-execution without a scheduler.
 */
#pragma once

#include <helix/thread.h>

#define FAKE_THREADS_MAX 8

/* Boots the image and makes this the engine. */
void fake_engine_boot(void);

/* Makes thread `n` of a module, which runs `run(arg)`; the test is over if it fails. */
void fake_thread(unsigned n, const struct hx_context *ctx, hx_thread_fn run, void *arg);

extern struct hx_thread fake_threads[FAKE_THREADS_MAX];

/* The engine's switches to a thread so far. */
extern unsigned fake_switches;

/* So many interrupts come while a thread that goes on is on its way. */
extern unsigned fake_interrupts_back;

/* Has the loop do rounds until one has nothing to do, 1,000 at most. */
void fake_rounds(void);

/* An interrupt, at the end of which threads may be taken from the CPU. */
void fake_interrupt(void);

/* In a thread: interrupts come until the thread has been away. */
void fake_spin(void);
