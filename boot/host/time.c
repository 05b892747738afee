/* SPDX-License-Identifier: MIT */
/* The clock, and the timer whose SIGALRM is the tick. */
#define _POSIX_C_SOURCE 200809L

#include "start.h"

#include <helix/main.h>
#include <helix/port.h>

#include <time.h>

#define NS_PER_SECOND UINT64_C(1000000000)
#define NS_PER_MS 1000000L
#define MS_PER_SECOND 1000u

static uint64_t ns_at_start;

static uint64_t monotonic_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_PER_SECOND + (uint64_t)now.tv_nsec;
}

void host_clock_start(void)
{
    ns_at_start = monotonic_ns();
}

uint64_t hx_port_time_ns(void)
{
    return monotonic_ns() - ns_at_start;
}

static bool arm_timer(uint32_t period_ms)
{
    static timer_t timer;
    static bool created;
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM};
    struct itimerspec period = {
        .it_interval =
            {
                .tv_sec = (time_t)(period_ms / MS_PER_SECOND),
                .tv_nsec = (long)(period_ms % MS_PER_SECOND) * NS_PER_MS,
            },
    };

    if (!created && timer_create(CLOCK_MONOTONIC, &event, &timer) != 0)
        return false;
    created = true;
    period.it_value = period.it_interval;
    return timer_settime(timer, 0, &period, NULL) == 0;
}

void hx_port_tick_start(uint32_t period_ms)
{
    if (!arm_timer(period_ms))
        hx_panic("no timer of %u ms", (unsigned)period_ms);
}
