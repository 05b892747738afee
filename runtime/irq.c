/* SPDX-License-Identifier: MIT */
#include <helix/interrupt.h>
#include <helix/port.h>

void hx_irq_interrupt(uint32_t line)
{
    hx_port_irq_disable(line);
}
