/* SPDX-License-Identifier: MIT */
/* Restoring field by field, where the layouts differ. */
#include "fake_state.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* Another layout than that of everything saved before. */
static void change_layout(void)
{
    fake_lamp_schema.layout += 100;
}

TestSuite(state_fields);

static struct fake_saved save_in_use(void)
{
    struct fake_lamp lamp = fake_lamp_in_use();
    struct fake_saved saved = fake_save(&fake_lamp_schema, &lamp);

    change_layout();
    return saved;
}

static void expect_failure(const struct fake_saved *saved, hx_status status,
                           const char *detail)
{
    struct fake_lamp other = {.count = 7, .level = 8};

    cr_assert_eq(fake_restore(&fake_lamp_schema, &other, saved), status);
    cr_assert_str_eq(hx_fail_detail(status), detail);
    /* Nothing is copied before all is checked. */
    cr_assert_eq(other.count, 7);
    cr_assert_eq(other.level, 8);
}

Test(state_fields, equal_fields_cross)
{
    struct fake_saved saved = save_in_use();
    struct fake_lamp lamp = fake_lamp_in_use();
    struct fake_lamp other = {.scratch = "scratch"};

    cr_assert_eq(fake_restore(&fake_lamp_schema, &other, &saved), HX_OK);
    cr_assert_eq(other.count, lamp.count);
    cr_assert_arr_eq(other.lit, lamp.lit, sizeof(lamp.lit));
    cr_assert_arr_eq(other.bulbs, lamp.bulbs, sizeof(lamp.bulbs));
    cr_assert_eq(other.level, lamp.level);
    cr_assert_str_eq(other.scratch, "scratch");
    fake_saved_free(&saved);
}

/* Each field alone is missing on either side: first, middle and last of the names. */
Test(state_fields, fields_that_one_side_lacks)
{
    struct fake_lamp lamp = fake_lamp_in_use();

    for (uint16_t i = 0; i < 4; i++) {
        struct hx_state_field fewer[3];
        struct hx_state_schema schema = fake_lamp_schema;
        struct fake_lamp other = {.count = 7, .level = 8};
        struct fake_lamp defaults = other;
        struct fake_saved saved;

        for (uint16_t j = 0; j < 3; j++)
            fewer[j] = fake_lamp_fields[j < i ? j : j + 1];
        schema.fields = fewer;
        schema.field_count = 3;
        schema.layout = 50;

        saved = fake_save(&schema, &lamp);
        cr_assert_eq(fake_restore(&fake_lamp_schema, &other, &saved), HX_OK);
        cr_assert_eq(other.count, i == 1 ? 7 : lamp.count);
        cr_assert_eq(other.level, i == 2 ? 8 : lamp.level);
        cr_assert_eq(other.lit[0], i == 3 ? false : lamp.lit[0]);
        cr_assert_eq(other.bulbs[0][1].colour, i == 0 ? 0 : lamp.bulbs[0][1].colour);
        fake_saved_free(&saved);

        saved = fake_save(&fake_lamp_schema, &lamp);
        other = defaults;
        cr_assert_eq(fake_restore(&schema, &other, &saved), HX_OK);
        cr_assert_eq(other.count, i == 1 ? 7 : lamp.count);
        cr_assert_eq(other.level, i == 2 ? 8 : lamp.level);
        fake_saved_free(&saved);
    }
}

/* A name that begins another one is not that one. */
Test(state_fields, a_name_that_begins_another)
{
    struct fake_saved saved = save_in_use();
    struct fake_lamp other = {.count = 7};

    fake_lamp_fields[1].name = "counter";
    fake_lamp_fields[1].name_size = 7;
    cr_assert_eq(fake_restore(&fake_lamp_schema, &other, &saved), HX_OK);
    cr_assert_eq(other.count, 7);
    fake_lamp_fields[1].name = "cou";
    fake_lamp_fields[1].name_size = 3;
    cr_assert_eq(fake_restore(&fake_lamp_schema, &other, &saved), HX_OK);
    cr_assert_eq(other.count, 7);
    fake_saved_free(&saved);
}

