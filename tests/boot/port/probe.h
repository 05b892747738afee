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

extern const struct probe_check probe_behaviour_checks[];
extern const size_t probe_behaviour_check_count;
extern const struct probe_check probe_fault_checks[];
extern const size_t probe_fault_check_count;

/* Stands for a module: the only code whose owner the image knows. */
extern const struct hx_module probe_alpha_module;
void probe_alpha_write(volatile uint32_t *target, uint32_t value);
uint32_t probe_alpha_read(const volatile uint32_t *source);
void probe_alpha_call(void (*function)(void));

/* Another, whose descriptor cannot be read. */
void probe_broken_write(volatile uint32_t *target, uint32_t value);
