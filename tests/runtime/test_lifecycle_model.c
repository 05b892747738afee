/* SPDX-License-Identifier: MIT */
/*
 * Random lives of all modules at once, against a second, simpler machine: a module is
 * what its last hook made of it, and hooks run where the arrows below begin.
 */
#include "fake_image.h"

#include <helix/interface.h>
#include <helix/lifecycle.h>
#include <helix/registry.h>

#include <criterion/criterion.h>
#include <string.h>

#define SEQUENCES 400
#define STEPS 60

TestSuite(lifecycle_model, .init = fake_image_init);

enum action { INIT, START, STOP, ACTION_COUNT };

static const struct {
    const char *name;
    const char
        *from; /* initials of the states: Registered Loaded rUnning Stopped Error */
    char to;
} arrows[ACTION_COUNT] = {
    [INIT] = {"init", "RE", 'L'},
    [START] = {"start", "LS", 'U'},
    [STOP] = {"stop", "U", 'S'},
};

static char model[FAKE_MODULE_COUNT];
static bool requires[FAKE_MODULE_COUNT][FAKE_MODULE_COUNT];

static uint32_t random_state;

static uint32_t draw(uint32_t below)
{
    random_state = random_state * UINT32_C(1664525) + UINT32_C(1013904223);
    return (random_state >> 8) % below;
}

static char initial(enum fake_id id)
{
    switch (hx_module_state_of(&fake_modules[id])) {
    case HX_STATE_REGISTERED:
        return 'R';
    case HX_STATE_LOADED:
        return 'L';
    case HX_STATE_RUNNING:
        return 'U';
    case HX_STATE_STOPPED:
        return 'S';
    case HX_STATE_ERROR:
        return 'E';
    default:
        return '?';
    }
}

static hx_status run_action(enum action action, enum fake_id id)
{
    switch (action) {
    case INIT:
        return hx_lifecycle_init(&fake_modules[id]);
    case START:
        return hx_lifecycle_start(&fake_modules[id]);
    default:
        return hx_lifecycle_stop(&fake_modules[id]);
    }
}

static bool is_required(enum fake_id id)
{
    for (unsigned user = 0; user < FAKE_MODULE_COUNT; user++)
        if (requires[user][id] && model[user] == 'U')
            return true;
    return false;
}

/* What must come of it; moves the model. */
static hx_status expect(enum action action, enum fake_id id, hx_status hook)
{
    if (strchr(arrows[action].from, model[id]) == NULL)
        return HX_ERR_WRONG_STATE;
    if (action == STOP && is_required(id))
        return HX_ERR_BUSY;
    model[id] = hook == HX_OK ? arrows[action].to : 'E';
    return hook;
}

static void draw_dependencies(void)
{
    for (unsigned user = 0; user < FAKE_MODULE_COUNT; user++) {
        fake_infos[user].dependency_count = 0;
        for (unsigned used = 0; used < FAKE_MODULE_COUNT; used++) {
            requires[user][used] = used < user && draw(3) == 0;
            if (requires[user][used])
                fake_require((enum fake_id)user, (enum fake_id)used);
        }
    }
}

static void check_step(enum action action, enum fake_id id)
{
    static const hx_status outcomes[] = {HX_OK, HX_OK, HX_OK, HX_ERR_INIT,
                                         HX_ERR_TIMEOUT};
    hx_status hook = outcomes[draw(HX_COUNT_OF(outcomes))];
    char before = model[id];
    hx_status wanted = expect(action, id, hook);
    bool ran = before != model[id] || (wanted == hook && wanted != HX_ERR_BUSY &&
                                       strchr(arrows[action].from, before) != NULL);
    const char *journal;

    fake_scripts[id].init = fake_scripts[id].start = fake_scripts[id].stop = hook;
    fake_journal();
    cr_assert_eq(run_action(action, id), wanted, "%s from %c", arrows[action].name,
                 before);
    journal = fake_journal();
    cr_assert_eq(strstr(journal, arrows[action].name) != NULL, ran, "%s from %c: '%s'",
                 arrows[action].name, before, journal);
    cr_assert_eq(strstr(journal, "reset") != NULL, ran && action == INIT);
    for (unsigned other = 0; other < FAKE_MODULE_COUNT; other++)
        cr_assert_eq(initial((enum fake_id)other), model[other]);
    if (id == BETA || id == GAMMA)
        cr_assert_eq(fake_slots[id].ops != fake_disk.absent_ops,
                     strchr("LU", model[id]) != NULL, "%c", model[id]);
}

Test(lifecycle_model, random_lives)
{
    for (uint32_t seed = 1; seed <= SEQUENCES; seed++) {
        random_state = seed;
        memset(fake_controls, 0, sizeof(fake_controls));
        memset(model, 'R', sizeof(model));
        for (unsigned id = 0; id < FAKE_MODULE_COUNT; id++) {
            fake_controls[id].id = id;
            hx_interface_close(&fake_modules[id]);
        }
        draw_dependencies();
        for (unsigned step = 0; step < STEPS; step++)
            check_step((enum action)draw(ACTION_COUNT),
                       (enum fake_id)draw(FAKE_MODULE_COUNT));
    }
}
