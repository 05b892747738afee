/* SPDX-License-Identifier: MIT */
/* Restoring from other versions, through steps and without them. */
#include "fake_state.h"

#include <criterion/criterion.h>
#include <string.h>

static void add_steps(void)
{
    fake_lamp_schema.steps = fake_lamp_steps;
    fake_lamp_schema.step_count = HX_COUNT_OF(fake_lamp_steps);
    fake_lamp_schema.plain_since = 3;
}

TestSuite(state_steps, .init = add_steps);

static hx_status restore_1(uint16_t presses, int8_t level)
{
    const struct fake_lamp_1 old = {.presses = presses, .level = level};
    struct fake_saved saved = fake_save(&fake_lamp_schema_1, &old);
    hx_status status = fake_restore(&fake_lamp_schema, &fake_lamp, &saved);

    fake_saved_free(&saved);
    return status;
}

static hx_status restore_2(struct fake_lamp_2 old)
{
    struct fake_saved saved = fake_save(&fake_lamp_schema_2, &old);
    hx_status status = fake_restore(&fake_lamp_schema, &fake_lamp, &saved);

    fake_saved_free(&saved);
    return status;
}

Test(state_steps, from_the_first_version)
{
    cr_assert_eq(restore_1(65535, -128), HX_OK);
    cr_assert_eq(fake_lamp.count, 65535); /* renamed, and wider */
    cr_assert_eq(fake_lamp.level, -128);
    cr_assert(fake_lamp.lit[10]); /* from body to body */
    cr_assert(!fake_lamp.lit[0]);
    cr_assert_eq(restore_1(1, 127), HX_OK);
    cr_assert_eq(fake_lamp.count, 1);
    cr_assert_eq(fake_lamp.level, 127);
    cr_assert(!fake_lamp.lit[10]);
}

Test(state_steps, from_the_second_version)
{
    cr_assert_eq(restore_2((struct fake_lamp_2){.count = 70000, .dimmed = 9}), HX_OK);
    cr_assert_eq(fake_lamp.count, 70000);
    cr_assert(fake_lamp.lit[10]);
}

Test(state_steps, the_own_version_takes_none)
{
    struct fake_lamp lamp = fake_lamp_in_use();
    struct fake_saved saved;

    lamp.count = 13;
    saved = fake_save(&fake_lamp_schema, &lamp);
    cr_assert_eq(fake_restore(&fake_lamp_schema, &fake_lamp, &saved), HX_OK);
    cr_assert_eq(fake_lamp.count, 13);
    fake_saved_free(&saved);
}

/* What one restored state has left behind in a step's memory is not in the next. */
Test(state_steps, begin_with_zeroes)
{
    struct hx_state_schema fewer = fake_lamp_schema_2;
    struct fake_lamp_2 old = {.count = 5, .dimmed = 1, .level = 6};
    struct fake_saved saved;

    cr_assert_eq(restore_2(old), HX_OK);
    cr_assert_eq(fake_lamp.count, 5);
    fewer.layout = 50;
    fewer.fields++; /* without count */
    fewer.field_count--;
    saved = fake_save(&fewer, &old);
    cr_assert_eq(fake_restore(&fake_lamp_schema, &fake_lamp, &saved), HX_OK);
    cr_assert_eq(fake_lamp.count, 0);
    cr_assert_eq(fake_lamp.level, 6);
    fake_saved_free(&saved);
}

Test(state_steps, a_body_that_fails)
{
    cr_assert_eq(restore_1(13, 0), HX_ERR_INVALID);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INVALID), "13 presses");
}

Test(state_steps, nothing_runs_behind_a_body_that_fails)
{
    struct hx_state_step step = fake_lamp_steps[1];

    fake_lamp_steps[0].body = step.body; /* of the second: sees 13 presses */
    fake_lamp_steps[1].body = NULL;
    fake_lamp.count = 7;
    cr_assert_eq(restore_1(13, 0), HX_ERR_INVALID);
    cr_assert_eq(fake_lamp.count, 7);
}

Test(state_steps, without_a_body)
{
    fake_lamp_steps[0].body = fake_lamp_steps[1].body = NULL;
    cr_assert_eq(restore_1(13, -1), HX_OK);
    cr_assert_eq(fake_lamp.count, 13);
    cr_assert_eq(fake_lamp.level, -1);
    cr_assert(!fake_lamp.lit[10]);
}

Test(state_steps, a_from_that_is_not_what_was_saved)
{
    struct hx_state_field fields[2] = {fake_lamp_schema_1.fields[0],
                                       fake_lamp_schema_1.fields[1]};
    const struct fake_lamp_1 old = {.presses = 3};
    struct fake_saved saved = fake_save(&fake_lamp_schema_1, &old);

    fields[1].type = "i16";
    fields[1].kind = HX_STATE_SIGNED;
    fake_lamp_schema_1.fields = fields;
    fake_lamp_schema_1.layout = 50;
    cr_assert_eq(fake_restore(&fake_lamp_schema, &fake_lamp, &saved), HX_ERR_VERSION);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_VERSION),
                     "saved field 'presses' was u16, 'from' 1 says i16");
    fake_saved_free(&saved);
}

Test(state_steps, none_leads_on_from_the_saved_version)
{
    fake_lamp_schema.steps = &fake_lamp_steps[1];
    fake_lamp_schema.step_count = 1;
    cr_assert_eq(restore_1(1, 1), HX_ERR_VERSION);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_VERSION),
                     "saved state of version 1: no migrate step leads on, the first is "
                     "from 2");
    cr_assert_eq(restore_2((struct fake_lamp_2){.count = 2}), HX_OK);
}

/* Without steps, any version crosses by name and type. */
Test(state_steps, an_older_version_without_steps)
{
    fake_lamp_schema.step_count = 0;
    fake_lamp_schema.plain_since = 1;
    fake_lamp.count = 7;
    cr_assert_eq(restore_1(1, -5), HX_OK);
    cr_assert_eq(fake_lamp.count, 7);
    cr_assert_eq(fake_lamp.level, -5);
}

Test(state_steps, a_newer_version_goes_back_if_no_step_led_there)
{
    struct hx_state_schema newer = fake_lamp_schema;
    struct fake_lamp lamp = fake_lamp_in_use();
    struct fake_saved saved;

    newer.version = 5;
    newer.plain_since = 3;
    saved = fake_save(&newer, &lamp);
    cr_assert_eq(fake_restore(&fake_lamp_schema, &fake_lamp, &saved), HX_OK);
    cr_assert_eq(fake_lamp.count, lamp.count);
    fake_saved_free(&saved);

    newer.plain_since = 4;
    saved = fake_save(&newer, &lamp);
    cr_assert_eq(fake_restore(&fake_lamp_schema, &fake_lamp, &saved), HX_ERR_VERSION);
    cr_assert_str_eq(
        hx_fail_detail(HX_ERR_VERSION),
        "saved state of version 5 cannot go back to 3: a migrate step leads "
        "there");
    fake_saved_free(&saved);
}
