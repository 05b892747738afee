/* SPDX-License-Identifier: MIT */
#include "kernel.h"

#define COM1 0x3f8

void serial_start(void)
{
    out8(COM1 + 1, 0);    /* no interrupts */
    out8(COM1 + 3, 0x80); /* 115200 baud */
    out8(COM1 + 0, 1);
    out8(COM1 + 1, 0);
    out8(COM1 + 3, 0x03); /* 8 bits, no parity, 1 stop bit */
}

void serial_put(char byte)
{
    while ((in8(COM1 + 5) & 0x20) == 0) {
    }
    out8(COM1, (uint8_t)byte);
}

void serial_print(const char *text)
{
    while (*text != '\0')
        serial_put(*text++);
}

int serial_get(void)
{
    return (in8(COM1 + 5) & 0x01) != 0 ? in8(COM1) : -1;
}
