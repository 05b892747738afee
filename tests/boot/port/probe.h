/* SPDX-License-Identifier: MIT */
/* The parts of the probe: one image whose checks are called by name on its console. */
#pragma once

#include <helix/descriptor.h>

struct probe_check {
    const char *name;
    void (*run)(void);
};

/* Ends the image with status 1 and says why, unless `good`. */
void probe_require(bool good, const char *what);

/* How often the port has called hx_tick_interrupt(). */
extern volatile uint32_t probe_tick_count;

/* registers.S: waits for `*counter` to change; do all registers survive that? */
bool probe_keep_registers(const volatile uint32_t *counter);

/* Leaves other values in all registers that a function need not keep. */
void probe_spoil_registers(void);

/* Called with each tick, in interrupt context, unless NULL. */
extern void (*volatile probe_on_tick)(void);

/* How often the port has called hx_irq_interrupt(), for all lines together. */
extern volatile uint32_t probe_line_count;

/* Called by it, in interrupt context, unless NULL. */
extern void (*volatile probe_on_line)(uint32_t line);

/* Keeps the CPU busy, with interrupts as they are. */
void probe_spin_ms(uint64_t duration_ms);

/* Sleeps until `*counter`, which interrupts count up, is `wanted` or more. */
void probe_idle_until(const volatile uint32_t *counter, uint32_t wanted);

extern const struct probe_check probe_behaviour_checks[];
extern const size_t probe_behaviour_check_count;
extern const struct probe_check probe_fault_checks[];
extern const size_t probe_fault_check_count;
extern const struct probe_check probe_protect_checks[];
extern const size_t probe_protect_check_count;

/* Of x86_64. */
extern const struct probe_check probe_device_checks[];
extern const size_t probe_device_check_count;
void probe_virtio(void); /* one of them, in a file of its own */

/* Of host. */
extern const struct probe_check probe_line_checks[];
extern const size_t probe_line_check_count;
extern const struct probe_check probe_thread_checks[];
extern const size_t probe_thread_check_count;
extern const struct probe_check probe_wake_checks[];
extern const size_t probe_wake_check_count;

/* Stands for a module: the only code whose owner the image knows. */
extern const struct hx_module probe_alpha_module;
void probe_alpha_write(volatile uint32_t *target, uint32_t value);
uint32_t probe_alpha_read(const volatile uint32_t *source);
void probe_alpha_call(void (*function)(void));

/* Another, whose descriptor cannot be read. */
void probe_broken_write(volatile uint32_t *target, uint32_t value);
