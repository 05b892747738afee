/* SPDX-License-Identifier: MIT */
/*
 * Pages that are taken and given back at random, against a map of all pages of the
 * machine in which each is looked at, every time.
 */
#include "fake_port.h"

#include <helix/memory.h>
#include <helix/status.h>

#include "../../runtime/loader/pages.h"

#include <criterion/criterion.h>
#include <string.h>

#define PAGE_MAX 8192
#define PIECE_PAGES 256
#define PLENTY_PAGES 1024 /* left, at least, when a whole piece is claimed */
#define TAKEN_MAX 64
#define STEPS 20000

enum page_state {
    PAGE_UNCLAIMED, /* all behind the last that was claimed */
    PAGE_FREE,
    PAGE_TAKEN,
};

struct taken {
    unsigned char *start;
    size_t page_count;
    unsigned char mark; /* in its first and its last byte of each page */
};

static unsigned char states[PAGE_MAX];
static size_t page_count;
static struct taken taken[TAKEN_MAX];
static size_t taken_count;

static uint32_t random_state;

static uint32_t random_below(uint32_t below)
{
    random_state = random_state * UINT32_C(1664525) + UINT32_C(1013904223);
    return (random_state >> 8) % below;
}

static size_t count_pages(enum page_state state)
{
    size_t count = 0;

    for (size_t i = 0; i < page_count; i++)
        count += states[i] == state;
    return count;
}

/* The first page of the lowest `wanted` free ones in a row, or page_count. */
static size_t find_free(size_t wanted)
{
    size_t row = 0;

    for (size_t i = 0; i < page_count; i++) {
        row = states[i] == PAGE_FREE ? row + 1 : 0;
        if (row == wanted)
            return i + 1 - wanted;
    }
    return page_count;
}

/* Returns the page that is taken, or page_count if there is no room. */
static size_t model_take(size_t wanted)
{
    size_t first = find_free(wanted);

    if (first == page_count) {
        const size_t left = count_pages(PAGE_UNCLAIMED);
        const size_t piece =
            left >= PLENTY_PAGES && wanted < PIECE_PAGES ? PIECE_PAGES : wanted;

        if (piece > left)
            return page_count;
        memset(states + (page_count - left), PAGE_FREE, piece);
        first = find_free(wanted);
    }
    memset(states + first, PAGE_TAKEN, wanted);
    return first;
}

static void check_accounts(uint32_t seed, unsigned at)
{
    cr_assert_eq(hx_pages_used(), count_pages(PAGE_TAKEN) * HX_PAGE_SIZE,
                 "seed %u, step %u: %zu bytes are used", seed, at, hx_pages_used());
    cr_assert_eq(hx_memory_left(), count_pages(PAGE_UNCLAIMED) * HX_PAGE_SIZE,
                 "seed %u, step %u: %zu bytes are left", seed, at, hx_memory_left());
}

static void take(size_t wanted, uint32_t seed, unsigned at)
{
    const size_t first = model_take(wanted);
    /* Not always all of the last page. */
    const size_t size = wanted * HX_PAGE_SIZE - random_below(HX_PAGE_SIZE);
    void *start = NULL;
    const hx_status status = hx_pages_take(size, &start);
    struct taken *one = &taken[taken_count];

    if (first == page_count) {
        cr_assert_eq(status, HX_ERR_NO_SPACE, "seed %u, step %u", seed, at);
        return;
    }
    cr_assert_eq(status, HX_OK, "seed %u, step %u: %s", seed, at,
                 hx_fail_detail(status));
    cr_assert_eq((uintptr_t)start, fake_ranges[0].start + first * HX_PAGE_SIZE,
                 "seed %u, step %u: not at page %zu", seed, at, first);

    one->start = start;
    one->page_count = wanted;
    one->mark = (unsigned char)(1 + random_below(255));
    taken_count++;
    for (size_t i = 0; i < wanted * HX_PAGE_SIZE; i++)
        cr_assert(one->start[i] == 0, "seed %u, step %u: byte %zu", seed, at, i);
    memset(start, one->mark, wanted * HX_PAGE_SIZE);
}

static void give(size_t index, uint32_t seed, unsigned at)
{
    const struct taken one = taken[index];

    for (size_t i = 0; i < one.page_count * HX_PAGE_SIZE; i++)
        cr_assert(one.start[i] == one.mark, "seed %u, step %u: byte %zu of another's",
                  seed, at, i);
    taken[index] = taken[--taken_count];
    memset(states + ((uintptr_t)one.start - fake_ranges[0].start) / HX_PAGE_SIZE,
           PAGE_FREE, one.page_count);
    hx_pages_give(one.start, one.page_count * HX_PAGE_SIZE);
}

static void run(size_t pages, uint32_t seed)
{
    page_count = pages;
    random_state = seed;
    fake_ram_map(pages * HX_PAGE_SIZE);
    for (unsigned at = 0; at < STEPS; at++) {
        /* Full and empty by turns, so that runs come and go. */
        const bool filling = at / 500 % 2 == 0;

        if (taken_count < TAKEN_MAX && random_below(3) < (filling ? 2 : 1))
            take(1 + random_below(random_below(8) == 0 ? 400 : 12), seed, at);
        else if (taken_count > 0)
            give(random_below((uint32_t)taken_count), seed, at);
        check_accounts(seed, at);
    }
    while (taken_count > 0)
        give(taken_count - 1, seed, STEPS);
    check_accounts(seed, STEPS);
    cr_assert_eq(hx_pages_used(), 0);
}

Test(pages_model, ram_is_plenty)
{
    run(PAGE_MAX, 1);
}

Test(pages_model, ram_becomes_short)
{
    run(1500, 2);
}

Test(pages_model, ram_is_short)
{
    run(300, 3);
}
