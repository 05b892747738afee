/* SPDX-License-Identifier: MIT */
/*
 * Signals as the interrupts of lines, whichever thread they are delivered to; mostly
 * without a timer, which would end the loop's sleep in their place.
 */
#define _POSIX_C_SOURCE 200809L

#include "probe_crew.h"

#include <helix/compiler.h>
#include <helix/interrupt.h>

#include <signal.h>
#include <time.h>
#include <unistd.h>

#define SIGNAL_LINE_COUNT 31 /* Linux: SIGRTMIN .. SIGRTMAX */
#define NS_PER_MS 1000000L

static uint32_t last_line;

static void note_line(uint32_t line)
{
    last_line = line;
}

static void lines(void)
{
    probe_on_line = note_line;
    for (uint32_t line = 0; line < SIGNAL_LINE_COUNT; line++) {
        const uint32_t before = probe_line_count;

        (void)raise(SIGRTMIN + (int)line);
        probe_require(probe_line_count == before, "a line is disabled at first");
        probe_require(hx_port_irq_enable(line), "there is such a line");
        probe_require(probe_line_count == before + 1, "what came before has waited");
        (void)raise(SIGRTMIN + (int)line);
        probe_require(probe_line_count == before + 2, "it comes at once");
        probe_require(last_line == line, "it is the right one");
        hx_port_irq_disable(line);
        (void)raise(SIGRTMIN + (int)line);
        probe_require(probe_line_count == before + 2, "a disabled line is silent");
    }
    for (uint32_t line = SIGNAL_LINE_COUNT; line < 2 * HX_IRQ_MAX; line++)
        probe_require(!hx_port_irq_enable(line), "there is no such signal");
}

static void raise_in_handler(uint32_t line)
{
    if (probe_line_count == 1) {
        (void)raise(SIGRTMIN + (int)line);
        (void)raise(SIGRTMIN + (int)line + 1);
        probe_require(probe_line_count == 1, "interrupts are off in a handler");
    }
}

static void line_in_line(void)
{
    probe_on_line = raise_in_handler;
    probe_require(hx_port_irq_enable(PROBE_LINE), "there is such a line");
    probe_require(hx_port_irq_enable(PROBE_LINE + 1), "and another");
    (void)raise(SIGRTMIN + PROBE_LINE);
    while (probe_line_count < 3)
        hx_port_pause();
}

static void line_in_irq(void)
{
    const uintptr_t saved = hx_port_irq_save();

    probe_require(hx_port_irq_enable(PROBE_LINE), "there is such a line");
    for (int i = 0; i < 5; i++)
        (void)raise(SIGRTMIN + PROBE_LINE);
    probe_require(probe_line_count == 0, "interrupts are off");
    hx_port_irq_restore(saved);
    probe_require(probe_line_count == 1, "several are served as one");
}

/* To a thread that is not the loop's: as a fault of delivery, or because it asked. */
static void *raise_there(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < PROBE_ROUND_COUNT; i++) {
        probe_delay(i);
        (void)raise(SIGRTMIN + PROBE_LINE);
        while (probe_event_count == i)
            hx_port_pause();
    }
    return NULL;
}

static void line_from_thread(void)
{
    pthread_t thread;

    probe_note_events();
    probe_require(hx_port_irq_enable(PROBE_LINE), "there is such a line");
    thread = probe_thread_start(raise_there, 0);
    probe_idle_until_event(PROBE_ROUND_COUNT);
    probe_thread_join(thread);
    probe_require(!probe_was_elsewhere, "the loop's thread serves it");
    probe_require(probe_event_count == PROBE_ROUND_COUNT, "each comes once");
}

static void *enable_there(void *unused)
{
    (void)unused;
    (void)raise(SIGRTMIN + PROBE_LINE);
    (void)hx_port_irq_enable(PROBE_LINE);
    return NULL;
}

static void line_enabled_by_thread(void)
{
    pthread_t thread;

    probe_note_events();
    thread = probe_thread_start(enable_there, 0);
    probe_idle_until_event(1);
    probe_thread_join(thread);
    probe_require(!probe_was_elsewhere, "the loop's thread serves it");
}

static void *send_to_process(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < PROBE_ROUND_COUNT; i++) {
        probe_delay(i);
        (void)sigqueue(getpid(), SIGRTMIN + PROBE_LINE, (union sigval){0});
        while (probe_event_count == i)
            hx_port_pause();
    }
    return NULL;
}

static void line_of_process(void)
{
    pthread_t thread;

    probe_note_events();
    probe_require(hx_port_irq_enable(PROBE_LINE), "there is such a line");
    thread = probe_thread_start(send_to_process, 0);
    probe_idle_until_event(PROBE_ROUND_COUNT);
    probe_thread_join(thread);
    probe_require(!probe_was_elsewhere, "the loop's thread serves it");
}

