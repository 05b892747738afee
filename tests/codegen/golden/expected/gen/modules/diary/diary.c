/* Generated from specs/store.mod. */
/* Edit that file, not this one. */
#include "modules/diary/diary.h"
#include <helix/schema.h>

extern const struct hx_module hxg_module_diary;
extern struct diary hxg_self_diary;

hx_status diary_init(HX_UNUSED struct diary *self,
                     HX_UNUSED const struct hx_context *ctx)
#line 117 "specs/store.mod"
             { return HX_OK; }
#line 14 "gen/modules/diary/diary.c"

hx_status diary_start(HX_UNUSED struct diary *self)
#line 118 "specs/store.mod"
              { return HX_OK; }
#line 19 "gen/modules/diary/diary.c"

hx_status diary_stop(HX_UNUSED struct diary *self)
#line 119 "specs/store.mod"
             { return HX_OK; }
#line 24 "gen/modules/diary/diary.c"

struct diary hxg_self_diary;

static const struct hx_context hxg_context = {.module = &hxg_module_diary};

static const struct diary_config hxg_config = {
    .lines = 4u,
};

static const struct hx_config_entry hxg_config_entries[] = {
    {
        .key = "lines",
        .value = "4",
        .type = "uint32_t",
        .default_text = "4",
        .range = NULL,
    },
};

void hxg_clear_diary(void);

HX_FIRST_CODE void hxg_clear_diary(void)
{
    memset(&hxg_self_diary, 0, sizeof hxg_self_diary);
    hxg_self_diary.config = &hxg_config;
    hxg_self_diary.context = &hxg_context;
    hxg_self_diary.open =
#line 101 "specs/store.mod"
                    true
#line 54 "gen/modules/diary/diary.c"
;
}

struct hxg_diary_state_1 {
    const struct diary_config *config;
    const struct hx_context *context;
    uint16_t sheets;
    int8_t temper;
};

static struct hxg_diary_state_1 hxg_state_1;

static void hxg_reset_1(void)
{
    memset(&hxg_state_1, 0, sizeof hxg_state_1);
    hxg_state_1.config = &hxg_config;
    hxg_state_1.context = &hxg_context;
}

_Static_assert(sizeof(struct hxg_diary_state_1) == 24,
               "the hash of the layout was made for this size");

static const struct hx_state_run hxg_runs_1[] = {
    {
        .offset = offsetof(struct hxg_diary_state_1, sheets),
        .size = offsetof(struct hxg_diary_state_1, temper) +
                sizeof hxg_state_1.temper -
                offsetof(struct hxg_diary_state_1, sheets),
    },
};

static const struct hx_state_field hxg_fields_1[] = {
    {
        .name = "sheets",
        .type = "u16",
        .offset = offsetof(struct hxg_diary_state_1, sheets),
        .size = sizeof hxg_state_1.sheets,
        .name_size = 6,
        .type_size = 3,
        .kind = HX_STATE_UNSIGNED,
    },
    {
        .name = "temper",
        .type = "i8",
        .offset = offsetof(struct hxg_diary_state_1, temper),
        .size = sizeof hxg_state_1.temper,
        .name_size = 6,
        .type_size = 2,
        .kind = HX_STATE_SIGNED,
    },
};

static const struct hx_state_schema hxg_schema_1 = {
    .layout = UINT64_C(0xf548f0d558b6ee41),
    .version = 1u,
    .plain_since = 1u,
    .runs = hxg_runs_1,
    .fields = hxg_fields_1,
    .run_count = HX_COUNT_OF(hxg_runs_1),
    .field_count = HX_COUNT_OF(hxg_fields_1),
};

struct hxg_diary_state_2 {
    const struct diary_config *config;
    const struct hx_context *context;
    uint32_t pages;
    int16_t mood;
    struct old_day last;
};

static struct hxg_diary_state_2 hxg_state_2;

static void hxg_reset_2(void)
{
    memset(&hxg_state_2, 0, sizeof hxg_state_2);
    hxg_state_2.config = &hxg_config;
    hxg_state_2.context = &hxg_context;
}

_Static_assert(sizeof(struct hxg_diary_state_2) == 32,
               "the hash of the layout was made for this size");

static const struct hx_state_repeat hxg_repeats_2[] = {
    { 3, 1 },
};

