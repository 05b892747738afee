/* SPDX-License-Identifier: MIT */
/*
 * Random timers, started and stopped from outside and by each other, of modules that
 * stop and start, against a second and simpler clock: one that looks for the next timer
 * that is due each time.
 */
#include "fake_image.h"
#include "fake_port.h"

#include <helix/lifecycle.h>
#include <helix/loop.h>
#include <helix/registry.h>
#include <helix/timer.h>

#include <criterion/criterion.h>

#define SEQUENCES 300
#define STEPS 80
#define TIMER_COUNT 12
#define FIRED_MAX 256 /* in one round */

TestSuite(timer_model, .init = fake_image_init);

static struct hx_timer timers[TIMER_COUNT];

/* By timer: what its function does. */
static struct {
    enum { NOTHING, START_OTHER, STOP_OTHER } kind;
    unsigned other;
    uint64_t delay_ns;
    uint64_t period_ns;
} deeds[TIMER_COUNT];

static struct {
    bool running;
    bool lasting; /* started in init */
    uint64_t due_ns;
    uint64_t period_ns;
    uint64_t age; /* of the start, or of the last shot of one that is periodic */
} model[TIMER_COUNT];

static uint64_t model_age;
static uint64_t model_round_ns;

static unsigned fired[FIRED_MAX];
static unsigned fired_count;
static unsigned expected[FIRED_MAX];
static unsigned expected_count;

static uint32_t random_state;

static uint32_t draw(uint32_t below)
{
    random_state = random_state * UINT32_C(1664525) + UINT32_C(1013904223);
    return (random_state >> 8) % below;
}

static const struct hx_module *owner_of(unsigned timer)
{
    return &fake_modules[timer % FAKE_MODULE_COUNT];
}

static bool is_owner_running(unsigned timer)
{
    return hx_module_state_of(owner_of(timer)) == HX_STATE_RUNNING;
}

/* --- The runtime ---------------------------------------------------------------- */

static void fire(void *arg);

static hx_status start(unsigned timer, uint64_t delay_ns, uint64_t period_ns)
{
    return hx_timer_start(owner_of(timer)->context, &timers[timer], delay_ns, period_ns,
                          fire, &timers[timer]);
}

static void fire(void *arg)
{
    unsigned timer = (unsigned)((struct hx_timer *)arg - timers);

    cr_assert_lt(fired_count, FIRED_MAX);
    fired[fired_count++] = timer;
    if (deeds[timer].kind == START_OTHER)
        (void)start(deeds[timer].other, deeds[timer].delay_ns, deeds[timer].period_ns);
    else if (deeds[timer].kind == STOP_OTHER)
        (void)hx_timer_stop(&timers[deeds[timer].other]);
}

/* --- The model ------------------------------------------------------------------ */

static void model_start(unsigned timer, uint64_t delay_ns, uint64_t period_ns)
{
    if (!is_owner_running(timer))
        return;
    model[timer].running = true;
    model[timer].lasting = false;
    model[timer].due_ns = fake_time_ns + delay_ns;
    if (model[timer].due_ns <= model_round_ns)
        model[timer].due_ns = model_round_ns + 1;
    model[timer].period_ns = period_ns;
    model[timer].age = model_age++;
}

/* The one that fires next in this round, or TIMER_COUNT. */
static unsigned model_next(void)
{
    unsigned next = TIMER_COUNT;

    for (unsigned i = 0; i < TIMER_COUNT; i++) {
        if (!model[i].running || model[i].due_ns > model_round_ns ||
            !is_owner_running(i))
            continue;
        if (next == TIMER_COUNT || model[i].due_ns < model[next].due_ns ||
            (model[i].due_ns == model[next].due_ns && model[i].age < model[next].age))
            next = i;
    }
    return next;
}

