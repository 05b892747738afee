/* SPDX-License-Identifier: MIT */
#include "expect.h"
#include "fake_port.h"

#include <helix/fmt.h>
#include <helix/memory.h>
#include <helix/port.h>

#include "../../runtime/loader/pages.h"

#include <criterion/criterion.h>
#include <string.h>

#define MIB ((size_t)1024 * 1024)

TestSuite(pages);

static char *take(size_t size)
{
    void *start = NULL;

    cr_assert_eq(hx_pages_take(size, &start), HX_OK, "%s",
                 hx_fail_detail(HX_ERR_NO_SPACE));
    cr_assert_eq((uintptr_t)start % HX_PAGE_SIZE, 0);
    return start;
}

static bool is_zero(const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] != 0)
            return false;
    return true;
}

Test(pages, a_size_becomes_whole_pages_that_are_zero)
{
    static const size_t sizes[] = {1, 8, 4095, 4096, 4097, 8192, 100000};
    size_t used = 0;

    fake_ram_map(8 * MIB);
    for (size_t i = 0; i < HX_COUNT_OF(sizes); i++) {
        size_t rounded = (sizes[i] + 4095) / 4096 * 4096;
        char *start = take(sizes[i]);

        used += rounded;
        cr_assert_eq(hx_pages_used(), used);
        cr_assert(is_zero(start, rounded));
        memset(start, 0xff, rounded);
    }
}

Test(pages, what_was_written_is_gone_when_it_is_taken_again)
{
    char *first;

    fake_ram_map(8 * MIB);
    first = take(3 * HX_PAGE_SIZE);
    memset(first, 0xff, 3 * HX_PAGE_SIZE);
    hx_pages_give(first, 3 * HX_PAGE_SIZE);
    cr_assert_eq(hx_pages_used(), 0);
    cr_assert_eq(take(3 * HX_PAGE_SIZE), first);
    cr_assert(is_zero(first, 3 * HX_PAGE_SIZE));
}

Test(pages, whoever_fills_them_gets_them_as_they_are)
{
    void *start = NULL;
    char *first;

    fake_ram_map(8 * MIB);
    first = take(HX_PAGE_SIZE);
    memset(first + HX_PAGE_SIZE - 8, 0xff, 8);
    hx_pages_give(first, HX_PAGE_SIZE);
    cr_assert_eq(hx_pages_take_unfilled(1, &start), HX_OK);
    cr_assert_eq(start, first);
    cr_assert_eq(hx_pages_used(), HX_PAGE_SIZE);
    cr_assert_not(is_zero(first, HX_PAGE_SIZE));
}

Test(pages, the_lowest_run_that_is_large_enough_is_taken)
{
    char *pages[6];

    fake_ram_map(8 * MIB);
    for (size_t i = 0; i < HX_COUNT_OF(pages); i++)
        pages[i] = take(1);
    hx_pages_give(pages[0], 1);
    hx_pages_give(pages[3], 1);
    hx_pages_give(pages[2], 1);
    cr_assert_eq(take(2 * HX_PAGE_SIZE), pages[2], "page 0 is too small");
    cr_assert_eq(take(1), pages[0]);
    cr_assert_eq(take(1), pages[5] + HX_PAGE_SIZE);
}

