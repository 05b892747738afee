/* SPDX-License-Identifier: MIT */
/*
 * Threads of the process are CPUs of the machine. The one of main() runs the loop and
 * is number 0. Any other takes the lowest free number when it first asks for its own,
 * and gives it back when it ends; there is nothing to call at its start.
 */
#define _POSIX_C_SOURCE 200809L

#include "start.h"

#include <helix/main.h>
#include <helix/port.h>

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#define NO_NUMBER UINT32_MAX
#define LOOP_NUMBER 0

#define BIT_COUNT 64
_Static_assert(HX_CPU_MAX <= BIT_COUNT, "a bit for each number");
#define ALL_NUMBERS (UINT64_MAX >> (BIT_COUNT - HX_CPU_MAX))

static pthread_t loop_thread;
static pthread_key_t end_key;
static _Atomic uint64_t taken_numbers;
static _Thread_local uint32_t own_number = NO_NUMBER;

/* By the C library in a thread that ends; again if later destructors use the port. */
static void end_thread(void *unused)
{
    const uint32_t number = own_number;

    (void)unused;
    host_console_flush();
    own_number = NO_NUMBER; /* first, as from then on it may be another's */
    if (number != NO_NUMBER)
        atomic_fetch_and(&taken_numbers, ~(UINT64_C(1) << number));
}

void host_threads_start(void)
{
    loop_thread = pthread_self();
    own_number = LOOP_NUMBER;
    taken_numbers = UINT64_C(1) << LOOP_NUMBER;
    if (pthread_key_create(&end_key, end_thread) != 0)
        hx_panic("no key for the end of threads");
}

bool host_is_loop_thread(void)
{
    return own_number == LOOP_NUMBER;
}

void host_signal_loop_thread(int number)
{
    (void)pthread_kill(loop_thread, number);
}

void host_watch_thread_end(void)
{
    /*
     * The value only has to be something. The key is an early one, for which the C
     * library has room in each thread, so this takes no memory in a signal handler.
     */
    (void)pthread_setspecific(end_key, &end_key);
}

static uint32_t take_free_number(void)
{
    uint64_t taken = atomic_load(&taken_numbers);

    for (;;) {
        const uint64_t free = ~taken & ALL_NUMBERS;
        const uint64_t lowest = free & (~free + 1);

        if (free == 0) {
            /* Whoever tells of it is asked for a number too: one that is another's. */
            own_number = HX_CPU_MAX - 1;
            hx_panic("more than %d threads use the runtime at once", HX_CPU_MAX);
        }
        if (atomic_compare_exchange_weak(&taken_numbers, &taken, taken | lowest))
            return (uint32_t)__builtin_ctzll(lowest);
    }
}

/* A signal whose handler asks too must not come between, or a number would be lost. */
static void take_number(void)
{
    sigset_t all;
    sigset_t before;

    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    host_watch_thread_end();
    own_number = take_free_number();
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
}

uint32_t hx_port_cpu_id(void)
{
    if (own_number == NO_NUMBER)
        take_number();
    return own_number;
}

void hx_port_pause(void)
{
    (void)sched_yield();
}
