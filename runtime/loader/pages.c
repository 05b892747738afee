/* SPDX-License-Identifier: MIT */
/*
 * First fit over the runs of free pages. What is known of a run stands in its first
 * page; the list is ascending, no two runs touch, and so a run that is given back
 * becomes one with its neighbours. Taking and giving are O(runs), of which there are at
 * most one more than objects, and one for each piece.
 *
 * Pages become zero when they are taken by somebody who does not fill them: what the
 * machine hands out holds anything, so on giving it would have to be done for all of a
 * piece when it is claimed, and again for pages that nobody takes a second time.
 */
#include "pages.h"

#include <helix/main.h>
#include <helix/memory.h>
#include <helix/status.h>
#include <helix/string.h>

/* What is claimed at least, while RAM is plenty: many times of it is left. */
#define PIECE_SIZE ((size_t)1024 * 1024)
#define PLENTY_SIZE (4 * PIECE_SIZE)

struct run {
    size_t size;
    struct run *next;
};

static struct run *free_runs;
static size_t used_size;

static uintptr_t run_end(const struct run *run)
{
    return (uintptr_t)run + run->size;
}

/* 0 if there is no such size. */
static size_t round_up(size_t size)
{
    return (size + HX_PAGE_SIZE - 1) & ~(size_t)(HX_PAGE_SIZE - 1);
}

static _Noreturn void panic_given(const void *start, size_t size, const char *why)
{
    hx_panic("pages at %p, %zu bytes, are given back %s", start, size, why);
}

static void merge_with_next(struct run *run)
{
    struct run *next = run->next;

    if (next == NULL || run_end(run) != (uintptr_t)next)
        return;
    run->size += next->size;
    run->next = next->next;
}

static void insert(void *start, size_t size)
{
    struct run *run = start;
    struct run *before = NULL;
    struct run *after = free_runs;

    while (after != NULL && (uintptr_t)after < (uintptr_t)start) {
        before = after;
        after = after->next;
    }
    if ((before != NULL && run_end(before) > (uintptr_t)start) ||
        (after != NULL && size > (uintptr_t)after - (uintptr_t)start))
        panic_given(start, size, "while they are free");

    run->size = size;
    run->next = after;
    merge_with_next(run);
    if (before == NULL) {
        free_runs = run;
    } else {
        before->next = run;
        merge_with_next(before);
    }
}

/* Returns the place that leads to the first run of at least `size`, or to NULL. */
static struct run **find(size_t size)
{
    struct run **place = &free_runs;

    while (*place != NULL && (*place)->size < size)
        place = &(*place)->next;
    return place;
}

static hx_status claim_piece(size_t size)
{
    struct hx_memory_region region;
    hx_status status;

    if (size < PIECE_SIZE && hx_memory_left() >= PLENTY_SIZE &&
        hx_memory_claim(PIECE_SIZE, HX_PAGE_SIZE, &region) == HX_OK) {
        insert(region.start, region.size);
        return HX_OK;
    }
    status = hx_memory_claim(size, HX_PAGE_SIZE, &region);
    if (status == HX_OK)
        insert(region.start, region.size);
    return status;
}

hx_status hx_pages_take_unfilled(size_t size, void **start)
{
    const size_t rounded = round_up(size);
    struct run **place;
    struct run *run;

    if (size == 0)
        hx_panic("no pages are taken");
    if (rounded == 0)
        return hx_fail(HX_ERR_NO_SPACE, "no memory has %zu bytes", size);

    place = find(rounded);
    if (*place == NULL) {
        hx_status status = claim_piece(rounded);

        if (status != HX_OK)
            return status;
        place = find(rounded);
    }

    run = *place;
    if (run->size == rounded) {
        *place = run->next;
    } else {
        struct run *rest = (struct run *)((uintptr_t)run + rounded);

        rest->size = run->size - rounded;
        rest->next = run->next;
        *place = rest;
    }
    used_size += rounded;
    *start = run;
    return HX_OK;
}

hx_status hx_pages_take(size_t size, void **start)
{
    hx_status status = hx_pages_take_unfilled(size, start);

    if (status == HX_OK)
        memset(*start, 0, round_up(size));
    return status;
}

void hx_pages_give(void *start, size_t size)
{
    const size_t rounded = round_up(size);

    if (rounded == 0 || (uintptr_t)start % HX_PAGE_SIZE != 0)
        panic_given(start, size, "that are no pages");
    if (rounded > used_size)
        panic_given(start, size, "while fewer are taken");
    insert(start, rounded);
    used_size -= rounded;
}

size_t hx_pages_used(void)
{
    return used_size;
}
