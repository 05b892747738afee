/* SPDX-License-Identifier: MIT */
/*
 * First fit over the port's ranges; from each, memory is taken upwards. What alignment
 * skips is lost, which a claim or two of each module at init can afford.
 */
#include <helix/loop.h>
#include <helix/memory.h>
#include <helix/port.h>
#include <helix/status.h>

static size_t range_used[HX_MEMORY_RANGE_MAX];

static size_t list_ranges(struct hx_memory_range ranges[HX_MEMORY_RANGE_MAX])
{
    size_t count = hx_port_memory(ranges, HX_MEMORY_RANGE_MAX);

    return count < HX_MEMORY_RANGE_MAX ? count : HX_MEMORY_RANGE_MAX;
}

/* Bytes to skip so that `address` is a multiple of `alignment`. */
static size_t padding(uintptr_t address, size_t alignment)
{
    return (size_t)(0 - address) & (alignment - 1);
}

hx_status hx_memory_claim(size_t size, size_t alignment,
                          struct hx_memory_region *region)
{
    struct hx_memory_range ranges[HX_MEMORY_RANGE_MAX];
    size_t count;

    if (!hx_loop_is_here())
        return hx_fail(HX_ERR_WRONG_CONTEXT, "memory claimed away from the main loop");
    if (size == 0 || alignment == 0 || (alignment & (alignment - 1)) != 0)
        return hx_fail(HX_ERR_INVALID, "claim of %zu bytes, aligned to %zu", size,
                       alignment);

    count = list_ranges(ranges);
    for (size_t i = 0; i < count; i++) {
        uintptr_t next = ranges[i].start + range_used[i];
        size_t left = ranges[i].size - range_used[i];
        size_t skip = padding(next, alignment);

        if (skip > left || size > left - skip)
            continue;
        range_used[i] += skip + size;
        region->start = (void *)(next + skip);
        region->size = size;
        return HX_OK;
    }
    return hx_fail(HX_ERR_NO_SPACE, "no range of RAM has %zu bytes left", size);
}

size_t hx_memory_left(void)
{
    struct hx_memory_range ranges[HX_MEMORY_RANGE_MAX];
    size_t count = list_ranges(ranges);
    size_t left = 0;

    for (size_t i = 0; i < count; i++)
        left += ranges[i].size - range_used[i];
    return left;
}
