/* SPDX-License-Identifier: MIT */
/*
 * What a machine gives to the runtime. boot/<target>/ implements all of it; nothing
 * else knows the machine. An existing kernel that embeds Helix supplies the same.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The target's name as in the profile and the boot log: "x86_64", "host". */
extern const char hx_port_name[];

/* Writes one byte to the console; waits until the device takes it. Any context. */
void hx_port_console_put(char byte);

/*
 * Returns the next byte typed on the console, or -1 if there is none. Does not wait.
 * Not from an interrupt.
 */
int hx_port_console_get(void);

/* Nanoseconds since boot; never goes back. Any context. */
uint64_t hx_port_time_ns(void);

/*
 * Starts the periodic timer. Every `period_ms`, which is not 0, the port calls
 * hx_interrupt_enter(), hx_tick_interrupt() and hx_interrupt_exit() in interrupt
 * context.
 */
void hx_port_tick_start(uint32_t period_ms);

/* How many CPUs the runtime has room for; the build may say another number. */
#ifndef HX_CPU_MAX
#define HX_CPU_MAX 8
#endif

/*
 * Returns the number, from 0 and below HX_CPU_MAX, of the CPU that runs the caller. Any
 * context.
 */
uint32_t hx_port_cpu_id(void);

/* Keeps interrupts off this CPU; returns what hx_port_irq_restore() wants. Nests. */
uintptr_t hx_port_irq_save(void);
void hx_port_irq_restore(uintptr_t saved);

/*
 * Waits for the next interrupt. Called with interrupts kept off; one that is pending
 * ends the wait at once, so none is slept through. Interrupts are kept off again when
 * it returns.
 */
void hx_port_idle(void);

#define HX_IRQ_MAX 32
bool hx_port_irq_enable(uint32_t line);
void hx_port_irq_disable(uint32_t line);
void hx_port_wake(void);
void hx_port_pause(void);

/* A stretch of free RAM; `size` in bytes. */
struct hx_memory_range {
    uintptr_t start;
    size_t size;
};

/*
 * Fills up to `capacity` ranges of RAM that nobody uses yet, page-aligned, ascending,
 * and returns how many there are in all. The answer never changes.
 */
size_t hx_port_memory(struct hx_memory_range *ranges, size_t capacity);

/*
 * Ends the machine. `status` is 0 (good), 1 (some module failed) or 2 (panic); what
 * runs the image sees it as its exit status. Any context; does not return.
 */
_Noreturn void hx_port_halt(int status);
