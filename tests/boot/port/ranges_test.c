/* SPDX-License-Identifier: MIT */
/*
 * boot/ranges.c against the obvious model, a flag for each page: 20,000 sequences of
 * random additions and removals in a space of 128 pages.
 */
#include "../../../boot/ranges.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PAGE 4096u
#define PAGE_COUNT 128u
#define SEQUENCES 20000
#define STEPS 12

static bool model[PAGE_COUNT];

static void require(bool good, const char *what)
{
    if (good)
        return;
    printf("not so: %s\n", what);
    exit(1);
}

static void model_add(uint64_t start, uint64_t size)
{
    for (uint64_t page = 0; page < PAGE_COUNT; page++) {
        if (page * PAGE >= start && (page + 1) * PAGE <= start + size)
            model[page] = true;
    }
}

static void model_remove(uint64_t start, uint64_t size)
{
    for (uint64_t page = 0; page < PAGE_COUNT; page++) {
        if (size > 0 && page * PAGE < start + size && (page + 1) * PAGE > start)
            model[page] = false;
    }
}

static void compare(const struct ranges *ranges)
{
    bool pages[PAGE_COUNT] = {false};
    uint64_t end = 0;

    for (size_t i = 0; i < ranges->count; i++) {
        const struct hx_memory_range *range = &ranges->items[i];

        require(range->size > 0, "no range is empty");
        require((range->start | range->size) % PAGE == 0, "aligned to pages");
        require(i == 0 || range->start > end, "ascending, and apart");
        end = range->start + range->size;
        require(end <= PAGE_COUNT * PAGE, "inside the space");
        for (uint64_t page = range->start / PAGE; page < end / PAGE; page++)
            pages[page] = true;
    }
    require(memcmp(pages, model, sizeof(pages)) == 0, "the pages of the model");
}

static uint64_t random_below(uint64_t limit)
{
    return (uint64_t)rand() % limit;
}

static void try_sequences(void)
{
    for (int sequence = 0; sequence < SEQUENCES; sequence++) {
        struct ranges ranges = {0};

        memset(model, 0, sizeof(model));
        for (int step = 0; step < STEPS; step++) {
            const uint64_t start = random_below(PAGE_COUNT * PAGE);
            const uint64_t size = random_below(PAGE_COUNT * PAGE - start + 1);
            /* Half of the time on the edges, where the mistakes are. */
            const uint64_t mask =
                random_below(2) == 0 ? ~(uint64_t)(PAGE - 1) : UINT64_MAX;

            if (random_below(2) == 0) {
                ranges_add(&ranges, start & mask, size & mask);
                model_add(start & mask, size & mask);
            } else {
                ranges_remove(&ranges, start & mask, size & mask);
                model_remove(start & mask, size & mask);
            }
            compare(&ranges);
        }
    }
}

/* When there is no room, memory is lost; none is invented. */
static void try_without_room(void)
{
    struct ranges ranges = {0};
    struct hx_memory_range copy[2];

    for (unsigned i = 0; i < RANGES_CAPACITY + 5; i++)
        ranges_add(&ranges, (uint64_t)i * 4 * PAGE, 3 * PAGE);
    require(ranges.count == RANGES_CAPACITY, "as many as there is room for");

    ranges_remove(&ranges, PAGE, PAGE);
    require(ranges.count == RANGES_CAPACITY, "a split without room");
    require(ranges.items[0].start == 0 && ranges.items[0].size == PAGE,
            "its lower part stays");
    require(ranges.items[1].start == 4 * PAGE, "the next one is untouched");

    require(ranges_copy(&ranges, copy, 2) == RANGES_CAPACITY, "the count of all");
    require(copy[1].start == 4 * PAGE, "as many as fit");
}

static void try_limits(void)
{
    struct ranges ranges = {0};

    ranges_add(&ranges, UINT64_MAX - 10 * PAGE, UINT64_MAX);
    require(ranges.count == 1, "a size beyond the address space is cut");
    require(ranges.items[0].start % PAGE == 0, "and the start aligned");
    ranges_remove(&ranges, PAGE, UINT64_MAX);
    require(ranges.count == 0, "removal of everything above");
    ranges_add(&ranges, PAGE + 1, PAGE);
    require(ranges.count == 0, "no whole page in it");
}

static void try_containment(void)
{
    struct ranges ranges = {0};

    require(!ranges_contain(&ranges, 0, PAGE), "nothing contains nothing");
    ranges_add(&ranges, 4 * PAGE, 4 * PAGE);
    ranges_add(&ranges, 10 * PAGE, PAGE);
    require(ranges_contain(&ranges, 4 * PAGE, 4 * PAGE), "all of one");
    require(ranges_contain(&ranges, 10 * PAGE, PAGE), "all of the last");
    require(ranges_contain(&ranges, 5 * PAGE + 1, 1), "some of one");
    require(!ranges_contain(&ranges, 4 * PAGE, 0), "no byte is in none");
    require(!ranges_contain(&ranges, 4 * PAGE - 1, 2), "a byte before");
    require(!ranges_contain(&ranges, 7 * PAGE, PAGE + 1), "a byte behind");
    require(!ranges_contain(&ranges, 7 * PAGE, 4 * PAGE), "what lies between two");
    require(!ranges_contain(&ranges, 8 * PAGE, PAGE), "a hole");
    require(!ranges_contain(&ranges, 5 * PAGE, UINT64_MAX), "a size that wraps around");
}

int main(void)
{
    srand(1);
    try_sequences();
    try_without_room();
    try_limits();
    try_containment();
    return 0;
}
