/* SPDX-License-Identifier: MIT */
/* What the parts of this kernel offer to each other. */
#pragma once

#include <stdint.h>

static inline void out8(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint8_t in8(uint16_t port)
{
    uint8_t value;

    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

/* serial.c */
void serial_start(void);
void serial_put(char byte);
void serial_print(const char *text);
int serial_get(void); /* -1: nothing has come */

/* interrupt.c */
void interrupts_start(void); /* and the clock */
uint64_t clock_ms(void);     /* since then */

/* From then on `function` is called every `period_ms`, in interrupt context. */
void clock_call(uint32_t period_ms, void (*function)(void));

/* power.c */
void post_code(uint8_t code);         /* the two digits on the mainboard */
_Noreturn void power_off(int status); /* what QEMU ends with is 2 * status + 1 */
