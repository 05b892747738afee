/* SPDX-License-Identifier: MIT */
/*
 * Threads take timers, work and changes, of modules that the loop stops and starts
 * meanwhile.
 */
#include "fake_image.h"
#include "remote_threads.h"

#include <helix/change.h>
#include <helix/lifecycle.h>
#include <helix/loop.h>
#include <helix/registry.h>
#include <helix/resource.h>
#include <helix/timer.h>
#include <helix/work.h>

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>

/* --- Timers and work ---------------------------------------------------------- */

static const struct hx_context *const gamma = &fake_contexts[GAMMA];

struct counted {
    struct hx_timer timer;
    struct hx_work work;
    unsigned calls;
};

static struct counted own[THREAD_COUNT + 1];
static struct counted shared;

static void count(void *arg)
{
    struct counted *counted = arg;

    __atomic_fetch_add(&counted->calls, 1, __ATOMIC_RELEASE);
}

static void wait_for_calls(const struct counted *counted, unsigned calls)
{
    while (__atomic_load_n(&counted->calls, __ATOMIC_ACQUIRE) != calls)
        sched_yield();
}

/* What was not taken back in time is called, once. */
static void take_and_take_back(unsigned thread)
{
    struct counted *mine = &own[thread];
    unsigned calls = 0;

    for (unsigned round = 0; round < ROUNDS; round++) {
        hx_status status = hx_work_post(gamma, &mine->work, count, mine);

        CHECK(status == HX_OK, thread, status);
        if (round % 2 == 0 || !hx_work_cancel(&mine->work))
            wait_for_calls(mine, ++calls);
        status = hx_timer_start(gamma, &mine->timer, round % 3, 0, count, mine);
        CHECK(status == HX_OK, thread, status);
        if (round % 2 == 0 || !hx_timer_stop(&mine->timer))
            wait_for_calls(mine, ++calls);
        CHECK(!hx_timer_is_running(&mine->timer), thread, HX_OK);
    }
}

/* Everybody the same ones, of a module that the loop stops and starts meanwhile. */
static void struggle(unsigned thread)
{
    for (unsigned round = 0; round < ROUNDS; round++) {
        const char *kinds[4];
        hx_status status =
            hx_timer_start(gamma, &shared.timer, round % 3, round % 2, count, &shared);

        CHECK(status == HX_OK || status == HX_ERR_NOT_RUNNING, thread, status);
        status = hx_work_post(gamma, &shared.work, count, &shared);
        CHECK(status == HX_OK || status == HX_ERR_NOT_RUNNING, thread, status);
        status = hx_work_post(gamma, &own[thread].work, count, &shared);
        CHECK(status == HX_OK || status == HX_ERR_NOT_RUNNING, thread, status);
        (void)hx_resource_list(&fake_modules[GAMMA], kinds, HX_COUNT_OF(kinds));
        (void)hx_timer_is_running(&shared.timer);
        if (round % 5 == thread % 5)
            (void)hx_timer_stop(&shared.timer);
        if (round % 7 == thread % 7)
            (void)hx_work_cancel(&shared.work);
    }
}

static void stop_and_start(void)
{
    static unsigned round;

    if (++round % 4 != 0)
        return;
    CHECK(hx_lifecycle_stop(&fake_modules[GAMMA]) == HX_OK, 0, HX_OK);
    sched_yield();
    CHECK(hx_lifecycle_start(&fake_modules[GAMMA]) == HX_OK, 0, HX_OK);
}

static void check_nothing_is_held(void)
{
    const char *kind;
    unsigned calls;

    CHECK(hx_lifecycle_stop(&fake_modules[GAMMA]) == HX_OK, 0, HX_OK);
    CHECK(hx_resource_list(&fake_modules[GAMMA], &kind, 1) == 0, 0, HX_OK);
    calls = shared.calls;
    for (unsigned round = 0; round < 10; round++)
        hx_loop_step();
    CHECK(shared.calls == calls, 0, HX_OK);
    CHECK(hx_lifecycle_start(&fake_modules[GAMMA]) == HX_OK, 0, HX_OK);
}

/* --- Changes --------------------------------------------------------------- */

struct asked_for {
    struct hx_change change;
    int result; /* 1: not yet */
};

static unsigned stops; /* by the loop */
static unsigned starts;

static void note_result(void *arg, hx_status status)
{
    struct asked_for *asked_for = arg;

    if (status == HX_OK && asked_for->change.kind == HX_CHANGE_STOP)
        stops++;
    else if (status == HX_OK)
        starts++;
    __atomic_store_n(&asked_for->result, (int)status, __ATOMIC_RELEASE);
}

static void operate(unsigned thread)
{
    for (unsigned round = 0; round < ROUNDS / 4; round++) {
        struct asked_for *asked_for = borrow(sizeof(*asked_for));
        hx_status status;
        int result;

        asked_for->result = 1;
        status = hx_change_submit(&fake_contexts[BETA], &asked_for->change,
                                  (round + thread) % 2 == 0 ? HX_CHANGE_STOP
                                                            : HX_CHANGE_START,
                                  "delta", note_result, asked_for);
        CHECK(status == HX_OK, thread, status);
        while ((result = __atomic_load_n(&asked_for->result, __ATOMIC_ACQUIRE)) == 1)
            sched_yield();
        CHECK(result == HX_OK || result == (int)HX_ERR_WRONG_STATE, thread,
              (hx_status)result);
        free(asked_for);
    }
}

static void check_state_of_delta(void)
{
    bool running = hx_module_state_of(&fake_modules[DELTA]) == HX_STATE_RUNNING;

    printf("changes: %u stops, %u starts\n", stops, starts);
    CHECK(stops == starts + (running ? 0 : 1) && stops > 0, 0, HX_OK);
    CHECK(!hx_change_is_pending(), 0, HX_OK);
}

const struct phase taking_phases[] = {
    {
        .name = "take and take back",
        .time_step_ns = 1,
        .run = take_and_take_back,
        .check = check_nothing_is_held,
    },
    {
        .name = "struggle",
        .time_step_ns = 1,
        .run = struggle,
        .between = stop_and_start,
        .check = check_nothing_is_held,
    },
    {
        .name = "operate",
        .run = operate,
        .check = check_state_of_delta,
    },
};
const size_t taking_phase_count = HX_COUNT_OF(taking_phases);
