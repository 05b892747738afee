/* SPDX-License-Identifier: MIT */
/* What the parts of the port know of each other. */
#pragma once

#include <signal.h>
#include <stdbool.h>

/* main() starts the parts in this order. */
void host_clock_start(void);
void host_trace_start(void);
void host_threads_start(void);
void host_interrupts_start(void);
void host_faults_start(void);

/* Is this the thread of main(), which runs the loop? Any context. */
bool host_is_loop_thread(void);

/* Sends a signal to that thread. Any context, any thread. */
void host_signal_loop_thread(int number);

/*
 * Sees to it that what the calling thread has of the port is given back when it ends.
 * Any context, as often as one likes.
 */
void host_watch_thread_end(void);

/* The signals that are interrupts; filled by host_interrupts_start(). */
extern sigset_t host_interrupt_signals;

/*
 * Handlers of signals on this thread's stack; while there are any, exit() may not be
 * called.
 */
extern _Thread_local volatile sig_atomic_t host_signal_depth;

/* Writes out what the console has taken from this thread. Any context. */
void host_console_flush(void);

/* Writes the trace of the boot to the file that HELIX_TRACE names, if it does. Any
 * context; once, at the end. */
void host_trace_write(void);

/* Gives the terminal back as it was found. Any context. */
void host_console_stop(void);
