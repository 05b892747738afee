/* SPDX-License-Identifier: MIT */
/*
 * Random images whose modules fall ill, fail to stop, to initialise and to start, and
 * are started and stopped by hand. Whatever happens, what must always be is checked
 * within each hook and after each round, from the dependencies alone:
 *
 * - who runs has all that he requires, also while others are stopped and started;
 * - a hook runs only in the state that fits;
 * - once everybody is well, everybody runs again who has not been given up by his
 *   policy, nor stopped by hand, and does not lack one of those.
 */
#include "fake_health.h"
#include "fake_port.h"

#include <helix/change.h>
#include <helix/health.h>
#include <helix/loop.h>
#include <helix/registry.h>

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <string.h>

#define ROUNDS 3000
#define CAPABILITY "storage"

static uint32_t random_state;

static uint32_t draw(uint32_t below)
{
    random_state = random_state * UINT32_C(1664525) + UINT32_C(1013904223);
    return (random_state >> 8) % below;
}

/* By module: whom it requires, and whether it requires or provides the capability. */
static bool requires[FAKE_MODULE_COUNT][FAKE_MODULE_COUNT];
static bool needs_capability[FAKE_MODULE_COUNT];
static bool provides_capability[FAKE_MODULE_COUNT];

/* It has no policy, or one that ends. */
static bool ends[FAKE_MODULE_COUNT];

/* Stopped by hand, well or badly, or started badly, and not well since. */
static bool left_alone[FAKE_MODULE_COUNT];

static enum hx_module_state state_of(unsigned id)
{
    return hx_module_state_of(&fake_modules[id]);
}

static bool is_running(unsigned id)
{
    return state_of(id) == HX_STATE_RUNNING;
}

static bool has_all(unsigned id)
{
    bool served = !needs_capability[id];

    for (unsigned other = 0; other < FAKE_MODULE_COUNT; other++) {
        if (requires[id][other] && !is_running(other))
            return false;
        if (provides_capability[other] && is_running(other))
            served = true;
    }
    return served;
}

static bool is_waiting(unsigned id)
{
    struct hx_health health;

    hx_health_of(&fake_modules[id], &health);
    return health.waiting;
}

static void check_all(void)
{
    for (unsigned id = 0; id < FAKE_MODULE_COUNT; id++)
        cr_assert(!is_running(id) || has_all(id), "module %u lacks something:\n%s", id,
                  fake_console());
}

/* --- Hooks ---------------------------------------------------------------------- */

static bool troubled; /* things may fail */

static hx_status outcome(void)
{
    return troubled && draw(4) == 0 ? HX_ERR_TIMEOUT : HX_OK;
}

static void draw_outcomes(void)
{
    for (unsigned id = 0; id < FAKE_MODULE_COUNT; id++) {
        fake_scripts[id].init = outcome();
        fake_scripts[id].start = outcome();
        fake_scripts[id].stop = outcome();
    }
}

/* Within start and stop of anybody: the module itself is not Running then. */
static void check_hook(void)
{
    unsigned in_hook = FAKE_MODULE_COUNT;

    for (unsigned id = 0; id < FAKE_MODULE_COUNT; id++) {
        if (fake_controls[id].hook_depth == 0)
            continue;
        cr_assert_eq(in_hook, FAKE_MODULE_COUNT, "two hooks at once");
        in_hook = id;
    }
    cr_assert_lt(in_hook, FAKE_MODULE_COUNT);
    cr_assert(has_all(in_hook), "module %u is called and lacks something", in_hook);
    check_all();
    draw_outcomes();
}

/* --- The image ------------------------------------------------------------------ */

