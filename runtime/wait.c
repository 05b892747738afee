/* SPDX-License-Identifier: MIT */
#include <helix/port.h>
#include <helix/wait.h>

void hx_wait(void)
{
    hx_port_pause();
}