/* Integers ------------------------------------------------------------------------ */

static struct hx_state_schema integer_schema(struct hx_state_field *field,
                                             struct hx_state_run *run, bool is_signed,
                                             uint32_t size, const char *type)
{
    *run = (struct hx_state_run){.size = size};
    *field = (struct hx_state_field){
        .name = "number",
        .type = type,
        .size = size,
        .name_size = 6,
        .type_size = (uint16_t)strlen(type),
        .kind = is_signed ? HX_STATE_SIGNED : HX_STATE_UNSIGNED,
    };
    return (struct hx_state_schema){
        .layout = size * 2 + is_signed,
        .version = 1,
        .plain_since = 1,
        .runs = run,
        .fields = field,
        .run_count = 1,
        .field_count = 1,
    };
}

static const char *const integer_types[2][4] = {
    {"u8", "u16", "u32", "u64"},
    {"i8", "i16", "i32", "i64"},
};

/* Every integer into every other one, with values at the ends of the smaller one. */
Test(state_fields, integers_of_equal_signedness_widen)
{
    for (unsigned n = 0; n < 64; n++) {
        unsigned old_log = n & 3u, new_log = n >> 2 & 3u;
        bool old_signed = (n & 16u) != 0, new_signed = (n & 32u) != 0;
        uint32_t old_size = 1u << old_log, new_size = 1u << new_log;
        struct hx_state_field fields[2];
        struct hx_state_run runs[2];
        struct hx_state_schema old =
            integer_schema(&fields[0], &runs[0], old_signed, old_size,
                           integer_types[old_signed][old_log]);
        struct hx_state_schema new =
            integer_schema(&fields[1], &runs[1], new_signed, new_size,
                           integer_types[new_signed][new_log]);
        uint64_t top = UINT64_C(1) << (8 * old_size - 1);
        uint64_t values[] = {0, 1, top - 1, top, top | (top - 1)};

        for (size_t i = 0; i < HX_COUNT_OF(values); i++) {
            struct fake_saved saved = fake_save(&old, &values[i]);
            unsigned char other[9];
            char detail[HX_FAIL_DETAIL_SIZE];
            hx_status status;
            uint64_t wanted = values[i];
            uint64_t found = 0;

            memset(other, 0xa5, sizeof(other));
            status = fake_restore(&new, other, &saved);
            fake_saved_free(&saved);
            cr_assert_eq(other[new_size], 0xa5);
            if (old_signed != new_signed || old_size > new_size) {
                cr_assert_eq(status, HX_ERR_VERSION);
                cr_assert_eq(other[0], 0xa5);
                snprintf(detail, sizeof(detail),
                         "saved field 'number' was %s, is %s; write a migrate step",
                         fields[0].type, fields[1].type);
                cr_assert_str_eq(hx_fail_detail(status), detail);
                continue;
            }
            if (old_signed && values[i] >= top)
                wanted |= ~(top | (top - 1));
            if (new_size < 8)
                wanted &= (UINT64_C(1) << (8 * new_size)) - 1;
            memcpy(&found, other, new_size);
            cr_assert_eq(status, HX_OK);
            cr_assert_eq(found, wanted);
        }
    }
}

/* Types --------------------------------------------------------------------------- */

Test(state_fields, another_type)
{
    struct fake_saved saved = save_in_use();

    fake_lamp_fields[3].type = "bool[12]";
    expect_failure(&saved, HX_ERR_VERSION,
                   "saved field 'lit' was bool[11], is bool[12]; write a migrate step");
    fake_saved_free(&saved);
}

Test(state_fields, an_integer_is_no_array_of_bools)
{
    struct fake_saved saved = save_in_use();

    fake_lamp_fields[1].kind = HX_STATE_OTHER;
    expect_failure(&saved, HX_ERR_VERSION,
                   "saved field 'count' was u32, is u32; write a migrate step");
    fake_saved_free(&saved);
}

