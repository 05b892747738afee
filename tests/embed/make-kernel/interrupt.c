/* SPDX-License-Identifier: MIT */
/*
 * The IDT, the two 8259, and the 8253 that interrupts 1000 times a second. The local
 * APIC only passes on what the 8259 says.
 */
#include "kernel.h"

#define VECTOR_COUNT 256
#define VECTOR_CLOCK 32
#define VECTOR_SPURIOUS 255
#define PIT_HZ 1193182
#define CLOCK_HZ 1000

#define APIC_SPURIOUS 0xfee000f0
#define APIC_LINT0 0xfee00350
#define APIC_ENABLE 0x100
#define APIC_EXTERNAL 0x700 /* ExtINT: the 8259 says which vector */

struct gate {
    uint16_t offset_low, selector;
    uint8_t stack, type;
    uint16_t offset_middle;
    uint32_t offset_high, reserved;
};

struct frame;

static struct gate idt[VECTOR_COUNT];
static volatile uint64_t now_ms;
static void (*called)(void);
static uint32_t call_period_ms;

__attribute__((interrupt)) static void on_exception(struct frame *frame)
{
    (void)frame;
    serial_print("kernel: exception\n");
    power_off(2);
}

__attribute__((interrupt)) static void on_clock(struct frame *frame)
{
    (void)frame;
    now_ms++;
    if (called != 0 && now_ms % call_period_ms == 0)
        called();
    out8(0x20, 0x20); /* end of interrupt */
}

__attribute__((interrupt)) static void on_spurious(struct frame *frame)
{
    (void)frame;
}

static void set_gate(unsigned vector, void (*function)(struct frame *))
{
    const uint64_t offset = (uint64_t)function;

    idt[vector] = (struct gate){
        .offset_low = (uint16_t)offset,
        .selector = 0x08,
        .type = 0x8e,
        .offset_middle = (uint16_t)(offset >> 16),
        .offset_high = (uint32_t)(offset >> 32),
    };
}

static void let_pic_through(void)
{
    *(volatile uint32_t *)APIC_SPURIOUS = APIC_ENABLE | VECTOR_SPURIOUS;
    *(volatile uint32_t *)APIC_LINT0 = APIC_EXTERNAL;
}

static void start_pic(void)
{
    static const uint8_t words[][2] = {{0x11, 0x11}, {32, 40}, {4, 2}, {1, 1}};

    out8(0x20, words[0][0]);
    out8(0xa0, words[0][1]);
    for (int i = 1; i < 4; i++) {
        out8(0x21, words[i][0]);
        out8(0xa1, words[i][1]);
    }
    out8(0x21, 0xfe); /* only line 0, the clock */
    out8(0xa1, 0xff);
}

void interrupts_start(void)
{
    const struct {
        uint16_t limit;
        uint64_t base;
    } __attribute__((packed)) idtr = {sizeof(idt) - 1, (uint64_t)idt};

    for (unsigned vector = 0; vector < VECTOR_CLOCK; vector++)
        set_gate(vector, on_exception);
    set_gate(VECTOR_CLOCK, on_clock);
    set_gate(VECTOR_SPURIOUS, on_spurious);
    __asm__ volatile("lidt %0" : : "m"(idtr));

    let_pic_through();
    start_pic();
    out8(0x43, 0x34); /* channel 0, both bytes, rate generator */
    out8(0x40, (PIT_HZ / CLOCK_HZ) & 0xff);
    out8(0x40, (PIT_HZ / CLOCK_HZ) >> 8);
    __asm__ volatile("sti");
}

uint64_t clock_ms(void)
{
    return now_ms;
}

void clock_call(uint32_t period_ms, void (*function)(void))
{
    call_period_ms = period_ms;
    called = function;
}