static void line_of_timer(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL};
    const struct itimerspec period = {{0, NS_PER_MS}, {0, NS_PER_MS}};
    timer_t timer;

    probe_note_events();
    probe_require(hx_port_irq_enable(PROBE_LINE), "there is such a line");
    event.sigev_signo = SIGRTMIN + PROBE_LINE;
    probe_require(timer_create(CLOCK_MONOTONIC, &event, &timer) == 0, "a timer");
    probe_require(timer_settime(timer, 0, &period, NULL) == 0, "that runs");
    probe_idle_until_event(100);
}

static atomic_bool is_in_handler;
static atomic_bool is_disabling;
static atomic_bool is_over;

static void take_long(uint32_t line)
{
    (void)line;
    is_in_handler = true;
    while (!is_disabling)
        hx_port_pause();
    probe_spin_ms(20);
    is_over = true;
}

static void *disable_there(void *unused)
{
    (void)unused;
    while (!is_in_handler)
        hx_port_pause();
    is_disabling = true;
    hx_port_irq_disable(PROBE_LINE);
    probe_require(is_over, "what runs is waited for");
    return NULL;
}

static void line_disabled_by_thread(void)
{
    pthread_t thread;

    probe_on_line = take_long;
    probe_require(hx_port_irq_enable(PROBE_LINE), "there is such a line");
    thread = probe_thread_start(disable_there, 0);
    (void)raise(SIGRTMIN + PROBE_LINE);
    probe_thread_join(thread);
    (void)raise(SIGRTMIN + PROBE_LINE);
    probe_require(probe_line_count == 1, "a disabled line is silent");
}

static atomic_uint step;

static void wait_step(unsigned wanted)
{
    while (step < wanted)
        hx_port_pause();
}

static void *keep_off(void *unused)
{
    uintptr_t saved = hx_port_irq_save();

    (void)unused;
    step = 1;
    wait_step(2);
    hx_port_irq_restore(saved);
    saved = hx_port_irq_save();
    hx_port_irq_restore(saved);
    probe_require(saved == 0, "the flag of the loop's thread is not this one's");
    (void)raise(SIGRTMIN + PROBE_LINE);
    step = 3;
    return NULL;
}

static void irq_of_thread(void)
{
    pthread_t thread;
    uintptr_t saved;

    probe_note_events();
    probe_require(hx_port_irq_enable(PROBE_LINE), "there is such a line");
    thread = probe_thread_start(keep_off, 0);
    wait_step(1);
    (void)raise(SIGRTMIN + PROBE_LINE);
    probe_require(probe_event_count == 1, "another thread keeps nothing off here");
    saved = hx_port_irq_save();
    probe_require(saved == 0, "nor is the flag its");
    step = 2;
    wait_step(3);
    probe_thread_join(thread);
    probe_require(probe_event_count == 1, "and another thread lets nothing through");
    hx_port_irq_restore(saved);
    while (probe_event_count < 2)
        hx_port_pause();
    probe_require(!probe_was_elsewhere, "the loop's thread serves it");
}

static atomic_bool is_ending;

static void *be_busy(void *unused)
{
    (void)unused;
    while (!is_ending) {
        const uintptr_t saved = hx_port_irq_save();

        probe_require(!hx_interrupt_active(), "a thread is no interrupt");
        hx_port_irq_restore(saved);
        hx_port_pause();
    }
    return NULL;
}

static void ticks_beside_threads(void)
{
    pthread_t threads[PROBE_CREW_SIZE];

    probe_note_events();
    for (unsigned i = 0; i < PROBE_CREW_SIZE; i++)
        threads[i] = probe_thread_start(be_busy, 0);
    hx_port_tick_start(1);
    probe_idle_until(&probe_tick_count, 200);
    is_ending = true;
    for (unsigned i = 0; i < PROBE_CREW_SIZE; i++)
        probe_thread_join(threads[i]);
    probe_require(!probe_was_elsewhere, "the loop's thread serves the ticks");
}

const struct probe_check probe_line_checks[] = {
    {"lines", lines},
    {"line-in-line", line_in_line},
    {"line-in-irq", line_in_irq},
    {"line-from-thread", line_from_thread},
    {"line-enabled-by-thread", line_enabled_by_thread},
    {"line-disabled-by-thread", line_disabled_by_thread},
    {"line-of-process", line_of_process},
    {"line-of-timer", line_of_timer},
    {"irq-of-thread", irq_of_thread},
    {"ticks-beside-threads", ticks_beside_threads},
};

const size_t probe_line_check_count = HX_COUNT_OF(probe_line_checks);
