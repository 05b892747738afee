/* SPDX-License-Identifier: MIT */
/*
 * The clock, and SIGALRM as the interrupt.
 *
 * Keeping interrupts off is a flag, not a system call: a signal that finds it set only
 * leaves a note, and whoever clears the flag serves it. As in hardware, several that
 * come in the meantime are served as one.
 */
#define _POSIX_C_SOURCE 200809L

#include "start.h"

#include <helix/interrupt.h>
#include <helix/main.h>
#include <helix/port.h>

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

#define NS_PER_SECOND UINT64_C(1000000000)
#define NS_PER_MS 1000000L
#define MS_PER_SECOND 1000u

volatile sig_atomic_t host_signal_depth;

static volatile sig_atomic_t interrupts_off;
static volatile sig_atomic_t interrupt_due;

uint64_t hx_port_time_ns(void)
{
    static uint64_t start;
    struct timespec now;
    uint64_t ns;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    ns = (uint64_t)now.tv_sec * NS_PER_SECOND + (uint64_t)now.tv_nsec;
    if (start == 0)
        start = ns;
    return ns - start;
}

static void serve(void)
{
    hx_interrupt_enter();
    hx_tick_interrupt();
    hx_interrupt_exit();
}

static void on_alarm(int number)
{
    const int saved = errno;

    (void)number;
    if (interrupts_off) {
        interrupt_due = 1;
        return;
    }

    host_signal_depth = host_signal_depth + 1;
    interrupts_off = 1;
    serve();
    interrupts_off = 0;
    host_signal_depth = host_signal_depth - 1;
    errno = saved;
}

static sigset_t only_alarm(void)
{
    sigset_t set;

    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGALRM);
    return set;
}

static bool arm_timer(uint32_t period_ms)
{
    static timer_t timer;
    static bool created;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    struct itimerspec period = {
        .it_interval =
            {
                .tv_sec = (time_t)(period_ms / MS_PER_SECOND),
                .tv_nsec = (long)(period_ms % MS_PER_SECOND) * NS_PER_MS,
            },
    };

    if (!created && timer_create(CLOCK_MONOTONIC, &event, &timer) != 0)
        return false;
    created = true;
    period.it_value = period.it_interval;
    return timer_settime(timer, 0, &period, NULL) == 0;
}

void hx_port_tick_start(uint32_t period_ms)
{
    const sigset_t alarm = only_alarm();
    struct sigaction action = {.sa_handler = on_alarm, .sa_flags = SA_RESTART};

    (void)sigemptyset(&action.sa_mask);
    if (sigaction(SIGALRM, &action, NULL) != 0 || !arm_timer(period_ms))
        hx_panic("no timer of %u ms", (unsigned)period_ms);

    /* The parent process may have left it blocked. */
    (void)sigprocmask(SIG_UNBLOCK, &alarm, NULL);
}

uintptr_t hx_port_irq_save(void)
{
    const uintptr_t saved = (uintptr_t)interrupts_off;

    interrupts_off = 1;
    atomic_signal_fence(memory_order_seq_cst);
    return saved;
}

static void serve_due(void)
{
    while (interrupt_due) {
        interrupt_due = 0;
        serve();
    }
}

void hx_port_irq_restore(uintptr_t saved)
{
    if (saved != 0)
        return;

    atomic_signal_fence(memory_order_seq_cst);
    interrupts_off = 0;
    /* One may have come just before; one that comes from now on serves itself. */
    while (interrupt_due) {
        interrupts_off = 1;
        serve_due();
        interrupts_off = 0;
    }
}

void hx_port_idle(void)
{
    const sigset_t alarm = only_alarm();
    sigset_t before;

    host_console_flush();

    /* Blocked between the question and the wait, it cannot be slept through. */
    (void)sigprocmask(SIG_BLOCK, &alarm, &before);
    while (!interrupt_due)
        (void)sigsuspend(&before);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);

    serve_due();
}
