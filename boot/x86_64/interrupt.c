/* SPDX-License-Identifier: MIT */
/*
 * The IDT and what arrives through it. Devices interrupt through the I/O APIC and the
 * local APIC only; the two 8259 of the PC are moved away from the exceptions and
 * masked.
 */
#include "interrupt.h"
#include "io.h"
#include "ioapic.h"
#include "lapic.h"
#include "segments.h"
#include "trap.h"

#include <helix/interrupt.h>
#include <helix/port.h>

#define PIC1_COMMAND 0x20
#define PIC1_DATA 0x21
#define PIC2_COMMAND 0xa0
#define PIC2_DATA 0xa1
#define PIC_INIT_WITH_ICW4 0x11
#define PIC_8086_MODE 0x01
#define PIC_CASCADE_LINE 2

#define VECTOR_DOUBLE_FAULT 8

#define GATE_INTERRUPT 0x8e /* present, type 14: interrupts go off on entry */

#define FLAG_INTERRUPTS UINT64_C(0x200)

struct gate {
    uint16_t offset_low;
    uint16_t selector;
    uint8_t stack; /* 0: the one in use */
    uint8_t type;
    uint16_t offset_middle;
    uint32_t offset_high;
    uint32_t reserved;
};

_Static_assert(sizeof(struct gate) == 16, "Intel SDM volume 3, figure 6-8");

static struct gate idt[X86_VECTOR_COUNT];

static uint8_t stack_of(unsigned vector)
{
    if (vector == VECTOR_DOUBLE_FAULT)
        return X86_IST_DOUBLE_FAULT;
    if (vector < X86_EXCEPTION_COUNT)
        return X86_IST_EXCEPTION;
    return 0;
}

static void fill_idt(void)
{
    const struct x86_table_pointer pointer = {
        .limit = sizeof(idt) - 1,
        .base = (uint64_t)idt,
    };

    for (unsigned vector = 0; vector < X86_VECTOR_COUNT; vector++) {
        const uint64_t entry = (uint64_t)(x86_trap_stubs + vector * X86_STUB_SIZE);

        idt[vector] = (struct gate){
            .offset_low = (uint16_t)entry,
            .selector = X86_CODE_SELECTOR,
            .stack = stack_of(vector),
            .type = GATE_INTERRUPT,
            .offset_middle = (uint16_t)(entry >> 16),
            .offset_high = (uint32_t)(entry >> 32),
        };
    }

    __asm__ volatile("lidt %0" : : "m"(pointer));
}

/* Left alone, it would report its timer as a double fault. */
static void silence_pic(void)
{
    x86_out8(PIC1_COMMAND, PIC_INIT_WITH_ICW4);
    x86_out8(PIC2_COMMAND, PIC_INIT_WITH_ICW4);
    x86_out8(PIC1_DATA, X86_VECTOR_PIC);
    x86_out8(PIC2_DATA, X86_VECTOR_PIC + 8);
    x86_out8(PIC1_DATA, 1 << PIC_CASCADE_LINE);
    x86_out8(PIC2_DATA, PIC_CASCADE_LINE);
    x86_out8(PIC1_DATA, PIC_8086_MODE);
    x86_out8(PIC2_DATA, PIC_8086_MODE);
    x86_out8(PIC1_DATA, 0xff);
    x86_out8(PIC2_DATA, 0xff);
}

void x86_interrupts_start(void)
{
    fill_idt();
    silence_pic();
    x86_lapic_start();
    x86_ioapic_start();
}

static bool is_of_line(uint64_t vector)
{
    return vector >= X86_VECTOR_LINE && vector < X86_VECTOR_LINE + HX_IRQ_MAX;
}

/*
 * What the local APIC has sent is acknowledged once, whether anybody wanted it or not.
 * Its spurious interrupts and those of an 8259 are not among that: to acknowledge one
 * would end another that is being served.
 */
void x86_interrupt(const struct x86_frame *frame)
{
    const uint64_t vector = frame->vector;

    if (vector != X86_VECTOR_TIMER && !is_of_line(vector))
        return;

    hx_interrupt_enter();
    if (vector == X86_VECTOR_TIMER)
        hx_tick_interrupt();
    else
        x86_ioapic_interrupt((uint32_t)vector - X86_VECTOR_LINE);
    hx_interrupt_exit();
    x86_lapic_acknowledge();
    hx_interrupt_preempt();
}

uintptr_t hx_port_irq_save(void)
{
    uint64_t flags;

    __asm__ volatile("pushfq\n\tpopq %0\n\tcli" : "=r"(flags) : : "memory");
    return flags & FLAG_INTERRUPTS;
}

void hx_port_irq_restore(uintptr_t saved)
{
    if (saved != 0)
        x86_interrupts_on();
}

/*
 * There is one CPU. So between the look and the wait, with interrupts off, nobody can
 * wake it, and who wakes it during the wait is an interrupt, which ends it anyway.
 */
static bool wake_due;

void hx_port_idle(void)
{
    if (!__atomic_load_n(&wake_due, __ATOMIC_ACQUIRE))
        x86_wait_for_interrupt();
    __atomic_store_n(&wake_due, false, __ATOMIC_RELAXED);
}

void hx_port_wake(void)
{
    __atomic_store_n(&wake_due, true, __ATOMIC_RELEASE);
}

void hx_port_pause(void)
{
    x86_pause();
}
