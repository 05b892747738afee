/* SPDX-License-Identifier: MIT */
/* What the parts of the port know of each other. */
#pragma once

#include <signal.h>

/* Handlers of signals on the stack; while there are any, exit() may not be called. */
extern volatile sig_atomic_t host_signal_depth;

/* Writes out what the console has taken. Any context. */
void host_console_flush(void);

/* Gives the terminal back as it was found. Any context. */
void host_console_stop(void);

/* Reports faults of the program as a machine's port reports its exceptions. */
void host_faults_start(void);
