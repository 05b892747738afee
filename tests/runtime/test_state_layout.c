/* SPDX-License-Identifier: MIT */
/* Saving, and restoring where the layouts are equal. */
#include "fake_state.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(state_layout);

static void expect_fields(const struct fake_lamp *lamp, const struct fake_lamp *as)
{
    cr_assert_eq(lamp->count, as->count);
    cr_assert_arr_eq(lamp->lit, as->lit, sizeof(lamp->lit));
    cr_assert_arr_eq(lamp->bulbs, as->bulbs, sizeof(lamp->bulbs));
    cr_assert_eq(lamp->level, as->level);
}

Test(state_layout, what_is_saved_is_restored)
{
    struct fake_lamp lamp = fake_lamp_in_use();
    struct fake_saved saved = fake_save(&fake_lamp_schema, &lamp);
    struct fake_lamp other = {
        .config = "config", .context = "context", .scratch = "scratch"};

    cr_assert_eq(fake_restore(&fake_lamp_schema, &other, &saved), HX_OK);
    expect_fields(&other, &lamp);
    cr_assert_str_eq(other.config, "config");
    cr_assert_str_eq(other.context, "context");
    cr_assert_str_eq(other.scratch, "scratch");
    fake_saved_free(&saved);
}

Test(state_layout, pointers_are_not_saved)
{
    struct fake_lamp lamp = fake_lamp_in_use();
    struct fake_lamp other = lamp;
    struct fake_saved saved, again;

    other.config = other.context = &other;
    other.scratch = "scratch";
    saved = fake_save(&fake_lamp_schema, &lamp);
    again = fake_save(&fake_lamp_schema, &other);
    cr_assert_eq(saved.size, again.size);
    cr_assert_arr_eq(saved.data, again.data, saved.size);
    fake_saved_free(&saved);
    fake_saved_free(&again);
}

Test(state_layout, saved_is_all_or_nothing)
{
    struct fake_lamp lamp = fake_lamp_in_use();
    struct fake_saved saved = fake_save(&fake_lamp_schema, &lamp);

    for (size_t room = 0; room < saved.size; room++) {
        unsigned char *memory = malloc(room + 2);
        struct hx_writer writer;

        hx_writer_init(&writer, memory, room + 2);
        cr_assert_eq(hx_write(&writer, "ab", 2), HX_OK);
        cr_assert_eq(hx_state_save(&fake_lamp_schema, &lamp, &writer), HX_ERR_NO_SPACE);
        cr_assert_eq(writer.size, 2);
        free(memory);
    }
    fake_saved_free(&saved);
}

Test(state_layout, a_state_without_fields)
{
    const struct hx_state_schema empty = {.version = 1, .plain_since = 1};
    struct fake_saved saved = fake_save(&empty, NULL);

    cr_assert_eq(saved.size, sizeof(struct hx_state_header));
    cr_assert_eq(fake_restore(&empty, NULL, &saved), HX_OK);
    fake_saved_free(&saved);
}

/* What is equal as a whole is not looked at piece by piece. */
Test(state_layout, equal_layouts_need_no_table)
{
    struct fake_lamp lamp = fake_lamp_in_use();
    struct fake_saved saved = fake_save(&fake_lamp_schema, &lamp);
    struct fake_lamp other = {.count = 1};
    struct hx_state_header header;

    memcpy(&header, saved.data, sizeof(header));
    memset(saved.data + sizeof(header) + header.data_size, 0xff, header.table_size);
    cr_assert_eq(fake_restore(&fake_lamp_schema, &other, &saved), HX_OK);
    expect_fields(&other, &lamp);

    fake_lamp_schema.layout++;
    cr_assert_eq(fake_restore(&fake_lamp_schema, &other, &saved), HX_ERR_CORRUPT);
    fake_saved_free(&saved);
}

Test(state_layout, a_state_cut_anywhere_is_corrupt)
{
    struct fake_lamp lamp = fake_lamp_in_use();
    struct fake_saved saved = fake_save(&fake_lamp_schema, &lamp);

    for (size_t size = 0; size < saved.size; size++) {
        struct fake_saved cut = {.data = malloc(size + 1), .size = size};
        struct fake_lamp other = {.count = 7};

        memcpy(cut.data, saved.data, size);
        cr_assert_eq(fake_restore(&fake_lamp_schema, &other, &cut), HX_ERR_CORRUPT);
        cr_assert_eq(other.count, 7);
        free(cut.data);
    }
    fake_saved_free(&saved);
}

/* The header, damaged at one place at a time. */
static void expect_header(struct hx_state_header damaged, hx_status status,
                          const char *detail)
{
    struct fake_lamp lamp = fake_lamp_in_use();
    struct fake_saved saved = fake_save(&fake_lamp_schema, &lamp);
    struct fake_lamp other = {.count = 7};

    memcpy(saved.data, &damaged, sizeof(damaged));
    cr_assert_eq(fake_restore(&fake_lamp_schema, &other, &saved), status);
    cr_assert_str_eq(hx_fail_detail(status), detail);
    cr_assert_eq(other.count, 7);
    fake_saved_free(&saved);
}

static struct hx_state_header good_header(void)
{
    struct fake_lamp lamp = fake_lamp_in_use();
    struct fake_saved saved = fake_save(&fake_lamp_schema, &lamp);
    struct hx_state_header header;

    memcpy(&header, saved.data, sizeof(header));
    fake_saved_free(&saved);
    return header;
}

Test(state_layout, foreign_bytes)
{
    struct hx_state_header header = good_header();

    header.magic ^= 1u;
    expect_header(header, HX_ERR_CORRUPT,
                  "saved state begins with 0x54535849, not with 0x54535848");
}