static void draw_image(void)
{
    for (unsigned id = 0; id < FAKE_MODULE_COUNT; id++) {
        for (unsigned other = 0; other < id; other++) {
            requires[id][other] = draw(4) == 0;
            if (requires[id][other])
                fake_require((enum fake_id)id, (enum fake_id)other);
        }
        provides_capability[id] = id < DELTA && draw(2) == 0;
        if (provides_capability[id])
            fake_provide((enum fake_id)id, STORAGE);
    }
    for (unsigned id = DELTA; id < FAKE_MODULE_COUNT; id++) {
        needs_capability[id] = draw(2) == 0;
        if (needs_capability[id])
            fake_depend((enum fake_id)id,
                        (struct hx_dependency){.name = CAPABILITY,
                                               .highest = HX_VERSION_MAX,
                                               .capability = true});
    }
    for (unsigned id = 0; id < FAKE_MODULE_COUNT; id++) {
        ends[id] = draw(2) == 0;
        if (!ends[id])
            fake_policy((enum fake_id)id, 100, 100 + draw(500), draw(20));
        else if (draw(4) > 0)
            fake_policy((enum fake_id)id, 1 + draw(8), 100 + draw(2000), draw(40));
        fake_scripts[id].in_start = check_hook;
        fake_scripts[id].in_stop = check_hook;
    }
}

/* --- By hand -------------------------------------------------------------------- */

static struct hx_change change;
static enum hx_change_kind change_kind;
static unsigned changed;

static void done(void *arg, hx_status status)
{
    (void)arg;
    if (status == HX_OK)
        left_alone[changed] = change_kind == HX_CHANGE_STOP;
    else if (state_of(changed) == HX_STATE_ERROR && !is_waiting(changed))
        left_alone[changed] = true;
}

static void operate(void)
{
    changed = draw(FAKE_MODULE_COUNT);
    change_kind = draw(3) == 0 ? HX_CHANGE_STOP : HX_CHANGE_START;
    /* By anybody who runs, but not by one that is to stop itself. */
    for (unsigned id = 0; id < FAKE_MODULE_COUNT; id++)
        if (is_running(id) && id != changed) {
            cr_assert_eq(hx_change_submit(&fake_contexts[id], &change, change_kind,
                                          fake_infos[changed].name, done, NULL),
                         HX_OK);
            return;
        }
}

/* --- The test --------------------------------------------------------------------- */

static void run_rounds(unsigned count)
{
    for (unsigned round = 0; round < count; round++) {
        fake_time_ns += UINT64_C(1000000) * (1 + draw(8));
        draw_outcomes();
        if (troubled && draw(20) == 0)
            fake_sick[draw(FAKE_MODULE_COUNT)] ^= true;
        if (troubled && draw(40) == 0 && !hx_change_is_pending())
            operate();
        hx_loop_step();
        check_all();
        fake_console_clear();
        fake_journal();
    }
}

/* One in Error that waits may wait for one that was given up. */
static void check_rest(void)
{
    for (unsigned id = 0; id < FAKE_MODULE_COUNT; id++) {
        bool given_up = ends[id] && state_of(id) == HX_STATE_ERROR && !is_waiting(id);

        if (given_up || left_alone[id])
            continue;
        cr_assert(is_running(id) == has_all(id), "module %u is %s", id,
                  hx_module_state_name(state_of(id)));
    }
}

ParameterizedTestParameters(restart_random, whatever_happens)
{
    static uint32_t seeds[20];

    for (uint32_t i = 0; i < HX_COUNT_OF(seeds); i++)
        seeds[i] = i + 1;
    return cr_make_param_array(uint32_t, seeds, HX_COUNT_OF(seeds));
}

ParameterizedTest(const uint32_t *seed, restart_random, whatever_happens,
                  .init = fake_health_init)
{
    random_state = *seed;
    draw_image();
    fake_boot();
    for (unsigned turn = 0; turn < 4; turn++) {
        troubled = true;
        run_rounds(ROUNDS / 4);
        troubled = false;
        memset(fake_sick, 0, sizeof(fake_sick));
        run_rounds(ROUNDS / 4);
        check_rest();
    }
}
