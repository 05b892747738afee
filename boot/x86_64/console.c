/* SPDX-License-Identifier: MIT */
/*
 * The console: the 16550 at the first PC address, polled in both directions. Its queue
 * stays off, because turning it on drops what has been typed before the kernel booted.
 */
#include "console.h"
#include "io.h"

#include <helix/port.h>

#define UART_BASE 0x3f8
#define UART_DATA (UART_BASE + 0)
#define UART_INTERRUPT_ENABLE (UART_BASE + 1)
#define UART_DIVISOR_LOW (UART_BASE + 0)  /* while LINE_DIVISOR_ACCESS is set */
#define UART_DIVISOR_HIGH (UART_BASE + 1) /* likewise */
#define UART_LINE_CONTROL (UART_BASE + 3)
#define UART_MODEM_CONTROL (UART_BASE + 4)
#define UART_LINE_STATUS (UART_BASE + 5)

#define LINE_8N1 0x03
#define LINE_DIVISOR_ACCESS 0x80
#define MODEM_READY 0x03 /* DTR and RTS */

#define STATUS_RECEIVED 0x01
#define STATUS_HOLDING_EMPTY 0x20
#define STATUS_ALL_SENT 0x40

void x86_console_start(void)
{
    x86_out8(UART_INTERRUPT_ENABLE, 0);
    x86_out8(UART_LINE_CONTROL, LINE_DIVISOR_ACCESS);
    x86_out8(UART_DIVISOR_LOW, 1); /* 115200 baud */
    x86_out8(UART_DIVISOR_HIGH, 0);
    x86_out8(UART_LINE_CONTROL, LINE_8N1);
    x86_out8(UART_MODEM_CONTROL, MODEM_READY);
}

void x86_console_flush(void)
{
    while ((x86_in8(UART_LINE_STATUS) & STATUS_ALL_SENT) == 0) {
    }
}

/* An interrupt between the look and the byte could put one there too: one got lost. */
static bool try_put(uint8_t byte)
{
    const uintptr_t saved = hx_port_irq_save();
    const bool empty = (x86_in8(UART_LINE_STATUS) & STATUS_HOLDING_EMPTY) != 0;

    if (empty)
        x86_out8(UART_DATA, byte);
    hx_port_irq_restore(saved);
    return empty;
}

void hx_port_console_put(char byte)
{
    while (!try_put((uint8_t)byte)) {
    }
}

int hx_port_console_get(void)
{
    if ((x86_in8(UART_LINE_STATUS) & STATUS_RECEIVED) == 0)
        return -1;
    return x86_in8(UART_DATA);
}
