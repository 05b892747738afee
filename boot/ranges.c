/* SPDX-License-Identifier: MIT */
#include "ranges.h"

#define PAGE_MASK UINT64_C(4095)

static uint64_t end_of(uint64_t start, uint64_t size)
{
    return size > UINT64_MAX - start ? UINT64_MAX : start + size;
}

static uint64_t range_end(const struct hx_memory_range *range)
{
    return (uint64_t)range->start + range->size;
}

static uint64_t page_up(uint64_t address)
{
    return address > UINT64_MAX - PAGE_MASK ? UINT64_MAX & ~PAGE_MASK
                                            : (address + PAGE_MASK) & ~PAGE_MASK;
}

static void insert(struct ranges *ranges, size_t index, uint64_t start, uint64_t end)
{
    if (ranges->count == RANGES_CAPACITY)
        return;

    for (size_t i = ranges->count; i > index; i--)
        ranges->items[i] = ranges->items[i - 1];
    ranges->items[index].start = (uintptr_t)start;
    ranges->items[index].size = (size_t)(end - start);
    ranges->count++;
}

static void erase(struct ranges *ranges, size_t index)
{
    ranges->count--;
    for (size_t i = index; i < ranges->count; i++)
        ranges->items[i] = ranges->items[i + 1];
}

void ranges_add(struct ranges *ranges, uint64_t start, uint64_t size)
{
    uint64_t end = end_of(start, size) & ~PAGE_MASK;
    size_t index = 0;

    start = page_up(start);
    if (start >= end)
        return;

    while (index < ranges->count && range_end(&ranges->items[index]) < start)
        index++;

    /* What touches it becomes one with it. */
    while (index < ranges->count && ranges->items[index].start <= end) {
        const struct hx_memory_range *touched = &ranges->items[index];

        if (touched->start < start)
            start = touched->start;
        if (range_end(touched) > end)
            end = range_end(touched);
        erase(ranges, index);
    }

    insert(ranges, index, start, end);
}

void ranges_remove(struct ranges *ranges, uint64_t start, uint64_t size)
{
    const uint64_t end = page_up(end_of(start, size));
    size_t index = 0;

    if (size == 0)
        return;
    start &= ~PAGE_MASK;

    while (index < ranges->count) {
        struct hx_memory_range *range = &ranges->items[index];
        const uint64_t first = range->start;
        const uint64_t last = range_end(range);

        if (last <= start || first >= end) {
            index++;
        } else if (first >= start && last <= end) {
            erase(ranges, index);
        } else if (first >= start) {
            range->start = (uintptr_t)end;
            range->size = (size_t)(last - end);
            index++;
        } else {
            range->size = (size_t)(start - first);
            index++;
            if (last > end)
                insert(ranges, index++, end, last);
        }
    }
}

bool ranges_contain(const struct ranges *ranges, uint64_t start, uint64_t size)
{
    for (size_t i = 0; i < ranges->count; i++) {
        const struct hx_memory_range *range = &ranges->items[i];
        const uint64_t offset = start - range->start;

        if (size > 0 && offset < range->size && size <= range->size - offset)
            return true;
    }
    return false;
}

size_t ranges_copy(const struct ranges *ranges, struct hx_memory_range *items,
                   size_t capacity)
{
    for (size_t i = 0; i < ranges->count && i < capacity; i++)
        items[i] = ranges->items[i];
    return ranges->count;
}