Test(state_layout, a_later_format)
{
    struct hx_state_header header = good_header();

    header.format = 2;
    expect_header(header, HX_ERR_VERSION, "saved state has format 2, known is 1");
}

Test(state_layout, sizes_that_do_not_add_up)
{
    struct hx_state_header header = good_header();
    char detail[HX_FAIL_DETAIL_SIZE];
    size_t size = (size_t)header.data_size + header.table_size;

    header.data_size++;
    snprintf(detail, sizeof(detail), "saved state: %zu bytes announced, %zu follow",
             size + 1, size);
    expect_header(header, HX_ERR_CORRUPT, detail);

    /* Their sum in 32 bits would be right. */
    header.data_size = UINT32_MAX;
    header.table_size = (uint32_t)size + 1;
    snprintf(detail, sizeof(detail), "saved state: %zu bytes announced, %zu follow",
             size + ((size_t)1 << 32), size);
    expect_header(header, HX_ERR_CORRUPT, detail);
}

/* The hash alone does not say that there is as much data. */
Test(state_layout, equal_layouts_have_as_much_data)
{
    struct fake_lamp lamp = fake_lamp_in_use();
    struct fake_saved saved = fake_save(&fake_lamp_schema, &lamp);
    struct hx_state_header good = good_header();

    for (uint32_t fewer = 1; fewer <= good.data_size; fewer++) {
        struct hx_state_header header = good;
        struct fake_lamp other = {.count = 7};

        header.data_size -= fewer;
        header.table_size += fewer;
        memcpy(saved.data, &header, sizeof(header));
        cr_assert_eq(fake_restore(&fake_lamp_schema, &other, &saved), HX_ERR_CORRUPT);
        cr_assert_eq(other.count, 7);
    }
    fake_saved_free(&saved);
}

Test(state_layout, versions_that_contradict_each_other)
{
    struct hx_state_header header = good_header();

    header.plain_since = 4;
    expect_header(header, HX_ERR_CORRUPT,
                  "saved state of version 3 crosses plainly since 4");
    header.plain_since = 0;
    expect_header(header, HX_ERR_CORRUPT,
                  "saved state of version 3 crosses plainly since 0");
}

/* Each byte of the state that must be a bool, with the next value that is none. */
Test(state_layout, bools_that_are_none)
{
    for (size_t i = 0; i < 17; i++) {
        struct fake_lamp lamp = fake_lamp_in_use();
        struct fake_lamp other = {.count = 7};
        struct fake_saved saved;
        unsigned char *bytes = (unsigned char *)&lamp;
        size_t offset = i < 11 ? offsetof(struct fake_lamp, lit) + i
                               : offsetof(struct fake_lamp, bulbs) +
                                     (i - 11) * sizeof(struct fake_bulb);

        bytes[offset] = 2;
        saved = fake_save(&fake_lamp_schema, &lamp);
        cr_assert_eq(fake_restore(&fake_lamp_schema, &other, &saved), HX_ERR_CORRUPT);
        cr_assert_str_eq(hx_fail_detail(HX_ERR_CORRUPT),
                         i < 11 ? "saved field 'lit' holds a bool that is none"
                                : "saved field 'bulbs' holds a bool that is none");
        cr_assert_eq(other.count, 7);
        fake_saved_free(&saved);
    }
}

Test(state_layout, enums_that_are_none)
{
    static const int32_t wrong[] = {-1, 1, 3, 6, INT32_MIN, INT32_MAX};

    for (size_t i = 0; i < 6 * HX_COUNT_OF(wrong); i++) {
        struct fake_lamp lamp = fake_lamp_in_use();
        struct fake_lamp other = {.count = 7};
        struct fake_saved saved;

        lamp.bulbs[i % 6 / 3][i % 3].colour = wrong[i / 6];
        saved = fake_save(&fake_lamp_schema, &lamp);
        cr_assert_eq(fake_restore(&fake_lamp_schema, &other, &saved), HX_ERR_CORRUPT);
        cr_assert_str_eq(hx_fail_detail(HX_ERR_CORRUPT),
                         "saved field 'bulbs' holds an enum that is none");
        cr_assert_eq(other.count, 7);
        fake_saved_free(&saved);
    }
}

/* Without gaps it is a range, with gaps a search; both know each value of theirs. */
Test(state_layout, enums_with_and_without_gaps)
{
    static const int32_t values[] = {-7, -6, -5, 0, 1, 9, 100, INT32_MAX};

    for (uint32_t first = 0; first < HX_COUNT_OF(values); first++) {
        for (uint32_t end = first + 1; end <= HX_COUNT_OF(values); end++) {
            const struct hx_state_check check = {
                .value_count = end - first,
                .values = &values[first],
            };
            const struct hx_state_field field = {
                .name = "one",
                .type = "enum",
                .size = 4,
                .name_size = 3,
                .type_size = 4,
                .kind = HX_STATE_OTHER,
                .check_count = 1,
                .checks = &check,
            };
            const struct hx_state_run run = {.size = 4};
            const struct hx_state_schema schema = {
                .version = 1,
                .plain_since = 1,
                .runs = &run,
                .fields = &field,
                .run_count = 1,
                .field_count = 1,
            };

            for (int32_t value = -10; value < 110; value++) {
                struct fake_saved saved = fake_save(&schema, &value);
                hx_status wanted = HX_ERR_CORRUPT;
                int32_t restored;

                for (uint32_t i = first; i < end; i++)
                    wanted = values[i] == value ? HX_OK : wanted;
                cr_assert_eq(fake_restore(&schema, &restored, &saved), wanted);
                fake_saved_free(&saved);
            }
        }
    }
}
