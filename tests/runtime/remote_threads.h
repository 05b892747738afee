/* SPDX-License-Identifier: MIT */
/*
 * Seven threads beside the loop's, each as a CPU of its own, for the thread sanitizer.
 * A plain program: a test framework's own threads and signals would be in the
 * sanitizer's way. It goes from phase to phase and ends with the first mistake.
 */
#pragma once

#include <helix/port.h>
#include <helix/status.h>

#define THREAD_COUNT (HX_CPU_MAX - 1)
#define ROUNDS 400 /* of a thread, in one phase */

struct phase {
    const char *name;
    uint64_t time_step_ns; /* of each look at the clock */
    bool without_loop;
    void (*begin)(void);
    void (*run)(unsigned thread); /* in each, from 1 on */
    void (*between)(void);        /* rounds of the loop, in its thread */
    void (*check)(void);          /* when all threads have ended */
};

/* remote_asking.c: threads publish and ask. */
extern const struct phase asking_phases[];
extern const size_t asking_phase_count;

/* remote_taking.c: threads take timers, work and operations. */
extern const struct phase taking_phases[];
extern const size_t taking_phase_count;

/* remote_pressure.c: threads tell of memory. */
extern const struct phase pressure_phases[];
extern const size_t pressure_phase_count;

/* Says what went wrong where, and ends the program. */
#define CHECK(condition, thread, status)          \
    do {                                          \
        if (!(condition))                         \
            fail(#condition, (thread), (status)); \
    } while (0)

_Noreturn void fail(const char *what, unsigned thread, hx_status status);

/*
 * Memory for one call, zero. On the heap, to be freed when the call has returned: so
 * the sanitizer sees who uses it later.
 */
void *borrow(size_t size);
