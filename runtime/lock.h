/* SPDX-License-Identifier: MIT */
/*
 * A short lock between CPUs, and between a CPU and its interrupts. Never held across a
 * module's code: who holds it only moves pointers.
 */
#pragma once

#include <helix/port.h>

/* All zero is free. */
struct hx_lock {
    bool taken;
};

/* Returns what hx_lock_give() wants. Any context. */
static inline uintptr_t hx_lock_take(struct hx_lock *lock)
{
    uintptr_t saved = hx_port_irq_save();

    while (__atomic_exchange_n(&lock->taken, true, __ATOMIC_ACQUIRE))
        hx_port_pause();
    return saved;
}

static inline void hx_lock_give(struct hx_lock *lock, uintptr_t saved)
{
    __atomic_store_n(&lock->taken, false, __ATOMIC_RELEASE);
    hx_port_irq_restore(saved);
}
