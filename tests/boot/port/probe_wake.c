/* SPDX-License-Identifier: MIT */
/*
 * What ends the loop's sleep without a timer: if it was slept through, the sleep never
 * ends.
 */
#define _POSIX_C_SOURCE 200809L

#include "probe_crew.h"

#include <helix/compiler.h>

#include <signal.h>
#include <unistd.h>

static atomic_uint round_count; /* of the loop */

/* Wakes the loop once for each of its rounds. */
static void *wake_each_round(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < PROBE_ROUND_COUNT; i++) {
        probe_delay(i);
        hx_port_wake();
        while (round_count == i)
            hx_port_pause();
    }
    return NULL;
}

static void idle_rounds(void)
{
    const uintptr_t saved = hx_port_irq_save();

    for (unsigned i = 1; i <= PROBE_ROUND_COUNT; i++) {
        hx_port_idle();
        round_count = i;
    }
    hx_port_irq_restore(saved);
}

static void wake_from_thread(void)
{
    const pthread_t thread = probe_thread_start(wake_each_round, 0);

    idle_rounds();
    probe_thread_join(thread);
}

/* A signal handler of a module, on the loop's thread, at any point of its idle. */
static void wake_by_signal(int number)
{
    (void)number;
    hx_port_wake();
}

static void *signal_each_round(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < PROBE_ROUND_COUNT; i++) {
        probe_delay(i);
        (void)pthread_kill(probe_loop_thread, SIGUSR1);
        while (round_count == i)
            hx_port_pause();
    }
    return NULL;
}

static void wake_from_handler(void)
{
    struct sigaction action = {.sa_handler = wake_by_signal};
    pthread_t thread;

    probe_note_events();
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGUSR1, &action, NULL);
    thread = probe_thread_start(signal_each_round, 0);
    idle_rounds();
    probe_thread_join(thread);
}

static void *post_and_wake(void *unused)
{
    (void)unused;
    for (unsigned i = 0; i < PROBE_ROUND_COUNT; i++) {
        atomic_fetch_add(&probe_event_count, 1);
        hx_port_wake();
    }
    return NULL;
}

/* The loop looks, sleeps and looks again; whatever is posted meanwhile must be seen. */
static void wake_from_crew(void)
{
    pthread_t threads[PROBE_CREW_SIZE];

    for (unsigned i = 0; i < PROBE_CREW_SIZE; i++)
        threads[i] = probe_thread_start(post_and_wake, 0);
    probe_idle_until_event(PROBE_CREW_SIZE * PROBE_ROUND_COUNT);
    for (unsigned i = 0; i < PROBE_CREW_SIZE; i++)
        probe_thread_join(threads[i]);
}

static void (*volatile before_sleep)(void);

int __real_sigsuspend(const sigset_t *mask);
int __wrap_sigsuspend(const sigset_t *mask);

/* The linker has the port call this one: the last moment before the loop sleeps. */
int __wrap_sigsuspend(const sigset_t *mask)
{
    void (*const act)(void) = before_sleep;

    before_sleep = NULL;
    if (act != NULL)
        act();
    return __real_sigsuspend(mask);
}

static void raise_here(void)
{
    (void)raise(SIGRTMIN + PROBE_LINE);
}

/* A thread starts with the signals blocked that its creator has; here all of them. */
static void *raise_once(void *unused)
{
    sigset_t none;

    (void)unused;
    (void)sigemptyset(&none);
    (void)pthread_sigmask(SIG_SETMASK, &none, NULL);
    raise_here();
    return NULL;
}

static void raise_elsewhere(void)
{
    probe_thread_join(probe_thread_start(raise_once, 0));
}

static void send_here(void)
{
    (void)kill(getpid(), SIGRTMIN + PROBE_LINE);
}

static void *wake_once(void *unused)
{
    (void)unused;
    hx_port_wake();
    return NULL;
}

static void wake_elsewhere(void)
{
    probe_thread_join(probe_thread_start(wake_once, 0));
}

static void *enable_once(void *unused)
{
    (void)unused;
    (void)hx_port_irq_enable(PROBE_LINE);
    return NULL;
}

static void enable_elsewhere(void)
{
    probe_thread_join(probe_thread_start(enable_once, 0));
}

static void nothing_is_slept_through(void)
{
    static void (*const acts[])(void) = {
        hx_port_wake, wake_elsewhere,  enable_elsewhere,
        raise_here,   raise_elsewhere, send_here,
    };
    const uintptr_t saved = hx_port_irq_save();

    raise_here(); /* which waits for the line to be enabled */
    for (size_t i = 0; i < HX_COUNT_OF(acts); i++) {
        before_sleep = acts[i];
        hx_port_idle();
        probe_require(before_sleep == NULL, "it was about to sleep");
    }
    hx_port_irq_restore(saved);
    probe_require(probe_line_count == 4, "and each was served");
}

const struct probe_check probe_wake_checks[] = {
    {"nothing-is-slept-through", nothing_is_slept_through},
    {"wake-from-thread", wake_from_thread},
    {"wake-from-handler", wake_from_handler},
    {"wake-from-crew", wake_from_crew},
};

const size_t probe_wake_check_count = HX_COUNT_OF(probe_wake_checks);
