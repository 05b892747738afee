/* SPDX-License-Identifier: MIT */
#include <helix/state.h>
#include <helix/status.h>

#include <criterion/criterion.h>
#include <string.h>

Test(state, what_is_written_is_read_in_order)
{
    unsigned char memory[12];
    struct hx_writer writer;
    struct hx_reader reader;
    uint64_t count = 42;
    uint32_t flags = 7;

    hx_writer_init(&writer, memory, sizeof(memory));
    cr_assert_eq(hx_write(&writer, &count, sizeof(count)), HX_OK);
    cr_assert_eq(hx_write(&writer, NULL, 0), HX_OK);
    cr_assert_eq(hx_write(&writer, &flags, sizeof(flags)), HX_OK);
    cr_assert_eq(writer.size, sizeof(memory));

    count = flags = 0;
    hx_reader_init(&reader, memory, writer.size);
    cr_assert_eq(hx_read(&reader, &count, sizeof(count)), HX_OK);
    cr_assert_eq(hx_reader_left(&reader), sizeof(flags));
    cr_assert_eq(hx_read(&reader, &flags, sizeof(flags)), HX_OK);
    cr_assert_eq(hx_read(&reader, NULL, 0), HX_OK);
    cr_assert_eq(count, 42);
    cr_assert_eq(flags, 7);
    cr_assert_eq(hx_reader_left(&reader), 0);
}

/* The crate that came before checked 18 bytes and read 22. */
Test(state, a_state_cut_anywhere_is_corrupt_and_nothing_is_read)
{
    for (size_t size = 0; size < 22; size++) {
        unsigned char *memory = malloc(size + 1);
        unsigned char target[22];
        unsigned char untouched[22];
        struct hx_reader reader;

        memset(target, 0xa5, sizeof(target));
        memset(untouched, 0xa5, sizeof(untouched));
        hx_reader_init(&reader, memory, size);
        cr_assert_eq(hx_read(&reader, target, sizeof(target)), HX_ERR_CORRUPT);
        cr_assert_arr_eq(target, untouched, sizeof(target));
        cr_assert_eq(hx_reader_left(&reader), size);
        free(memory);
    }
    cr_assert_str_eq(hx_fail_detail(HX_ERR_CORRUPT),
                     "saved state: 22 bytes wanted, 21 left");
}

Test(state, a_size_near_the_largest_does_not_wrap)
{
    unsigned char memory[4] = {1, 2, 3, 4};
    struct hx_reader reader;
    struct hx_writer writer;

    hx_reader_init(&reader, memory, sizeof(memory));
    cr_assert_eq(hx_read(&reader, memory, 2), HX_OK);
    cr_assert_eq(hx_read(&reader, memory, SIZE_MAX), HX_ERR_CORRUPT);
    hx_writer_init(&writer, memory, sizeof(memory));
    cr_assert_eq(hx_write(&writer, memory, SIZE_MAX), HX_ERR_NO_SPACE);
    cr_assert_eq(writer.size, 0);
}

Test(state, a_full_writer_takes_nothing)
{
    unsigned char memory[3] = {0, 0, 9};
    struct hx_writer writer;

    hx_writer_init(&writer, memory, 2);
    cr_assert_eq(hx_write(&writer, "abc", 3), HX_ERR_NO_SPACE);
    cr_assert_eq(writer.size, 0);
    cr_assert_eq(hx_write(&writer, "ab", 2), HX_OK);
    cr_assert_eq(hx_write(&writer, "c", 1), HX_ERR_NO_SPACE);
    cr_assert_eq(memory[2], 9);
}

Test(state, a_writer_without_memory_measures)
{
    struct hx_writer writer;

    hx_writer_init(&writer, NULL, 0);
    cr_assert_eq(hx_write(&writer, "abc", 3), HX_OK);
    cr_assert_eq(hx_write(&writer, NULL, 0), HX_OK);
    cr_assert_eq(hx_write(&writer, "de", 2), HX_OK);
    cr_assert_eq(writer.size, 5);
}

Test(state, a_measured_size_does_not_wrap)
{
    struct hx_writer writer;

    hx_writer_init(&writer, NULL, 0);
    cr_assert_eq(hx_write(&writer, "", SIZE_MAX - 1), HX_OK);
    cr_assert_eq(hx_write(&writer, "ab", 2), HX_ERR_NO_SPACE);
    cr_assert_eq(writer.size, SIZE_MAX - 1);
    cr_assert_eq(hx_write(&writer, "a", 1), HX_OK);
}

/* An empty stretch of memory is full, it does not measure. */
Test(state, a_writer_of_no_bytes_takes_none)
{
    unsigned char memory[1];
    struct hx_writer writer;

    hx_writer_init(&writer, memory, 0);
    cr_assert_eq(hx_write(&writer, "a", 1), HX_ERR_NO_SPACE);
}
