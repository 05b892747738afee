/* SPDX-License-Identifier: MIT */
#include "fake_health.h"
#include "fake_port.h"

#include <helix/health.h>
#include <helix/loop.h>

#define NS_PER_MS UINT64_C(1000000)

bool fake_sick[FAKE_MODULE_COUNT];
unsigned fake_asked[FAKE_MODULE_COUNT];

static struct hx_restart policies[FAKE_MODULE_COUNT];
static struct hx_restart_record records[FAKE_MODULE_COUNT];
static uint64_t times_ns[FAKE_MODULE_COUNT][HX_RESTART_TIMES_MAX];

#define IS_HEALTHY(id)                \
    static bool is_healthy_##id(void) \
    {                                 \
        fake_asked[id]++;             \
        return !fake_sick[id];        \
    }

IS_HEALTHY(ALPHA)
IS_HEALTHY(BETA)
IS_HEALTHY(GAMMA)
IS_HEALTHY(DELTA)
IS_HEALTHY(EPSILON)
IS_HEALTHY(SHELL)

void fake_health_init(void)
{
    fake_image_init();
    fake_ops[ALPHA].is_healthy = is_healthy_ALPHA;
    fake_ops[BETA].is_healthy = is_healthy_BETA;
    fake_ops[GAMMA].is_healthy = is_healthy_GAMMA;
    fake_ops[DELTA].is_healthy = is_healthy_DELTA;
    fake_ops[EPSILON].is_healthy = is_healthy_EPSILON;
    fake_ops[SHELL].is_healthy = is_healthy_SHELL;
    fake_image.health = &hx_health_source;
    fake_image.health_ms = 100;
}

void fake_policy(enum fake_id module, uint32_t max, uint32_t window_ms,
                 uint32_t backoff_ms)
{
    policies[module] = (struct hx_restart){
        .max = max,
        .window_ms = window_ms,
        .backoff_ms = backoff_ms,
        .record = &records[module],
        .times_ns = times_ns[module],
    };
    fake_modules[module].restart = &policies[module];
}

const char *fake_run_until(uint32_t time_ms)
{
    static uint32_t next_ms;

    for (; next_ms <= time_ms; next_ms++) {
        fake_time_ns = next_ms * NS_PER_MS;
        hx_loop_step();
    }
    return fake_journal();
}
