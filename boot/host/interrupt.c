/* SPDX-License-Identifier: MIT */
/*
 * Signals as interrupts: SIGALRM is the timer's, SIGRTMIN + n that of line n, which is
 * raised with raise(), sigqueue(), timer_create() or kill(1). There are as many lines
 * as signals up to SIGRTMAX: 31 on Linux, and one less under valgrind, which keeps the
 * last.
 *
 * The thread of main() serves them all. A signal may be delivered to any thread that
 * does not block it; there its handler leaves a note of what is due and rings the bell
 * of main()'s thread, SIGURG, which by default does nothing and is not needed for
 * anything else here.
 *
 * Keeping interrupts off is a flag of main()'s thread, not a system call: a handler
 * that finds it set only leaves the note, and whoever clears the flag serves it. As in
 * hardware, several of a kind that come in the meantime are served as one. A note for a
 * line that is disabled stays too, as a device holds its line. On other threads the
 * flag is their own and keeps off nothing, for nothing comes there.
 *
 * Nothing is slept through. hx_port_idle() looks for notes with the signals blocked, so
 * one that is delivered from then on ends sigsuspend() at once. Who leaves a note
 * without a signal, hx_port_wake() or a handler on another thread, rings the bell
 * after it. Between `idling`, then the look for notes here, and the note, then the look
 * at `idling` there, one of the two sees the other: all four are in one total order.
 */
#define _POSIX_C_SOURCE 200809L

#include "start.h"

#include <helix/interrupt.h>
#include <helix/main.h>
#include <helix/port.h>

#include <errno.h>
#include <stdatomic.h>

#define SIGNAL_BELL SIGURG

/* Bits of `due` and `let_through`; the lowest is served first. */
#define TICK (UINT64_C(1) << 0)
#define LINE_0 (UINT64_C(1) << 1)
#define WAKE (UINT64_C(1) << 63)

sigset_t host_interrupt_signals;
_Thread_local volatile sig_atomic_t host_signal_depth;

static _Atomic uint64_t due;
static _Atomic uint64_t let_through = TICK;
static _Atomic uint64_t serving; /* of these one, or none */
static atomic_bool idling;
static _Thread_local volatile sig_atomic_t interrupts_off;

static uint32_t line_count;

static uint64_t ready(void)
{
    return atomic_load(&due) & atomic_load(&let_through);
}

static void serve(uint64_t bit)
{
    hx_interrupt_enter();
    if (bit == TICK)
        hx_tick_interrupt();
    else
        hx_irq_interrupt((uint32_t)__builtin_ctzll(bit / LINE_0));
    hx_interrupt_exit();
}

/* On the loop's thread, with interrupts off. */
static void serve_ready(void)
{
    uint64_t found;

    while ((found = ready()) != 0) {
        const uint64_t bit = found & (~found + 1);

        /* Who disables the line now either is seen below or sees `serving`. */
        atomic_store(&serving, bit);
        if ((atomic_load(&let_through) & bit) != 0) {
            atomic_fetch_and(&due, ~bit);
            serve(bit);
        }
        atomic_store(&serving, 0);
    }
}

/*
 * On the loop's thread. A signal that comes in the middle serves itself. Where it
 * returns true, hx_interrupt_preempt() is left to do, as the last thing.
 */
static bool serve_unless_off(void)
{
    bool served = false;

    if (interrupts_off)
        return false;
    while (ready() != 0) {
        interrupts_off = 1;
        serve_ready();
        interrupts_off = 0;
        served = true;
    }
    return served;
}

/* Lets the loop's thread see what is due; returns as serve_unless_off(). */
static bool interrupt_loop(void)
{
    if (host_is_loop_thread())
        return serve_unless_off();
    host_signal_loop_thread(SIGNAL_BELL);
    return false;
}

static uint64_t bit_of(int number)
{
    if (number == SIGNAL_BELL)
        return 0;
    return number == SIGALRM ? TICK : LINE_0 << (number - SIGRTMIN);
}

/* Signals are kept off until it returns, also where a thread goes on much later. */
static void on_interrupt(int number)
{
    const int saved = errno;
    bool served;

    host_signal_depth = host_signal_depth + 1;
    atomic_fetch_or(&due, bit_of(number));
    served = interrupt_loop();
    host_signal_depth = host_signal_depth - 1;
    if (served)
        hx_interrupt_preempt();
    errno = saved;
}

static void add_signal(int number)
{
    (void)sigaddset(&host_interrupt_signals, number);
}

static bool handle(int number)
{
    const struct sigaction action = {
        .sa_handler = on_interrupt,
        .sa_mask = host_interrupt_signals,
        .sa_flags = SA_RESTART,
    };

    return sigaction(number, &action, NULL) == 0;
}

static void handle_or_panic(int number)
{
    if (!handle(number))
        hx_panic("no handler for signal %d", number);
}

static uint32_t most_lines(void)
{
    const uint32_t count = (uint32_t)(SIGRTMAX - SIGRTMIN + 1);

    return count < HX_IRQ_MAX ? count : HX_IRQ_MAX;
}

void host_interrupts_start(void)
{
    (void)sigemptyset(&host_interrupt_signals);
    add_signal(SIGALRM);
    add_signal(SIGNAL_BELL);
    for (uint32_t line = 0; line < most_lines(); line++)
        add_signal(SIGRTMIN + (int)line);

    handle_or_panic(SIGALRM);
    handle_or_panic(SIGNAL_BELL);
    while (line_count < most_lines() && handle(SIGRTMIN + (int)line_count))
        line_count++;

    /* The parent process may have left them blocked. */
    (void)pthread_sigmask(SIG_UNBLOCK, &host_interrupt_signals, NULL);
}

bool hx_port_irq_enable(uint32_t line)
{
    if (line >= line_count)
        return false;
    atomic_fetch_or(&let_through, LINE_0 << line);
    if (interrupt_loop())
        hx_interrupt_preempt();
    return true;
}

void hx_port_irq_disable(uint32_t line)
{
    if (line >= line_count)
        return;
    atomic_fetch_and(&let_through, ~(LINE_0 << line));
    while (!host_is_loop_thread() && atomic_load(&serving) == LINE_0 << line)
        hx_port_pause();
}

uintptr_t hx_port_irq_save(void)
{
    const uintptr_t saved = (uintptr_t)interrupts_off;

    interrupts_off = 1;
    atomic_signal_fence(memory_order_seq_cst);
    return saved;
}

void hx_port_irq_restore(uintptr_t saved)
{
    if (saved != 0)
        return;

    atomic_signal_fence(memory_order_seq_cst);
    interrupts_off = 0;
    /* One may have come just before; one that comes from now on serves itself. */
    if (host_is_loop_thread() && serve_unless_off())
        hx_interrupt_preempt();
}

void hx_port_idle(void)
{
    sigset_t before;

    host_console_flush();

    (void)pthread_sigmask(SIG_BLOCK, &host_interrupt_signals, &before);
    atomic_store(&idling, true);
    while (ready() == 0 && (atomic_load(&due) & WAKE) == 0)
        (void)sigsuspend(&before);
    atomic_store(&idling, false);
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);

    serve_ready();
    atomic_fetch_and(&due, ~WAKE);
}

void hx_port_wake(void)
{
    atomic_fetch_or(&due, WAKE);
    if (atomic_load(&idling))
        host_signal_loop_thread(SIGNAL_BELL);
}