static const struct hx_state_check hxg_checks_2[] = {
    {
        .offset = 0,
        .repeats = &hxg_repeats_2[0],
        .repeat_count = 1,
    },
};

static const struct hx_state_run hxg_runs_2[] = {
    {
        .offset = offsetof(struct hxg_diary_state_2, pages),
        .size = offsetof(struct hxg_diary_state_2, last) +
                sizeof hxg_state_2.last -
                offsetof(struct hxg_diary_state_2, pages),
    },
};

static const struct hx_state_field hxg_fields_2[] = {
    {
        .name = "last",
        .type = "struct{bool[3] good}",
        .offset = offsetof(struct hxg_diary_state_2, last),
        .size = sizeof hxg_state_2.last,
        .name_size = 4,
        .type_size = 20,
        .kind = HX_STATE_OTHER,
        .check_count = 1,
        .checks = &hxg_checks_2[0],
    },
    {
        .name = "mood",
        .type = "i16",
        .offset = offsetof(struct hxg_diary_state_2, mood),
        .size = sizeof hxg_state_2.mood,
        .name_size = 4,
        .type_size = 3,
        .kind = HX_STATE_SIGNED,
    },
    {
        .name = "pages",
        .type = "u32",
        .offset = offsetof(struct hxg_diary_state_2, pages),
        .size = sizeof hxg_state_2.pages,
        .name_size = 5,
        .type_size = 3,
        .kind = HX_STATE_UNSIGNED,
    },
};

static const struct hx_state_schema hxg_schema_2 = {
    .layout = UINT64_C(0xa6ce0a2a9630c499),
    .version = 2u,
    .plain_since = 2u,
    .runs = hxg_runs_2,
    .fields = hxg_fields_2,
    .run_count = HX_COUNT_OF(hxg_runs_2),
    .field_count = HX_COUNT_OF(hxg_fields_2),
};

static const struct hx_state_move hxg_moves_1[] = {
    {
        .old_offset = offsetof(struct hxg_diary_state_1, sheets),
        .old_size = sizeof hxg_state_1.sheets,
        .new_offset = offsetof(struct hxg_diary_state_2, pages),
        .new_size = sizeof hxg_state_2.pages,
        .kind = HX_STATE_UNSIGNED,
    },
    {
        .old_offset = offsetof(struct hxg_diary_state_1, temper),
        .old_size = sizeof hxg_state_1.temper,
        .new_offset = offsetof(struct hxg_diary_state_2, mood),
        .new_size = sizeof hxg_state_2.mood,
        .kind = HX_STATE_SIGNED,
    },
};

static hx_status hxg_migrate_1(HX_UNUSED struct hxg_diary_state_2 *self,
                               HX_UNUSED const struct hxg_diary_state_1 *old)
#line 108 "specs/store.mod"
             {
            self->last.good[0] = old->temper > 0 && self->config->lines > 0;
            return HX_OK;
        }
#line 224 "gen/modules/diary/diary.c"

static hx_status hxg_migrated_1(void)
{
    return hxg_migrate_1(&hxg_state_2, &hxg_state_1);
}

static const struct hx_state_move hxg_moves_2[] = {
    {
        .old_offset = offsetof(struct hxg_diary_state_2, pages),
        .old_size = sizeof hxg_state_2.pages,
        .new_offset = offsetof(struct diary, pages),
        .new_size = sizeof hxg_self_diary.pages,
        .kind = HX_STATE_UNSIGNED,
    },
    {
        .old_offset = offsetof(struct hxg_diary_state_2, mood),
        .old_size = sizeof hxg_state_2.mood,
        .new_offset = offsetof(struct diary, mood),
        .new_size = sizeof hxg_self_diary.mood,
        .kind = HX_STATE_SIGNED,
    },
};

static const struct hx_state_step hxg_steps[] = {
    {
        .old = &hxg_schema_1,
        .state = &hxg_state_1,
        .reset = hxg_reset_1,
        .moves = hxg_moves_1,
        .move_count = HX_COUNT_OF(hxg_moves_1),
        .body = hxg_migrated_1,
    },
    {
        .old = &hxg_schema_2,
        .state = &hxg_state_2,
        .reset = hxg_reset_2,
        .moves = hxg_moves_2,
        .move_count = HX_COUNT_OF(hxg_moves_2),
    },
};

_Static_assert(sizeof(struct diary) == 264,
               "the hash of the layout was made for this size");

