/* SPDX-License-Identifier: MIT */
/* What the checks with threads share. The thread of main() runs a check; it is the
 * loop. */
#pragma once

#include "probe.h"

#include <helix/port.h>

#include <pthread.h>
#include <stdatomic.h>

#define PROBE_LINE 3
#define PROBE_CREW_SIZE 8
#define PROBE_ROUND_COUNT 5000

/* Both end the image if it cannot be done. */
pthread_t probe_thread_start(void *(*run)(void *), uintptr_t argument);
void probe_thread_join(pthread_t thread);

/* Set by probe_note_events(). */
extern pthread_t probe_loop_thread;

/* From then on interrupts of lines are counted, and all are looked at. */
void probe_note_events(void);

/* What the loop waits for; was any interrupt served by another thread? */
extern atomic_uint probe_event_count;
extern atomic_bool probe_was_elsewhere;

/* By the loop: sleeps until there were that many. */
void probe_idle_until_event(unsigned wanted);

/* Comes to a different point of the loop's way into its sleep in each round. */
void probe_delay(unsigned round);
