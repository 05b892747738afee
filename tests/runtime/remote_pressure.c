/* SPDX-License-Identifier: MIT */
/*
 * Threads tell of memory while the loop publishes: whoever comes last is what the
 * others know in the end, and there is never more than one publish to wait for.
 */
#include "fake_image.h"
#include "remote_threads.h"

#include <helix/listener.h>
#include <helix/loop.h>
#include <helix/pressure.h>
#include <helix/resource.h>

#include <sched.h>

static struct hx_pressure own[THREAD_COUNT + 1];
static struct hx_pressure shared;

/* Gives the threads time to tell of more while the loop publishes. */
static enum hx_event_response linger(void *arg, const struct hx_event *event)
{
    (void)arg;
    (void)event;
    sched_yield();
    return HX_EVENT_HANDLED;
}

static void subscribe(void)
{
    static struct hx_listener listener;
    const hx_status status = hx_event_subscribe(
        &fake_contexts[GAMMA], &listener, HX_EVENT_MEMORY_PRESSURE, NULL, linger, NULL);

    CHECK(status == HX_OK, 0, status);
}

static bool is_told(const struct hx_pressure *pressure)
{
    return __atomic_load_n(&pressure->told, __ATOMIC_SEQ_CST) ==
           __atomic_load_n(&pressure->level, __ATOMIC_SEQ_CST);
}

static unsigned rounds; /* of the loop */

static void count_round(void)
{
    __atomic_fetch_add(&rounds, 1, __ATOMIC_RELEASE);
}

/* One round may have begun already, one publishes, and one what was told meanwhile. */
static void wait_for_loop(void)
{
    const unsigned before = __atomic_load_n(&rounds, __ATOMIC_ACQUIRE);

    while (__atomic_load_n(&rounds, __ATOMIC_ACQUIRE) - before < 3)
        sched_yield();
}

/*
 * The second call comes at any time of the publish that the first one has asked for,
 * and every other round goes back to what was told before.
 */
static void tell_twice(struct hx_pressure *pressure, unsigned thread, unsigned round)
{
    const enum hx_memory_pressure level = (enum hx_memory_pressure)(round / 2 % 2);
    hx_status status =
        hx_pressure_tell(&fake_contexts[GAMMA], pressure, HX_MEMORY_CRITICAL);

    CHECK(status == HX_OK, thread, status);
    for (unsigned i = 0; i < round % 512; i++)
        __atomic_signal_fence(__ATOMIC_SEQ_CST);
    status = hx_pressure_tell(&fake_contexts[GAMMA], pressure, level);
    CHECK(status == HX_OK, thread, status);
}

static void tell(unsigned thread)
{
    for (unsigned round = 0; round < 4 * ROUNDS; round++) {
        tell_twice(&own[thread], thread, round);
        tell_twice(&shared, thread, round);
        wait_for_loop();
        CHECK(is_told(&own[thread]), thread, HX_OK);
    }
}

static void check_all_is_told(void)
{
    hx_loop_step();
    CHECK(is_told(&shared), 0, HX_OK);
    /* The listener alone. */
    CHECK(hx_resource_list(&fake_modules[GAMMA], NULL, 0) == 1, 0, HX_OK);
}

const struct phase pressure_phases[] = {
    {.name = "tell of memory",
     .begin = subscribe,
     .run = tell,
     .between = count_round,
     .check = check_all_is_told},
};
const size_t pressure_phase_count = HX_COUNT_OF(pressure_phases);
