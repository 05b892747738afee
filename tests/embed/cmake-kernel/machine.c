/* SPDX-License-Identifier: MIT */
/*
 * A 16550, the local APIC's timer, and the TSC as the clock. How fast the last two run
 * is measured once, against the 8253.
 */
#include "kernel.h"

#define UART 0x3f8
#define PIC_FIRST 0x21
#define PIC_SECOND 0xa1
#define PIT_DATA 0x40
#define PIT_CONTROL 0x43
#define PIT_STEPS_OF_10_MS 11932

#define APIC_REGISTER(offset) (*(volatile uint32_t *)(0xfffffffffee00000 + (offset)))
#define APIC_END APIC_REGISTER(0x0b0)
#define APIC_SPURIOUS APIC_REGISTER(0x0f0)
#define APIC_TIMER APIC_REGISTER(0x320)
#define APIC_INITIAL APIC_REGISTER(0x380)
#define APIC_CURRENT APIC_REGISTER(0x390)
#define APIC_DIVIDER APIC_REGISTER(0x3e0)
#define APIC_MASKED 0x10000
#define APIC_PERIODIC 0x20000

#define VECTOR_TIMER 0x40
#define VECTOR_SPURIOUS 0xff
#define EXCEPTION_COUNT 32

void timer_entry(void);
void ignored_entry(void);
void fault_entry(void);
void timer_interrupt(void);
void fault(void);

static uint64_t idt[256][2];
static uint64_t clock_start;
static uint64_t tsc_per_ms;
static uint32_t apic_per_ms;
static void (*timer_function)(void);

static void port_write(uint16_t port, uint8_t value)
{
    __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static uint8_t port_read(uint16_t port)
{
    uint8_t value;

    __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
    return value;
}

static uint64_t read_tsc(void)
{
    uint32_t low, high;

    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

static uint16_t read_pit(void)
{
    uint8_t low;

    port_write(PIT_CONTROL, 0);
    low = port_read(PIT_DATA);
    return (uint16_t)(low | port_read(PIT_DATA) << 8);
}

static void measure(void)
{
    uint16_t first;

    port_write(PIT_CONTROL, 0x34);
    port_write(PIT_DATA, 0);
    port_write(PIT_DATA, 0);
    APIC_DIVIDER = 3; /* by 16 */
    APIC_TIMER = APIC_MASKED;
    APIC_INITIAL = UINT32_MAX;
    first = read_pit();
    clock_start = read_tsc();
    while ((uint16_t)(first - read_pit()) < PIT_STEPS_OF_10_MS) {
    }
    tsc_per_ms = (read_tsc() - clock_start) / 10;
    apic_per_ms = (UINT32_MAX - APIC_CURRENT) / 10;
}

static void set_gate(unsigned vector, void (*entry)(void))
{
    const uint64_t address = (uint64_t)entry;

    idt[vector][0] = (address & 0xffff) | 0x08 << 16 | UINT64_C(0x8e00) << 32 |
                     (address & 0xffff0000) << 32;
    idt[vector][1] = address >> 32;
}

void machine_start(void)
{
    const struct {
        uint16_t limit;
        uint64_t base;
    } __attribute__((packed)) pointer = {sizeof(idt) - 1, (uint64_t)idt};

    for (unsigned vector = 0; vector < EXCEPTION_COUNT; vector++)
        set_gate(vector, fault_entry);
    set_gate(VECTOR_TIMER, timer_entry);
    set_gate(VECTOR_SPURIOUS, ignored_entry);
    __asm__ volatile("lidt %0" : : "m"(pointer));

    port_write(PIC_FIRST, 0xff);
    port_write(PIC_SECOND, 0xff);
    APIC_SPURIOUS = 0x100 | VECTOR_SPURIOUS;
    measure();
    __asm__ volatile("sti");
}

void uart_write(char byte)
{
    while ((port_read(UART + 5) & 0x20) == 0) {
    }
    port_write(UART, (uint8_t)byte);
}

int uart_read(void)
{
    return (port_read(UART + 5) & 0x01) != 0 ? port_read(UART) : -1;
}

uint64_t clock_ns(void)
{
    const uint64_t passed = read_tsc() - clock_start;

    return passed / tsc_per_ms * 1000000 + passed % tsc_per_ms * 1000000 / tsc_per_ms;
}

void timer_start(uint32_t period_ms, void (*function)(void))
{
    timer_function = function;
    APIC_TIMER = APIC_PERIODIC | VECTOR_TIMER;
    APIC_INITIAL = apic_per_ms * period_ms;
}

void timer_interrupt(void)
{
    timer_function();
    APIC_END = 0;
}

void fault(void)
{
    for (const char *text = "kernel: fault\n"; *text != '\0'; text++)
        uart_write(*text);
    machine_stop(2);
}

void post_code(uint8_t code)
{
    port_write(0x80, code);
}

void machine_stop(int status)
{
    port_write(0xf4, (uint8_t)status); /* isa-debug-exit */
    for (;;)
        __asm__ volatile("cli\n\thlt");
}
