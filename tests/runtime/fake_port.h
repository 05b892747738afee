/* SPDX-License-Identifier: MIT */
/*
 * A machine that a test sees through and controls. Criterion runs each test in a
 * process of its own, so a test finds it as the program started.
 */
#pragma once

#include <helix/port.h>

/* What was printed so far; the text is kept until fake_console_clear(). */
const char *fake_console(void);
void fake_console_clear(void);

/* Does a line of exactly this text stand on the console? How many? */
unsigned fake_console_lines(const char *line);

/* What hx_port_time_ns() returns. */
extern uint64_t fake_time_ns;
extern uint64_t fake_time_step_ns; /* what each look at the clock takes */

/* What hx_port_cpu_id() returns in this thread. */
extern _Thread_local uint32_t fake_cpu;

/* The RAM of the machine: numbers that a test sets, or what fake_ram_map() gives. */
extern struct hx_memory_range fake_ranges[];
extern size_t fake_range_count;

/*
 * Makes `size` bytes, whole pages, the machine's only RAM; they are filled with 0xa5.
 * hx_port_protect() works on them, and really: code that is put there can be executed,
 * and what is forbidden is a signal.
 */
void fake_ram_map(size_t size);

/* What rights the page of `address`, in that RAM, has now. */
enum hx_port_rights fake_rights(const void *address);

/* How many hx_port_protect() succeed before all fail but those that give RAM back. */
extern unsigned fake_protect_left;

/* What hx_port_initrd() returns; set by a test. */
extern struct hx_bytes fake_initrd;

/* Set by hx_port_tick_start(). */
extern uint32_t fake_tick_ms;

/* How often the machine slept; each sleep ends with a tick. A wake ends the next sleep
 * before it begins, so that one is not counted. */
extern unsigned fake_idle_count;

/* How often hx_port_wake() was called, by all threads together. */
extern unsigned fake_wake_count;

/* The lines that are enabled, and those that the machine refuses to enable: bit n. */
extern uint32_t fake_irq_enabled;
extern uint32_t fake_irq_refused;

/* An interrupt of `line` on this CPU; nothing happens while the line is disabled. */
void fake_irq_raise(uint32_t line);

/* hx_port_irq_save() that were not restored, in this thread. */
extern _Thread_local unsigned fake_irq_depth;

/* Called by hx_port_irq_save() where not NULL: an interrupt at the last moment. */
extern void (*fake_late_interrupt)(void);

/* Runs `body`; returns the status that the machine halted with, -1 if it did not. */
int fake_machine_run(void (*body)(void));
