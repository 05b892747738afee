/* SPDX-License-Identifier: MIT */
/*
 * A place for each CPU, because each can wait for one answer only. A place is the
 * caller's, then the loop's, then the caller's again; `turn` says whose it is.
 */
#include "remote.h"

#include <helix/event.h>
#include <helix/fmt.h>
#include <helix/loop.h>
#include <helix/port.h>
#include <helix/status.h>

#define NS_PER_MS UINT64_C(1000000)

enum turn {
    TURN_FREE,
    TURN_ASKED,
    TURN_RUNNING,
    TURN_ANSWERED,
};

struct place {
    uint32_t turn;
    hx_status (*run)(void *arg);
    void *arg;
    hx_status status;
    char detail[HX_FAIL_DETAIL_SIZE];
};

static struct place places[HX_CPU_MAX];

static bool move(struct place *place, enum turn from, enum turn to)
{
    uint32_t expected = from;

    return __atomic_compare_exchange_n(&place->turn, &expected, (uint32_t)to, false,
                                       __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

hx_status hx_remote_run(hx_status (*run)(void *arg), void *arg)
{
    struct place *place = &places[hx_port_cpu_id()];
    uint64_t deadline_ns = hx_port_time_ns() + HX_REMOTE_DEADLINE_MS * NS_PER_MS;
    hx_status status;

    place->run = run;
    place->arg = arg;
    __atomic_store_n(&place->turn, TURN_ASKED, __ATOMIC_RELEASE);
    hx_port_wake();
    while (__atomic_load_n(&place->turn, __ATOMIC_ACQUIRE) != TURN_ANSWERED) {
        if (hx_port_time_ns() > deadline_ns && move(place, TURN_ASKED, TURN_FREE))
            return hx_fail(HX_ERR_TIMEOUT, "the main loop had no time within %d ms",
                           HX_REMOTE_DEADLINE_MS);
        hx_port_pause();
    }
    status = place->status;
    if (status != HX_OK)
        (void)hx_fail(status, "%s", place->detail);
    __atomic_store_n(&place->turn, TURN_FREE, __ATOMIC_RELEASE);
    return status;
}

static void serve(struct place *place)
{
    place->status = place->run(place->arg);
    if (place->status != HX_OK)
        hx_format(place->detail, sizeof(place->detail), "%s",
                  hx_fail_detail(place->status));
    __atomic_store_n(&place->turn, TURN_ANSWERED, __ATOMIC_RELEASE);
}

bool hx_remote_serve(void)
{
    bool found = false;

    for (size_t cpu = 0; cpu < HX_CPU_MAX; cpu++) {
        if (__atomic_load_n(&places[cpu].turn, __ATOMIC_RELAXED) != TURN_ASKED)
            continue;
        if (move(&places[cpu], TURN_ASKED, TURN_RUNNING)) {
            serve(&places[cpu]);
            found = true;
        }
    }
    return found;
}

bool hx_remote_is_pending(void)
{
    for (size_t cpu = 0; cpu < HX_CPU_MAX; cpu++)
        if (__atomic_load_n(&places[cpu].turn, __ATOMIC_RELAXED) == TURN_ASKED)
            return true;
    return false;
}
