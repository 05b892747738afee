/* SPDX-License-Identifier: MIT */
/* The machine, as the rest of this kernel sees it: machine.c. */
#pragma once

#include <stdint.h>

void machine_start(void); /* console, interrupts, clock */

void uart_write(char byte);
int uart_read(void); /* -1: nothing has come */

uint64_t clock_ns(void); /* since machine_start() */

/* From then on `function` is called every `period_ms`, in interrupt context. */
void timer_start(uint32_t period_ms, void (*function)(void));

void post_code(uint8_t code); /* the two digits on the mainboard */

/* What QEMU ends with is 2 * status + 1. */
_Noreturn void machine_stop(int status);
