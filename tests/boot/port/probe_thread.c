/* SPDX-License-Identifier: MIT */
/*
 * Threads beside the loop's: their numbers, what they print, and how they end it all.
 */
#define _POSIX_C_SOURCE 200809L

#include "probe_crew.h"

#include <helix/compiler.h>
#include <helix/log.h>
#include <helix/string.h>

#include <unistd.h>

static pthread_barrier_t barrier;
static uint32_t numbers[PROBE_CREW_SIZE];

static void *take_number_with_others(void *argument)
{
    const uintptr_t index = (uintptr_t)argument;

    (void)pthread_barrier_wait(&barrier);
    numbers[index] = hx_port_cpu_id();
    (void)pthread_barrier_wait(&barrier);
    probe_require(hx_port_cpu_id() == numbers[index], "a thread keeps its number");
    return NULL;
}

static void *take_number_alone(void *unused)
{
    (void)unused;
    probe_require(hx_port_cpu_id() == 1, "numbers are given back");
    return NULL;
}

static void thread_numbers(void)
{
    pthread_t threads[PROBE_CREW_SIZE];
    uint32_t taken = 1; /* the loop's own */

    (void)pthread_barrier_init(&barrier, NULL, PROBE_CREW_SIZE);
    for (unsigned i = 0; i < PROBE_CREW_SIZE; i++)
        threads[i] = probe_thread_start(take_number_with_others, i);
    for (unsigned i = 0; i < PROBE_CREW_SIZE; i++) {
        probe_thread_join(threads[i]);
        probe_require(numbers[i] <= PROBE_CREW_SIZE, "the lowest numbers are taken");
        probe_require((taken >> numbers[i] & 1) == 0, "no two threads have one");
        taken |= UINT32_C(1) << numbers[i];
    }
    for (unsigned i = 0; i < 100; i++)
        probe_thread_join(probe_thread_start(take_number_alone, 0));
    probe_require(hx_port_cpu_id() == 0, "the loop's thread is number 0");
}

static void *keep_number(void *unused)
{
    (void)unused;
    (void)hx_port_cpu_id();
    atomic_fetch_add(&probe_event_count, 1);
    while (true)
        (void)pause();
    return NULL;
}

static void thread_numbers_used_up(void)
{
    for (unsigned i = 1; i < HX_CPU_MAX; i++)
        (void)probe_thread_start(keep_number, 0);
    while (probe_event_count < HX_CPU_MAX - 1)
        hx_port_pause();
    hx_log_line("all are taken");
    probe_thread_join(probe_thread_start(keep_number, 0));
}

static void *write_lines(void *argument)
{
    const unsigned writer = (unsigned)(uintptr_t)argument;

    for (unsigned i = 0; i < 200; i++)
        hx_log_line("writer %u line %u", writer, i);
    return NULL;
}

static void console_threads(void)
{
    pthread_t threads[PROBE_CREW_SIZE];

    hx_port_tick_start(1);
    for (unsigned i = 0; i < PROBE_CREW_SIZE; i++)
        threads[i] = probe_thread_start(write_lines, i + 1);
    (void)write_lines(0);
    for (unsigned i = 0; i < PROBE_CREW_SIZE; i++)
        probe_thread_join(threads[i]);
}

static void *write_half_a_line(void *unused)
{
    (void)unused;
    hx_log_write("half a line", strlen("half a line"));
    return NULL;
}

static void console_thread_ends(void)
{
    probe_thread_join(probe_thread_start(write_half_a_line, 0));
    hx_log_line(", and the rest");
}

static void *halt_there(void *status)
{
    hx_log_write("halted by a thread", strlen("halted by a thread"));
    hx_port_halt((int)(uintptr_t)status);
}

static void halt_in_thread(void)
{
    probe_thread_join(probe_thread_start(halt_there, 1));
}

static void *write_null(void *unused)
{
    (void)unused;
    probe_alpha_write(NULL, 1);
    return NULL;
}

static void fault_in_thread(void)
{
    probe_thread_join(probe_thread_start(write_null, 0));
}

const struct probe_check probe_thread_checks[] = {
    {"thread-numbers", thread_numbers},
    {"thread-numbers-used-up", thread_numbers_used_up},
    {"console-threads", console_threads},
    {"console-thread-ends", console_thread_ends},
    {"halt-in-thread", halt_in_thread},
    {"fault-in-thread", fault_in_thread},
};

const size_t probe_thread_check_count = HX_COUNT_OF(probe_thread_checks);
