/* SPDX-License-Identifier: MIT */
/*
 * A depth is written by its own CPU only, and an interrupt that comes between load and
 * store leaves it as it found it: no read-modify-write is needed, only that the
 * compiler does not keep it in a register.
 */
#include "preempt.h"

#include <helix/event.h>
#include <helix/interrupt.h>
#include <helix/loop.h>
#include <helix/port.h>

static uint32_t interrupt_depth[HX_CPU_MAX];
static uint32_t interrupt_count; /* on the loop's CPU */

/* A pointer, so that a kernel without threads has no code for them. */
static void (*preempt)(void);

static void add_depth(uint32_t difference)
{
    uint32_t *depth = &interrupt_depth[hx_port_cpu_id()];

    __atomic_store_n(depth, __atomic_load_n(depth, __ATOMIC_RELAXED) + difference,
                     __ATOMIC_RELAXED);
}

void hx_interrupt_enter(void)
{
    add_depth(1);
}

void hx_interrupt_exit(void)
{
    add_depth(UINT32_MAX);
    if (HX_HAS_THREADS && hx_port_cpu_id() == HX_LOOP_CPU)
        __atomic_store_n(&interrupt_count, hx_interrupt_count() + 1, __ATOMIC_RELAXED);
}

uint32_t hx_interrupt_count(void)
{
    return __atomic_load_n(&interrupt_count, __ATOMIC_RELAXED);
}

bool hx_interrupt_active(void)
{
    return __atomic_load_n(&interrupt_depth[hx_port_cpu_id()], __ATOMIC_RELAXED) > 0;
}

void hx_interrupt_set_preempt(void (*new_preempt)(void))
{
    __atomic_store_n(&preempt, new_preempt, __ATOMIC_RELAXED);
}

void hx_interrupt_preempt(void)
{
    void (*now)(void) = __atomic_load_n(&preempt, __ATOMIC_RELAXED);

    if (now != NULL)
        now();
}

void hx_tick_interrupt(void)
{
    struct hx_event tick = {.kind = HX_EVENT_TICK};

    tick.tick.timestamp_ns = hx_port_time_ns();
    /* A full ring is counted there, and nobody here could do more about it. */
    (void)hx_event_post(&tick);
}