Test(state_fields, long_types_are_cut_in_the_message)
{
    struct fake_saved saved = save_in_use();

    fake_lamp_fields[0].type = "struct{bool on; enum{0,4,5,6} colour}[2][3]";
    fake_lamp_fields[0].type_size += 2;
    expect_failure(&saved, HX_ERR_VERSION,
                   "saved field 'bulbs' was struct{bool on; enum{0,4,5} colour}[, is "
                   "struct{bool on; enum{0,4,5,6} colour; write a migrate step");
    fake_saved_free(&saved);
}

Test(state_fields, bools_and_enums_are_checked)
{
    struct fake_lamp lamp = fake_lamp_in_use();
    struct fake_saved saved;

    ((unsigned char *)lamp.lit)[10] = 0x80;
    saved = fake_save(&fake_lamp_schema, &lamp);
    change_layout();
    expect_failure(&saved, HX_ERR_CORRUPT,
                   "saved field 'lit' holds a bool that is none");
    fake_saved_free(&saved);

    lamp = fake_lamp_in_use();
    lamp.bulbs[1][2].colour = 2;
    saved = fake_save(&fake_lamp_schema, &lamp);
    change_layout();
    expect_failure(&saved, HX_ERR_CORRUPT,
                   "saved field 'bulbs' holds an enum that is none");
    fake_saved_free(&saved);
}

/* The table, damaged in one place at a time ---------------------------------------- */

/* Returns entry number `index` of the table; its texts follow it. */
static unsigned char *find_entry(const struct fake_saved *saved, unsigned index)
{
    struct hx_state_header header;
    unsigned char *at;

    memcpy(&header, saved->data, sizeof(header));
    at = saved->data + sizeof(header) + header.data_size;
    for (unsigned i = 0; i < index; i++) {
        struct hx_state_entry entry;

        memcpy(&entry, at, sizeof(entry));
        at += sizeof(entry) + entry.name_size + entry.type_size;
    }
    return at;
}

static struct hx_state_entry get_entry(const struct fake_saved *saved, unsigned index)
{
    struct hx_state_entry entry;

    memcpy(&entry, find_entry(saved, index), sizeof(entry));
    return entry;
}

static void expect_entry(unsigned index, struct hx_state_entry damaged,
                         const char *detail)
{
    struct fake_saved saved = save_in_use();

    memcpy(find_entry(&saved, index), &damaged, sizeof(damaged));
    expect_failure(&saved, HX_ERR_CORRUPT, detail);
    fake_saved_free(&saved);
}

/* Field 1 is `count`, the four bytes at the start of 80. */
Test(state_fields, entries_that_are_wrong)
{
    struct fake_saved saved = save_in_use();
    struct hx_state_entry good = get_entry(&saved, 1);
    struct hx_state_entry bad;

    cr_assert_eq(good.position, 0);
    cr_assert_eq(good.size, 4);
    bad = good;
    bad.kind = 3;
    expect_entry(1, bad, "saved state: field 1 of kind 3, 4 bytes at 0 of 65");
    bad = good;
    bad.size = 3;
    expect_entry(1, bad, "saved state: field 1 of kind 0, 3 bytes at 0 of 65");
    bad = good;
    bad.size = 0;
    expect_entry(1, bad, "saved state: field 1 of kind 0, 0 bytes at 0 of 65");
    bad = good;
    bad.reserved = 1;
    expect_entry(1, bad, "saved state: field 1 of kind 0, 4 bytes at 0 of 65");
    bad = good;
    bad.position = 62;
    expect_entry(1, bad, "saved state: field 1 of kind 0, 4 bytes at 62 of 65");
    bad = good;
    bad.position = UINT32_MAX - 3;
    expect_entry(1, bad, "saved state: field 1 of kind 0, 4 bytes at 4294967292 of 65");
    bad = get_entry(&saved, 0);
    bad.size = UINT32_MAX;
    expect_entry(0, bad,
                 "saved state: field 0 of kind 2, 4294967295 bytes at 15 of 65");
    fake_saved_free(&saved);
}

