/* SPDX-License-Identifier: MIT */
/*
 * Interrupts of the devices that every PC and QEMU's microvm have: the UART on line 4,
 * which asks while its transmitter is empty; the RTC on line 8, which asks again and
 * again; the PIT on line 2, whose line is a wave.
 */
#include "probe.h"

#include "../../../boot/x86_64/io.h"
#include "../../../boot/x86_64/vectors.h"

#include <helix/compiler.h>
#include <helix/interrupt.h>
#include <helix/log.h>
#include <helix/port.h>

#define NS_PER_MS UINT64_C(1000000)

#define LINE_PIT 2
#define LINE_UART 4
#define LINE_RTC 8
#define LINE_COUNT 24

#define UART_DATA 0x3f8
#define UART_INTERRUPT_ENABLE 0x3f9
#define UART_INTERRUPT_CAUSE 0x3fa
#define UART_MODEM_CONTROL 0x3fc
#define UART_LINE_STATUS 0x3fd
#define UART_WHEN_EMPTY 0x02
#define UART_READY_AND_INTERRUPTS 0x0b /* on a PC OUT2 connects it to its line */
#define UART_HOLDING_EMPTY 0x20

#define RTC_INDEX 0x70
#define RTC_DATA 0x71
#define RTC_A 0x0a
#define RTC_B 0x0b
#define RTC_C 0x0c
#define RTC_RATE_MASK 0x0f
#define RTC_RATE_1024_HZ 0x06
#define RTC_PERIODIC 0x40 /* enabled in B, happened in C */

#define LAPIC_IN_SERVICE UINT64_C(0xfee00100)
#define LAPIC_REQUESTED UINT64_C(0xfee00200)

#define BYTE_COUNT 1000

static bool lapic_has(uint64_t bits, unsigned vector)
{
    const volatile uint32_t *words = (const volatile uint32_t *)bits;

    /* Each word of 32 vectors is followed by three that are reserved. */
    return (words[vector / 32 * 4] >> vector % 32 & 1) != 0;
}

static void lines(void)
{
    probe_require(!hx_port_irq_enable(0), "line 0 is kept by the port");
    for (uint32_t line = 1; line < LINE_COUNT; line++) {
        probe_require(hx_port_irq_enable(line), "the machine has the line");
        probe_require(hx_port_irq_enable(line), "and has it still");
    }
    for (uint32_t line = LINE_COUNT; line < 2 * HX_IRQ_MAX; line++)
        probe_require(!hx_port_irq_enable(line), "the machine has no such line");
    for (uint32_t line = 0; line < 2 * HX_IRQ_MAX; line++)
        hx_port_irq_disable(line);
}

static void uart_ask_when_empty(void)
{
    x86_out8(UART_MODEM_CONTROL, UART_READY_AND_INTERRUPTS);
    x86_out8(UART_INTERRUPT_ENABLE, UART_WHEN_EMPTY);
}

static void uart_be_silent(void)
{
    x86_out8(UART_INTERRUPT_ENABLE, 0);
}

/* To read the cause is to have served it. */
static void uart_serve(uint32_t line)
{
    probe_require(line == LINE_UART, "it is the UART's line");
    probe_require(hx_interrupt_active(), "it is an interrupt");
    (void)x86_in8(UART_INTERRUPT_CAUSE);
}

static void uart_send_next(uint32_t line)
{
    uart_serve(line);
    if (probe_line_count <= BYTE_COUNT)
        x86_out8(UART_DATA, '#');
    else
        uart_be_silent();
}

/* Each byte but the first is sent by the interrupt of the one before. */
static void uart(void)
{
    probe_on_line = uart_send_next;
    probe_require(hx_port_irq_enable(LINE_UART), "there is a UART");
    uart_ask_when_empty();
    probe_idle_until(&probe_line_count, BYTE_COUNT + 1);
    hx_port_tick_start(10);
    probe_idle_until(&probe_tick_count, 2);
    probe_require(probe_line_count == BYTE_COUNT + 1, "each has come once");
    hx_log_line("\n%u interrupts", (unsigned)probe_line_count);
}

/* What comes while the line is disabled has to wait, and does not get lost. */
static void uart_held(void)
{
    probe_on_line = uart_serve;
    uart_ask_when_empty();
    for (uint32_t i = 0; i < BYTE_COUNT; i++) {
        x86_out8(UART_DATA, '#');
        while ((x86_in8(UART_LINE_STATUS) & UART_HOLDING_EMPTY) == 0) {
        }
        probe_require(probe_line_count == i, "a disabled line is silent");
        probe_require(hx_port_irq_enable(LINE_UART), "there is a UART");
        probe_idle_until(&probe_line_count, i + 1);
        hx_port_irq_disable(LINE_UART);
    }
    uart_be_silent();
    hx_log_line("\n%u interrupts", (unsigned)probe_line_count);
}

