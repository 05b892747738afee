/* SPDX-License-Identifier: MIT */
/* A Linux process as the machine: its start and its end. */
#define _POSIX_C_SOURCE 200809L

#include "start.h"

#include <helix/main.h>
#include <helix/port.h>

#include <stdlib.h>
#include <unistd.h>

const char hx_port_name[] = "host";

int main(void)
{
    host_clock_start();
    host_trace_start();
    host_threads_start();
    host_interrupts_start();
    host_faults_start();
    hx_main();
}

void hx_port_halt(int status)
{
    host_console_flush();
    host_console_stop();
    host_trace_write();
    if (host_signal_depth > 0 || !host_is_loop_thread())
        _exit(status);
    exit(status);
}
