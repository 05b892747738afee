/* SPDX-License-Identifier: MIT */
/*
 * Time is the TSC; the tick is the timer of the local APIC. The speed of neither is
 * known beforehand, so both are compared with the PIT, whose speed is.
 *
 * The machine may be an emulator that is stopped for milliseconds at any point. So each
 * reading of the three clocks is taken several times, and the one that took the
 * shortest counts; and of several comparisons the one with the slowest TSC counts, as a
 * stop of more than the 55 ms in which the PIT wraps makes the TSC look faster. Under
 * -icount every I/O instruction is costly, hence the pause between readings.
 */
#include "time.h"
#include "io.h"
#include "lapic.h"

#include <helix/main.h>
#include <helix/port.h>

#define PIT_CHANNEL0 0x40
#define PIT_COMMAND 0x43
#define PIT_LATCH_CHANNEL0 0x00
#define PIT_CHANNEL0_RATE_GENERATOR 0x34 /* low byte, then high byte */
#define PIT_HZ UINT64_C(1193182)

#define COMPARISON_COUNT 3
#define COMPARISON_STEPS 5966 /* of the PIT: 5 ms */
#define READING_ATTEMPTS 4
#define PAUSE_LOOPS 20000
#define PATIENCE_TSC (UINT64_C(1) << 34) /* seconds */

#define NS_PER_SECOND UINT64_C(1000000000)
#define MS_PER_SECOND UINT64_C(1000)

struct reading {
    uint64_t tsc;
    uint16_t pit;   /* counts down */
    uint32_t lapic; /* counts down */
};

static uint64_t tsc_at_start;
static uint64_t ns_per_tsc; /* fixed point, 32 bits of fraction */
static uint64_t lapic_hz;

static uint16_t read_pit(void)
{
    uint8_t low;

    x86_out8(PIT_COMMAND, PIT_LATCH_CHANNEL0);
    low = x86_in8(PIT_CHANNEL0);
    return (uint16_t)(low | x86_in8(PIT_CHANNEL0) << 8);
}

static struct reading read_clocks(void)
{
    uint64_t shortest = UINT64_MAX;
    struct reading best = {0};

    for (int attempt = 0; attempt < READING_ATTEMPTS; attempt++) {
        const uint64_t before = x86_read_tsc();
        const uint16_t pit = read_pit();
        const uint32_t lapic = x86_lapic_count();
        const uint64_t after = x86_read_tsc();

        if (after - before < shortest) {
            shortest = after - before;
            best = (struct reading){.tsc = before, .pit = pit, .lapic = lapic};
        }
    }

    return best;
}

static void pause_briefly(void)
{
    uint64_t loops = PAUSE_LOOPS;

    __asm__ volatile("1:\tdecq %0\n\tjnz 1b" : "+r"(loops) : : "cc");
}

/* Lets the PIT do COMPARISON_STEPS or more from `start` on; returns how many. */
static uint64_t wait_for_pit(const struct reading *start, struct reading *end)
{
    uint64_t steps;

    do {
        if (x86_read_tsc() - start->tsc > PATIENCE_TSC)
            hx_panic("the interval timer (PIT) does not count");
        pause_briefly();
        *end = read_clocks();
        steps = (uint16_t)(start->pit - end->pit);
    } while (steps < COMPARISON_STEPS);

    return steps;
}

void x86_time_start(void)
{
    uint64_t tsc_hz = UINT64_MAX;

    tsc_at_start = x86_read_tsc();
    x86_lapic_count_silently(UINT32_MAX);
    x86_out8(PIT_COMMAND, PIT_CHANNEL0_RATE_GENERATOR);
    x86_out8(PIT_CHANNEL0, 0);
    x86_out8(PIT_CHANNEL0, 0);

    for (int i = 0; i < COMPARISON_COUNT; i++) {
        const struct reading start = read_clocks();
        struct reading end;
        const uint64_t steps = wait_for_pit(&start, &end);
        const uint64_t hz = (end.tsc - start.tsc) * PIT_HZ / steps;

        if (hz < tsc_hz) {
            tsc_hz = hz;
            lapic_hz = (uint32_t)(start.lapic - end.lapic) * PIT_HZ / steps;
        }
    }

    ns_per_tsc = (NS_PER_SECOND << 32) / tsc_hz;
}

uint64_t hx_port_time_ns(void)
{
    const uint64_t passed = x86_read_tsc() - tsc_at_start;

    return (uint64_t)((unsigned __int128)passed * ns_per_tsc >> 32);
}

void hx_port_tick_start(uint32_t period_ms)
{
    uint64_t count = lapic_hz * period_ms / MS_PER_SECOND;

    /* 0 would stop the timer; above the limit, 68 s on QEMU, it is as slow as it can.
     */
    if (count == 0)
        count = 1;
    if (count > UINT32_MAX)
        count = UINT32_MAX;
    x86_lapic_interrupt_every((uint32_t)count);
}
