/* SPDX-License-Identifier: MIT */
/* The local interrupt controller of the CPU, and its timer. */
#pragma once

#include <stdint.h>

void x86_lapic_start(void);

/* The number by which interrupts are sent to this CPU. */
uint8_t x86_lapic_id(void);

/* Ends the interrupt being served; the next may come. */
void x86_lapic_acknowledge(void);

/* Counts down once from `count` without an interrupt, to measure the timer's speed. */
void x86_lapic_count_silently(uint32_t count);
uint32_t x86_lapic_count(void);

/* Interrupts with X86_VECTOR_TIMER each time `count` steps have passed. */
void x86_lapic_interrupt_every(uint32_t count);
