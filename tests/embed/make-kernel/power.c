/* SPDX-License-Identifier: MIT */
#include "kernel.h"

void post_code(uint8_t code)
{
    out8(0x80, code);
}

void power_off(int status)
{
    out8(0xf4, (uint8_t)status); /* isa-debug-exit */
    for (;;)
        __asm__ volatile("cli\n\thlt");
}