/* The CPU has been told, but was not listening, when the line is disabled. */
static void line_disabled_late(void)
{
    const uintptr_t saved = hx_port_irq_save();

    probe_on_line = uart_serve;
    probe_require(hx_port_irq_enable(LINE_UART), "there is a UART");
    uart_ask_when_empty();
    probe_require(lapic_has(LAPIC_REQUESTED, X86_VECTOR_LINE + LINE_UART),
                  "the interrupt is on its way");
    hx_port_irq_disable(LINE_UART);
    hx_port_irq_restore(saved);
    probe_require(!lapic_has(LAPIC_REQUESTED, X86_VECTOR_LINE + LINE_UART),
                  "it has arrived");
    probe_require(!lapic_has(LAPIC_IN_SERVICE, X86_VECTOR_LINE + LINE_UART),
                  "and was acknowledged");
    probe_require(probe_line_count == 0, "a disabled line is silent");

    probe_require(hx_port_irq_enable(LINE_UART), "the UART still asks");
    probe_idle_until(&probe_line_count, 1);
    uart_be_silent();
}

/* The device goes on asking, since nobody serves it: what an unwanted line does. */
static void line_disabled_by_handler(void)
{
    probe_on_line = hx_port_irq_disable;
    uart_ask_when_empty();
    hx_port_tick_start(10);
    for (uint32_t i = 0; i < 3; i++) {
        probe_require(hx_port_irq_enable(LINE_UART), "there is a UART");
        probe_idle_until(&probe_line_count, i + 1);
        probe_idle_until(&probe_tick_count, probe_tick_count + 2);
        probe_require(probe_line_count == i + 1, "silent from then on");
    }
    uart_be_silent();
}

static uint8_t rtc_read(uint8_t index)
{
    x86_out8(RTC_INDEX, index);
    return x86_in8(RTC_DATA);
}

static void rtc_write(uint8_t index, uint8_t value)
{
    x86_out8(RTC_INDEX, index);
    x86_out8(RTC_DATA, value);
}

static void rtc_serve(uint32_t line)
{
    probe_require(line == LINE_RTC, "it is the clock's line");
    probe_require((rtc_read(RTC_C) & RTC_PERIODIC) != 0, "a period is over");
}

static void rtc(void)
{
    uintptr_t saved;

    probe_on_line = rtc_serve;
    rtc_write(RTC_A, (uint8_t)((rtc_read(RTC_A) & ~RTC_RATE_MASK) | RTC_RATE_1024_HZ));
    rtc_write(RTC_B, rtc_read(RTC_B) | RTC_PERIODIC);
    saved = hx_port_irq_save();
    probe_spin_ms(50);
    probe_require(!lapic_has(LAPIC_REQUESTED, X86_VECTOR_LINE + LINE_RTC),
                  "a line is disabled at first, before it comes to the CPU");
    hx_port_irq_restore(saved);
    probe_require(probe_line_count == 0, "nor does it come to the runtime");
    probe_require(hx_port_irq_enable(LINE_RTC), "there is a clock");
    probe_idle_until(&probe_line_count, 100);
    hx_port_irq_disable(LINE_RTC);
    {
        const uint32_t before = probe_line_count;

        probe_spin_ms(50);
        probe_require(probe_line_count == before, "a disabled line is silent");
    }
    probe_require(hx_port_irq_enable(LINE_RTC), "there is a clock");
    probe_idle_until(&probe_line_count, 200);
}

/* By level it would never stop asking. */
static void pit(void)
{
    const uint64_t start = hx_port_time_ns();

    probe_require(hx_port_irq_enable(LINE_PIT), "there is an interval timer");
    probe_idle_until(&probe_line_count, 5);
    probe_require(hx_port_time_ns() - start >= 4 * 54 * NS_PER_MS, "18.2 in a second");
}

static volatile bool tick_in_service;

static void interrupt_spuriously(void)
{
    __asm__ volatile("int %0\n\tint %1\n\tint %2"
                     :
                     : "i"(X86_VECTOR_SPURIOUS), "i"(X86_VECTOR_PIC + 7),
                       "i"(X86_VECTOR_PIC + 15)
                     : "memory");
    tick_in_service = lapic_has(LAPIC_IN_SERVICE, X86_VECTOR_TIMER);
}

/* To acknowledge those would be to acknowledge the tick, before it is over. */
static void spurious(void)
{
    probe_on_tick = interrupt_spuriously;
    hx_port_tick_start(10);
    for (uint32_t i = 1; i <= 3; i++) {
        probe_idle_until(&probe_tick_count, i);
        probe_require(tick_in_service, "nothing else was acknowledged");
        probe_require(!lapic_has(LAPIC_IN_SERVICE, X86_VECTOR_TIMER), "the tick was");
    }
    probe_require(probe_line_count == 0, "they are of no line");
}

const struct probe_check probe_device_checks[] = {
    {"lines", lines},
    {"uart", uart},
    {"uart-held", uart_held},
    {"line-disabled-late", line_disabled_late},
    {"line-disabled-by-handler", line_disabled_by_handler},
    {"rtc", rtc},
    {"pit", pit},
    {"spurious", spurious},
    {"virtio", probe_virtio},
};

const size_t probe_device_check_count = HX_COUNT_OF(probe_device_checks);
