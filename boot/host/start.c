/* SPDX-License-Identifier: MIT */
/* A Linux process as the machine: its start and its end. */
#include "start.h"

#include <helix/main.h>
#include <helix/port.h>

#include <stdlib.h>
#include <unistd.h>

const char hx_port_name[] = "host";

int main(void)
{
    (void)hx_port_time_ns(); /* counts from its first call */
    host_faults_start();
    hx_main();
}

uint32_t hx_port_cpu_id(void)
{
    return 0;
}

void hx_port_halt(int status)
{
    host_console_flush();
    host_console_stop();
    if (host_signal_depth > 0)
        _exit(status);
    exit(status);
}
