/* SPDX-License-Identifier: MIT */
/*
 * The page tables as the CPU walks them (Intel SDM volume 3, section 4.5), and the
 * rights of free RAM.
 *
 * Free RAM is mapped by boot.S in pages of 2 MiB, but for what shares the last one of
 * the image. One in which some page gets other rights is split for good: a table of 512
 * entries takes its place, which maps the same with the same rights. The memory for it
 * is claimed once for each 2 MiB.
 *
 * There is one CPU, so what it forgets of the old map nobody else has kept. It needs
 * nothing to execute what it has written: x86 sees to it that instructions are fetched
 * as memory is, once a jump has come between.
 */
#include "paging.h"
#include "io.h"
#include "memory.h"

#include <helix/main.h>
#include <helix/memory.h>
#include <helix/port.h>

#define ENTRY_PRESENT UINT64_C(0x001)
#define ENTRY_WRITE UINT64_C(0x002)
#define ENTRY_UNCACHED UINT64_C(0x010)
#define ENTRY_LARGE UINT64_C(0x080)
#define ENTRY_ADDRESS UINT64_C(0x000ffffffffff000)
#define ENTRY_NO_EXECUTE (UINT64_C(1) << 63)

#define SMALLEST_SHIFT 12
#define DIRECTORY_SHIFT 21 /* of an entry that maps 2 MiB, or leads to a table */
#define LARGEST_SHIFT 39
#define INDEX_BITS 9
#define INDEX_MASK 511
#define ENTRY_COUNT 512

#define PAGE_SIZE (UINT64_C(1) << SMALLEST_SHIFT)
#define LARGE_PAGE_SIZE (UINT64_C(1) << DIRECTORY_SHIFT)

static uint64_t *entry_of(uint64_t table, uint64_t address, unsigned shift)
{
    return (uint64_t *)(table & ENTRY_ADDRESS) + (address >> shift & INDEX_MASK);
}

bool x86_is_memory(uint64_t address)
{
    uint64_t entry = x86_read_cr3();

    /* Only canonical addresses are translated; the map has the lower half alone. */
    if (address >> 47 != 0)
        return false;

    for (unsigned shift = LARGEST_SHIFT; shift >= SMALLEST_SHIFT; shift -= INDEX_BITS) {
        entry = *entry_of(entry, address, shift);
        if ((entry & ENTRY_PRESENT) == 0)
            return false;
        if (shift < LARGEST_SHIFT && (entry & ENTRY_LARGE) != 0)
            break;
    }
    return (entry & ENTRY_UNCACHED) == 0;
}

/* Of an address in free RAM; all tables down to there are present. */
static uint64_t *directory_entry(uint64_t address)
{
    uint64_t table = x86_read_cr3();

    for (unsigned shift = LARGEST_SHIFT; shift > DIRECTORY_SHIFT; shift -= INDEX_BITS)
        table = *entry_of(table, address, shift);
    return entry_of(table, address, DIRECTORY_SHIFT);
}

/* Sees to it that the page of `address` has an entry of its own. */
static bool split(uint64_t address)
{
    uint64_t *directory = directory_entry(address);
    const uint64_t first = *directory & ~ENTRY_LARGE;
    struct hx_memory_region region;
    uint64_t *table;

    if ((*directory & ENTRY_LARGE) == 0)
        return true;
    if (hx_memory_claim(PAGE_SIZE, PAGE_SIZE, &region) != HX_OK)
        return false;
    table = region.start;
    for (uint64_t i = 0; i < ENTRY_COUNT; i++)
        table[i] = first + i * PAGE_SIZE;
    *(volatile uint64_t *)directory = (uint64_t)table | ENTRY_PRESENT | ENTRY_WRITE;
    x86_forget_page(address);
    return true;
}

static void set_rights(uint64_t address, uint64_t rights)
{
    uint64_t *directory = directory_entry(address);
    uint64_t *entry;

    /* What was never split has the rights that it had at first. */
    if ((*directory & ENTRY_LARGE) != 0)
        return;
    entry = entry_of(*directory, address, SMALLEST_SHIFT);
    *(volatile uint64_t *)entry = (*entry & ~(ENTRY_WRITE | ENTRY_NO_EXECUTE)) | rights;
    x86_forget_page(address);
}

bool hx_port_protect(void *start, size_t size, enum hx_port_rights rights)
{
    /* No combination is both: an executable page is never writable. */
    static const uint64_t bits[] = {
        [HX_PORT_READ] = ENTRY_NO_EXECUTE,
        [HX_PORT_READ_WRITE] = ENTRY_WRITE | ENTRY_NO_EXECUTE,
        [HX_PORT_READ_EXECUTE] = 0,
    };
    const uint64_t first = (uint64_t)start;
    const uint64_t end = first + size;

    if (size == 0)
        return true;
    if ((first | size) % PAGE_SIZE != 0 || !x86_memory_is_free(first, size))
        hx_panic("rights for %p, %zu bytes, which are not pages of free RAM", start,
                 size);

    /* First what can fail, so that then nothing has changed. */
    if (rights != HX_PORT_READ_WRITE) {
        for (uint64_t at = first; at < end; at = (at | (LARGE_PAGE_SIZE - 1)) + 1)
            if (!split(at))
                return false;
    }
    for (uint64_t at = first; at < end; at += PAGE_SIZE)
        set_rights(at, bits[rights]);
    return true;
}
