/* SPDX-License-Identifier: MIT */
#include "lapic.h"
#include "vectors.h"

#include <stddef.h>

/* Where the CPU has it after reset; boot.S maps it uncached. Intel SDM 3, chapter 10.
 */
#define LAPIC_BASE UINT64_C(0xfee00000)

#define LAPIC_ID 0x020
#define LAPIC_ACKNOWLEDGE 0x0b0
#define LAPIC_SPURIOUS 0x0f0
#define LAPIC_TIMER 0x320
#define LAPIC_LINT0 0x350
#define LAPIC_LINT1 0x360
#define LAPIC_TIMER_INITIAL 0x380
#define LAPIC_TIMER_CURRENT 0x390
#define LAPIC_TIMER_DIVIDER 0x3e0

#define ENABLE 0x100
#define MASKED 0x10000
#define TIMER_PERIODIC 0x20000
#define DIVIDE_BY_16 0x3
#define ID_SHIFT 24

static volatile uint32_t *lapic_register(size_t offset)
{
    return (volatile uint32_t *)(LAPIC_BASE + offset);
}

void x86_lapic_start(void)
{
    *lapic_register(LAPIC_TIMER) = MASKED;
    *lapic_register(LAPIC_LINT0) = MASKED;
    *lapic_register(LAPIC_LINT1) = MASKED;
    *lapic_register(LAPIC_TIMER_DIVIDER) = DIVIDE_BY_16;
    *lapic_register(LAPIC_SPURIOUS) = ENABLE | X86_VECTOR_SPURIOUS;
}

uint8_t x86_lapic_id(void)
{
    return (uint8_t)(*lapic_register(LAPIC_ID) >> ID_SHIFT);
}

void x86_lapic_acknowledge(void)
{
    *lapic_register(LAPIC_ACKNOWLEDGE) = 0;
}

void x86_lapic_count_silently(uint32_t count)
{
    *lapic_register(LAPIC_TIMER) = MASKED | X86_VECTOR_TIMER;
    *lapic_register(LAPIC_TIMER_INITIAL) = count;
}

uint32_t x86_lapic_count(void)
{
    return *lapic_register(LAPIC_TIMER_CURRENT);
}

void x86_lapic_interrupt_every(uint32_t count)
{
    *lapic_register(LAPIC_TIMER) = TIMER_PERIODIC | X86_VECTOR_TIMER;
    *lapic_register(LAPIC_TIMER_INITIAL) = count;
}
