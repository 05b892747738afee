/* SPDX-License-Identifier: MIT */
/* Instructions that C has no words for. */
#pragma once

#include <stdint.h>

static inline void x86_out8(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline uint8_t x86_in8(uint16_t port)
{
    uint8_t value;

    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

/* Not before the loads and instructions that precede it in the program. */
static inline uint64_t x86_read_tsc(void)
{
    uint32_t low;
    uint32_t high;

    __asm__ volatile("lfence\n\trdtsc" : "=a"(low), "=d"(high) : : "memory");
    return low | (uint64_t)high << 32;
}

static inline uintptr_t x86_read_cr2(void)
{
    uintptr_t value;

    __asm__ volatile("mov %%cr2, %0" : "=r"(value));
    return value;
}

static inline uintptr_t x86_read_cr3(void)
{
    uintptr_t value;

    __asm__ volatile("mov %%cr3, %0" : "=r"(value));
    return value;
}

/* Forgets how the page of `address` was mapped, on this CPU. */
static inline void x86_forget_page(uint64_t address)
{
    __asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}

static inline void x86_interrupts_on(void)
{
    __asm__ volatile("sti" : : : "memory");
}

static inline void x86_interrupts_off(void)
{
    __asm__ volatile("cli" : : : "memory");
}

/* Tells the CPU that a loop waits for another one. */
static inline void x86_pause(void)
{
    __asm__ volatile("pause" : : : "memory");
}

/*
 * The interrupt flag takes effect after the instruction that follows `sti`, so no
 * interrupt can come between the two and be slept through.
 */
static inline void x86_wait_for_interrupt(void)
{
    __asm__ volatile("sti\n\thlt\n\tcli" : : : "memory");
}