/* In every order; afterwards one run is left, which the next take shows. */
Test(pages, neighbours_that_are_given_back_become_one)
{
    static const size_t orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                       {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    fake_ram_map(8 * MIB);
    for (size_t i = 0; i < HX_COUNT_OF(orders); i++) {
        char *whole = take(3 * HX_PAGE_SIZE);
        char *behind = take(1);

        for (size_t j = 0; j < 3; j++)
            hx_pages_give(whole + orders[i][j] * HX_PAGE_SIZE, HX_PAGE_SIZE);
        cr_assert_eq(hx_pages_used(), HX_PAGE_SIZE);
        cr_assert_eq(take(3 * HX_PAGE_SIZE), whole, "order %zu", i);
        hx_pages_give(whole, 3 * HX_PAGE_SIZE);
        hx_pages_give(behind, 1);
    }
    cr_assert_eq(hx_pages_used(), 0);
}

Test(pages, ram_is_claimed_in_large_pieces)
{
    fake_ram_map(16 * MIB);
    take(1);
    cr_assert_eq(hx_memory_left(), 15 * MIB);
    take(MIB - HX_PAGE_SIZE);
    cr_assert_eq(hx_memory_left(), 15 * MIB, "the piece is used up first");
    take(3 * MIB);
    cr_assert_eq(hx_memory_left(), 12 * MIB);
}

Test(pages, pieces_that_touch_are_one)
{
    char *first;

    fake_ram_map(16 * MIB);
    first = take(MIB);
    cr_assert_eq(take(MIB), first + MIB);
    hx_pages_give(first, MIB);
    hx_pages_give(first + MIB, MIB);
    cr_assert_eq(take(2 * MIB), first);
}

Test(pages, no_more_than_needed_is_claimed_where_ram_is_short)
{
    fake_ram_map(4 * MIB - HX_PAGE_SIZE);
    take(1);
    cr_assert_eq(hx_memory_left(), 4 * MIB - 2 * HX_PAGE_SIZE);
}

/* Much is left, and nowhere a piece. */
Test(pages, ranges_that_are_small_serve_what_fits_into_them)
{
    char *all;

    fake_ram_map(HX_MEMORY_RANGE_MAX * MIB);
    all = (char *)fake_ranges[0].start;
    for (size_t i = 0; i < HX_MEMORY_RANGE_MAX; i++)
        fake_ranges[i] = (struct hx_memory_range){(uintptr_t)(all + i * MIB), MIB / 2};
    fake_range_count = HX_MEMORY_RANGE_MAX;
    cr_assert_geq(hx_memory_left(), 4 * MIB);
    cr_assert_eq(take(MIB / 2), all);
    cr_assert_eq(take(1), all + MIB);
}

Test(pages, what_there_is_not_is_refused)
{
    void *start = &start;
    char *last;

    fake_ram_map(2 * HX_PAGE_SIZE);
    EXPECT_FAIL(hx_pages_take(3 * HX_PAGE_SIZE, &start), HX_ERR_NO_SPACE,
                "no range of RAM has 12288 bytes left");
    cr_assert_eq(hx_pages_take(SIZE_MAX, &start), HX_ERR_NO_SPACE);
    cr_assert_eq(hx_pages_take(SIZE_MAX - HX_PAGE_SIZE + 2, &start), HX_ERR_NO_SPACE);
    cr_assert_eq(hx_pages_take(SIZE_MAX / 2, &start), HX_ERR_NO_SPACE);
    cr_assert_eq(start, &start);
    cr_assert_eq(hx_pages_used(), 0);

    take(HX_PAGE_SIZE);
    last = take(HX_PAGE_SIZE);
    cr_assert_eq(hx_pages_take(1, &start), HX_ERR_NO_SPACE);
    cr_assert_eq(hx_pages_used(), 2 * HX_PAGE_SIZE);
    hx_pages_give(last, HX_PAGE_SIZE);
    cr_assert_eq(take(1), last);
}

/* On a machine whose RAM is real: mov $imm, %eax; ret. */
Test(pages, code_can_be_put_there)
{
    unsigned char code[] = {0xb8, 42, 0, 0, 0, 0xc3};
    char *page;

    fake_ram_map(8 * MIB);
    page = take(1);
    for (code[1] = 42; code[1] < 44; code[1]++) {
        memcpy(page, code, sizeof(code));
        cr_assert(hx_port_protect(page, HX_PAGE_SIZE, HX_PORT_READ_EXECUTE));
        cr_assert_eq(fake_rights(page), HX_PORT_READ_EXECUTE);
        cr_assert_eq(fake_rights(page + HX_PAGE_SIZE), HX_PORT_READ_WRITE);
        cr_assert_eq(((int (*)(void))(uintptr_t)page)(), code[1]);
        cr_assert(hx_port_protect(page, HX_PAGE_SIZE, HX_PORT_READ_WRITE));
        cr_assert_eq(fake_rights(page), HX_PORT_READ_WRITE);
    }
    fake_protect_left = 1;
    cr_assert(hx_port_protect(page, HX_PAGE_SIZE, HX_PORT_READ));
    cr_assert_not(hx_port_protect(page, HX_PAGE_SIZE, HX_PORT_READ_EXECUTE));
    cr_assert_eq(fake_rights(page), HX_PORT_READ);
    cr_assert(hx_port_protect(page, HX_PAGE_SIZE, HX_PORT_READ_WRITE));
    hx_pages_give(page, HX_PAGE_SIZE);
}

Test(pages, another_cpu_takes_no_new_piece)
{
    void *start = NULL;

    fake_ram_map(8 * MIB);
    fake_cpu = 1;
    cr_assert_eq(hx_pages_take(1, &start), HX_ERR_WRONG_CONTEXT);
    cr_assert_eq(hx_pages_used(), 0);
}

/*
 * What is given back wrongly, which is a panic: one to a test, because a second one is
 * not reported. Of eight pages that were taken, 2 and 3 are free again.
 */
static char *eight;
static size_t wrong_offset;
static size_t wrong_size;

static void give_wrongly(void)
{
    hx_pages_give(eight + wrong_offset, wrong_size);
}

static void expect_panic(size_t offset, size_t size, const char *why)
{
    char line[160];

    fake_ram_map(8 * MIB);
    eight = take(8 * HX_PAGE_SIZE);
    hx_pages_give(eight + 2 * HX_PAGE_SIZE, 2 * HX_PAGE_SIZE);
    wrong_offset = offset;
    wrong_size = size;
    cr_assert_eq(fake_machine_run(give_wrongly), 2);
    hx_format(line, sizeof(line),
              "helix: panic pages at %p, %zu bytes, are given back %s", eight + offset,
              size, why);
    cr_assert_eq(fake_console_lines(line), 1, "%s", fake_console());
    cr_assert_eq(hx_pages_used(), 6 * HX_PAGE_SIZE);
}

#define WRONG(name, offset, size, why)       \
    Test(pages_given_wrongly, name)          \
    {                                        \
        expect_panic((offset), (size), why); \
    }

#define PAGES(count) ((count)*HX_PAGE_SIZE)

WRONG(twice, PAGES(2), PAGES(2), "while they are free")
WRONG(one_of_two_twice, PAGES(3), PAGES(1), "while they are free")
WRONG(the_first_twice, PAGES(2), PAGES(1), "while they are free")
WRONG(with_free_ones_before, PAGES(3), PAGES(2), "while they are free")
WRONG(with_free_ones_behind, PAGES(1), PAGES(2), "while they are free")
WRONG(with_free_ones_inside, PAGES(1), PAGES(4), "while they are free")
WRONG(with_what_was_never_taken, PAGES(7), PAGES(2), "while they are free")
WRONG(more_than_are_taken, PAGES(4), PAGES(7), "while fewer are taken")
WRONG(not_from_the_start_of_a_page, 16, 1, "that are no pages")
WRONG(none, 0, 0, "that are no pages")
WRONG(a_size_that_cannot_be, 0, SIZE_MAX, "that are no pages")

static void take_nothing(void)
{
    void *start;

    (void)!hx_pages_take(0, &start);
}

Test(pages, to_take_none_is_a_panic)
{
    cr_assert_eq(fake_machine_run(take_nothing), 2);
    cr_assert_eq(fake_console_lines("helix: panic no pages are taken"), 1);
}
