/* SPDX-License-Identifier: MIT */
#include "fake_state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define FIELD(structure, member, text, its_kind)                                       \
    .name = #member, .type = (text), .offset = offsetof(struct structure, member),     \
    .size = sizeof(((struct structure *)0)->member), .name_size = sizeof(#member) - 1, \
    .type_size = sizeof(text) - 1, .kind = (its_kind)

#define RUN(structure, first, last)                     \
    {                                                   \
        .offset = offsetof(struct structure, first),    \
        .size = offsetof(struct structure, last) +      \
                sizeof(((struct structure *)0)->last) - \
                offsetof(struct structure, first)       \
    }

#define MOVE(old, old_field, new, new_field, its_kind)                       \
    {                                                                        \
        .old_offset = offsetof(struct old, old_field),                       \
        .old_size = sizeof(((struct old *)0)->old_field),                    \
        .new_offset = offsetof(struct new, new_field),                       \
        .new_size = sizeof(((struct new *)0)->new_field), .kind = (its_kind) \
    }

static const int32_t colours[] = {0, 4, 5};

static const struct hx_state_repeat repeats[] = {
    {11, 1},
    {2, sizeof(struct fake_bulb[3])},
    {3, sizeof(struct fake_bulb)},
};

static const struct hx_state_check lit_checks[] = {
    {.repeats = &repeats[0], .repeat_count = 1},
};

static const struct hx_state_check bulb_checks[] = {
    {.offset = offsetof(struct fake_bulb, on),
     .repeats = &repeats[1],
     .repeat_count = 2},
    {.offset = offsetof(struct fake_bulb, colour),
     .value_count = 3,
     .values = colours,
     .repeats = &repeats[1],
     .repeat_count = 2},
};

struct hx_state_field fake_lamp_fields[4] = {
    {FIELD(fake_lamp, bulbs, "struct{bool on; enum{0,4,5} colour}[2][3]",
           HX_STATE_OTHER),
     .check_count = 2, .checks = bulb_checks},
    {FIELD(fake_lamp, count, "u32", HX_STATE_UNSIGNED)},
    {FIELD(fake_lamp, level, "i16", HX_STATE_SIGNED)},
    {FIELD(fake_lamp, lit, "bool[11]", HX_STATE_OTHER), .check_count = 1,
     .checks = lit_checks},
};

static const struct hx_state_run lamp_runs[] = {
    RUN(fake_lamp, count, lit),
    RUN(fake_lamp, bulbs, level),
};

struct fake_lamp fake_lamp;

struct hx_state_schema fake_lamp_schema = {
    .layout = 3,
    .version = 3,
    .plain_since = 1,
    .runs = lamp_runs,
    .fields = fake_lamp_fields,
    .run_count = HX_COUNT_OF(lamp_runs),
    .field_count = HX_COUNT_OF(fake_lamp_fields),
};

static const struct hx_state_field fields_1[] = {
    {FIELD(fake_lamp_1, level, "i8", HX_STATE_SIGNED)},
    {FIELD(fake_lamp_1, presses, "u16", HX_STATE_UNSIGNED)},
};

static const struct hx_state_run runs_1[] = {RUN(fake_lamp_1, presses, level)};

struct hx_state_schema fake_lamp_schema_1 = {
    .layout = 1,
    .version = 1,
    .plain_since = 1,
    .runs = runs_1,
    .fields = fields_1,
    .run_count = HX_COUNT_OF(runs_1),
    .field_count = HX_COUNT_OF(fields_1),
};

static const struct hx_state_field fields_2[] = {
    {FIELD(fake_lamp_2, count, "u32", HX_STATE_UNSIGNED)},
    {FIELD(fake_lamp_2, dimmed, "u8", HX_STATE_UNSIGNED)},
    {FIELD(fake_lamp_2, level, "i8", HX_STATE_SIGNED)},
};

static const struct hx_state_run runs_2[] = {RUN(fake_lamp_2, count, dimmed)};

struct hx_state_schema fake_lamp_schema_2 = {
    .layout = 2,
    .version = 2,
    .plain_since = 2,
    .runs = runs_2,
    .fields = fields_2,
    .run_count = HX_COUNT_OF(runs_2),
    .field_count = HX_COUNT_OF(fields_2),
};

static struct fake_lamp_1 lamp_1;
static struct fake_lamp_2 lamp_2;

static void reset_1(void)
{
    memset(&lamp_1, 0, sizeof(lamp_1));
}

static void reset_2(void)
{
    memset(&lamp_2, 0, sizeof(lamp_2));
}

static hx_status body_1(void)
{
    lamp_2.dimmed = lamp_1.level < 0;
    return HX_OK;
}

static hx_status body_2(void)
{
    if (lamp_2.count == 13)
        return hx_fail(HX_ERR_INVALID, "13 presses");
    fake_lamp.lit[10] = lamp_2.dimmed != 0;
    return HX_OK;
}

static const struct hx_state_move moves_1[] = {
    MOVE(fake_lamp_1, presses, fake_lamp_2, count, HX_STATE_UNSIGNED),
    MOVE(fake_lamp_1, level, fake_lamp_2, level, HX_STATE_SIGNED),
};

static const struct hx_state_move moves_2[] = {
    MOVE(fake_lamp_2, count, fake_lamp, count, HX_STATE_UNSIGNED),
    MOVE(fake_lamp_2, level, fake_lamp, level, HX_STATE_SIGNED),
};

struct hx_state_step fake_lamp_steps[2] = {
    {
        .old = &fake_lamp_schema_1,
        .state = &lamp_1,
        .reset = reset_1,
        .moves = moves_1,
        .move_count = HX_COUNT_OF(moves_1),
        .body = body_1,
    },
    {
        .old = &fake_lamp_schema_2,
        .state = &lamp_2,
        .reset = reset_2,
        .moves = moves_2,
        .move_count = HX_COUNT_OF(moves_2),
        .body = body_2,
    },
};

struct fake_saved fake_save(const struct hx_state_schema *schema, const void *state)
{
    struct fake_saved saved;
    struct hx_writer writer;

    hx_writer_init(&writer, NULL, 0);
    assert(hx_state_save(schema, state, &writer) == HX_OK);
    saved.size = writer.size;
    saved.memory = malloc(saved.size + 1);
    saved.data = saved.memory + 1;
    hx_writer_init(&writer, saved.data, saved.size);
    assert(hx_state_save(schema, state, &writer) == HX_OK);
    assert(writer.size == saved.size);
    return saved;
}

void fake_saved_free(struct fake_saved *saved)
{
    free(saved->memory);
}

hx_status fake_restore(const struct hx_state_schema *schema, void *state,
                       const struct fake_saved *saved)
{
    struct hx_reader reader;
    hx_status status;

    hx_reader_init(&reader, saved->data, saved->size);
    status = hx_state_restore(schema, state, &reader);
    assert(hx_reader_left(&reader) == (status == HX_OK ? 0 : saved->size));
    return status;
}

struct fake_lamp fake_lamp_in_use(void)
{
    struct fake_lamp lamp;

    memset(&lamp, 0, sizeof(lamp));
    lamp.count = 70000;
    for (size_t i = 0; i < HX_COUNT_OF(lamp.lit); i++)
        lamp.lit[i] = i % 2 == 0;
    for (size_t i = 0; i < 6; i++)
        lamp.bulbs[i / 3][i % 3] =
            (struct fake_bulb){.on = i % 3 == 1, .colour = colours[i % 3]};
    lamp.level = -300;
    return lamp;
}