static const int32_t hxg_values[] = {
    0,
    4,
    5,
};

static const struct hx_state_repeat hxg_repeats[] = {
    { 14, 16 },
    { 3, 1 },
    { 14, 16 },
};

static const struct hx_state_check hxg_checks[] = {
    {
        .offset = 0,
        .repeats = &hxg_repeats[0],
        .repeat_count = 2,
    },
    {
        .offset = 4,
        .value_count = 3,
        .values = &hxg_values[0],
        .repeats = &hxg_repeats[2],
        .repeat_count = 1,
    },
    {
        .offset = 0,
    },
};

static const struct hx_state_run hxg_runs[] = {
    {
        .offset = offsetof(struct diary, pages),
        .size = offsetof(struct diary, days) +
                sizeof hxg_self_diary.days -
                offsetof(struct diary, pages),
    },
    {
        .offset = offsetof(struct diary, open),
        .size = offsetof(struct diary, mood) +
                sizeof hxg_self_diary.mood -
                offsetof(struct diary, open),
    },
};

static const struct hx_state_field hxg_fields[] = {
    {
        .name = "days",
        .type = "struct{bool[3] good; enum{0,4,5} weather; u64:20 minutes}[2][7]",
        .offset = offsetof(struct diary, days),
        .size = sizeof hxg_self_diary.days,
        .name_size = 4,
        .type_size = 63,
        .kind = HX_STATE_OTHER,
        .check_count = 2,
        .checks = &hxg_checks[0],
    },
    {
        .name = "mood",
        .type = "i16",
        .offset = offsetof(struct diary, mood),
        .size = sizeof hxg_self_diary.mood,
        .name_size = 4,
        .type_size = 3,
        .kind = HX_STATE_SIGNED,
    },
    {
        .name = "open",
        .type = "bool",
        .offset = offsetof(struct diary, open),
        .size = sizeof hxg_self_diary.open,
        .name_size = 4,
        .type_size = 4,
        .kind = HX_STATE_OTHER,
        .check_count = 1,
        .checks = &hxg_checks[2],
    },
    {
        .name = "pages",
        .type = "u64",
        .offset = offsetof(struct diary, pages),
        .size = sizeof hxg_self_diary.pages,
        .name_size = 5,
        .type_size = 3,
        .kind = HX_STATE_UNSIGNED,
    },
};

static const struct hx_state_schema hxg_schema = {
    .layout = UINT64_C(0x309a24caca0b46b5),
    .version = 3u,
    .plain_since = 3u,
    .runs = hxg_runs,
    .fields = hxg_fields,
    .run_count = HX_COUNT_OF(hxg_runs),
    .field_count = HX_COUNT_OF(hxg_fields),
    .steps = hxg_steps,
    .step_count = HX_COUNT_OF(hxg_steps),
};

static hx_status hxg_save_state(struct hx_writer *writer)
{
    return hx_state_save(&hxg_schema, &hxg_self_diary, writer);
}

static hx_status hxg_restore_state(struct hx_reader *reader)
{
    return hx_state_restore(&hxg_schema, &hxg_self_diary, reader);
}

static hx_status hxg_diary_init(const struct hx_context *ctx)
{
    return diary_init(&hxg_self_diary, ctx);
}

static hx_status hxg_diary_start(void)
{
    return diary_start(&hxg_self_diary);
}

static hx_status hxg_diary_stop(void)
{
    return diary_stop(&hxg_self_diary);
}

static const struct hx_module_ops hxg_ops = {
    .reset = hxg_clear_diary,
    .init = hxg_diary_init,
    .start = hxg_diary_start,
    .stop = hxg_diary_stop,
    .save_state = hxg_save_state,
    .restore_state = hxg_restore_state,
};

static const struct hx_module_info hxg_info = {
    .name = "diary",
    .version = HX_VERSION(0, 1, 0),
    .description = "Knows its older selves.",
    .author = "Unknown",
    .license = "MIT",
    .flags = HX_FLAG_HOT_RELOADABLE,
};

static struct hx_control hxg_control;

const struct hx_module hxg_module_diary = {
    .magic = HX_DESCRIPTOR_MAGIC,
    .state_version = 3u,
    .info = &hxg_info,
    .ops = &hxg_ops,
    .context = &hxg_context,
    .control = &hxg_control,
    .config = hxg_config_entries,
    .config_count = HX_COUNT_OF(hxg_config_entries),
};