Test(state_fields, texts_that_do_not_fit)
{
    struct fake_saved saved = save_in_use();
    struct hx_state_entry bad = get_entry(&saved, 3);

    bad.name_size = 0;
    expect_entry(3, bad, "saved state: field 3 has texts of 0 and 8 bytes, of 11");
    bad = get_entry(&saved, 3);
    bad.type_size = 0;
    expect_entry(3, bad, "saved state: field 3 has texts of 3 and 0 bytes, of 11");
    bad.type_size = 9;
    expect_entry(3, bad, "saved state: field 3 has texts of 3 and 9 bytes, of 11");
    bad.name_size = bad.type_size = UINT16_MAX;
    expect_entry(3, bad,
                 "saved state: field 3 has texts of 65535 and 65535 bytes, of 11");
    fake_saved_free(&saved);
}

Test(state_fields, texts_that_are_none)
{
    static const unsigned char wrong[] = {0, '\n', 0x1f, 0x7f, 0x80, 0xff};
    struct fake_saved saved = save_in_use();
    unsigned char *name = find_entry(&saved, 3) + sizeof(struct hx_state_entry);

    for (size_t i = 0; i < 11 * HX_COUNT_OF(wrong); i++) {
        unsigned char good = name[i % 11];

        name[i % 11] = wrong[i / 11];
        expect_failure(&saved, HX_ERR_CORRUPT,
                       "saved state: field 3 has texts that are none");
        name[i % 11] = good;
    }
    fake_saved_free(&saved);
}

Test(state_fields, a_size_that_is_not_that_of_the_type)
{
    struct fake_saved saved = save_in_use();
    struct hx_state_entry bad = get_entry(&saved, 3);

    bad.size--;
    expect_entry(3, bad, "saved field 'lit' is a bool[11] of 10 bytes, not 11");
    fake_saved_free(&saved);
}

Test(state_fields, names_out_of_order)
{
    static const char *const before[] = {"bulbs", "abcde"};

    for (size_t i = 0; i < HX_COUNT_OF(before); i++) {
        struct fake_saved saved = save_in_use();

        memcpy(find_entry(&saved, 1) + sizeof(struct hx_state_entry), before[i], 5);
        expect_failure(&saved, HX_ERR_CORRUPT,
                       "saved state: the name of field 1 is not behind that of the one "
                       "before");
        fake_saved_free(&saved);
    }
}

static void set_field_count(struct fake_saved *saved, uint16_t count)
{
    memcpy(saved->data + offsetof(struct hx_state_header, field_count), &count,
           sizeof(count));
}

Test(state_fields, counts_that_do_not_fit_the_table)
{
    struct fake_saved saved = save_in_use();

    set_field_count(&saved, 5);
    expect_failure(&saved, HX_ERR_CORRUPT, "saved state: its table ends in field 4");
    set_field_count(&saved, 3);
    expect_failure(&saved, HX_ERR_CORRUPT,
                   "saved state: 27 bytes behind its last field");
    set_field_count(&saved, 0);
    expect_failure(&saved, HX_ERR_CORRUPT, "saved state: a table of no fields");
    fake_saved_free(&saved);
}

/* Whatever one byte becomes: an answer, and no byte beyond what there is. */
Test(state_fields, any_byte_with_any_value)
{
    struct fake_saved saved = save_in_use();
    unsigned counts[3] = {0};

    for (size_t i = 0; i < saved.size; i++) {
        unsigned char good = saved.data[i];

        for (unsigned value = 0; value < 256; value++) {
            struct fake_lamp other = {.count = 7};
            hx_status status;

            saved.data[i] = (unsigned char)value;
            status = fake_restore(&fake_lamp_schema, &other, &saved);
            counts[status == HX_OK ? 0 : status == HX_ERR_CORRUPT ? 1 : 2]++;
            cr_assert(status == HX_OK || status == HX_ERR_CORRUPT ||
                      status == HX_ERR_VERSION);
            cr_assert(status == HX_OK || other.count == 7);
        }
        saved.data[i] = good;
    }
    cr_assert(counts[0] > 0 && counts[1] > 0 && counts[2] > 0);
    fake_saved_free(&saved);
}