static void model_fire(unsigned timer)
{
    expected[expected_count++] = timer;
    model[timer].running = model[timer].period_ns > 0;
    model[timer].age = model_age++;
    while (model[timer].running && model[timer].due_ns <= model_round_ns)
        model[timer].due_ns += model[timer].period_ns;
    if (deeds[timer].kind == START_OTHER)
        model_start(deeds[timer].other, deeds[timer].delay_ns, deeds[timer].period_ns);
    else if (deeds[timer].kind == STOP_OTHER)
        model[deeds[timer].other].running = false;
}

static void model_round(void)
{
    unsigned next;

    model_round_ns = fake_time_ns;
    while ((next = model_next()) != TIMER_COUNT) {
        cr_assert_lt(expected_count, FIRED_MAX);
        model_fire(next);
    }
}

/* --- Both ----------------------------------------------------------------------- */

static void start_both(unsigned timer)
{
    uint64_t delay_ns = draw(30);
    uint64_t period_ns = draw(2) == 0 ? 0 : 1 + draw(20);

    deeds[timer].kind = draw(3);
    deeds[timer].other = draw(TIMER_COUNT);
    deeds[timer].delay_ns = draw(10);
    deeds[timer].period_ns = draw(2) == 0 ? 0 : 1 + draw(20);
    model_start(timer, delay_ns, period_ns);
    cr_assert_eq(start(timer, delay_ns, period_ns),
                 is_owner_running(timer) ? HX_OK : HX_ERR_NOT_RUNNING);
}

static void stop_or_start_owner(unsigned timer)
{
    const struct hx_module *owner = owner_of(timer);

    if (!is_owner_running(timer)) {
        cr_assert_eq(hx_lifecycle_start(owner), HX_OK);
        return;
    }
    cr_assert_eq(hx_lifecycle_stop(owner), HX_OK);
    for (unsigned i = 0; i < TIMER_COUNT; i++)
        if (owner_of(i) == owner && !model[i].lasting)
            model[i].running = false;
}

static void run_round(void)
{
    fake_time_ns += draw(25);
    fired_count = expected_count = 0;
    model_round();
    hx_loop_step();
}

static void step(void)
{
    unsigned timer = draw(TIMER_COUNT);

    switch (draw(8)) {
    case 0:
        stop_or_start_owner(timer);
        break;
    case 1:
        cr_assert_eq(hx_timer_stop(&timers[timer]), model[timer].running);
        model[timer].running = false;
        break;
    case 2:
    case 3:
    case 4:
        start_both(timer);
        break;
    default:
        run_round();
        break;
    }
}

static void check(uint32_t seed, unsigned at)
{
    cr_assert_eq(fired_count, expected_count, "seed %u, step %u: %u shots, not %u",
                 seed, at, fired_count, expected_count);
    for (unsigned i = 0; i < fired_count; i++)
        cr_assert_eq(fired[i], expected[i],
                     "seed %u, step %u: shot %u is of %u, not %u", seed, at, i,
                     fired[i], expected[i]);
    for (unsigned i = 0; i < TIMER_COUNT; i++)
        cr_assert_eq(hx_timer_is_running(&timers[i]), model[i].running,
                     "seed %u, step %u: timer %u", seed, at, i);
}

/* Init hooks run in the order of the ids: timer n is of module n. */
static void start_lasting(void)
{
    static unsigned timer;

    cr_assert_eq(start(timer, 5, 7), HX_OK);
    timer++;
}

static void boot(void)
{
    for (unsigned id = 0; id < FAKE_MODULE_COUNT; id++)
        fake_scripts[id].in_init = start_lasting;
    fake_boot();
    for (unsigned id = 0; id < FAKE_MODULE_COUNT; id++) {
        model_start(id, 5, 7);
        model[id].lasting = true;
    }
}

Test(timer_model, random_timers)
{
    boot();
    for (uint32_t seed = 1; seed <= SEQUENCES; seed++) {
        random_state = seed;
        for (unsigned at = 0; at < STEPS; at++) {
            step();
            check(seed, at);
        }
        fake_journal();
        fake_console_clear();
    }
}
