/* SPDX-License-Identifier: MIT */
/* The page tables as the CPU walks them: Intel SDM volume 3, section 4.5. */
#include "paging.h"
#include "io.h"

#define ENTRY_PRESENT UINT64_C(0x001)
#define ENTRY_UNCACHED UINT64_C(0x010)
#define ENTRY_LARGE UINT64_C(0x080)
#define ENTRY_ADDRESS UINT64_C(0x000ffffffffff000)

#define SMALLEST_SHIFT 12
#define LARGEST_SHIFT 39
#define INDEX_BITS 9
#define INDEX_MASK 511

bool x86_is_memory(uint64_t address)
{
    uint64_t entry = x86_read_cr3();

    /* Only canonical addresses are translated; the map has the lower half alone. */
    if (address >> 47 != 0)
        return false;

    for (unsigned shift = LARGEST_SHIFT; shift >= SMALLEST_SHIFT; shift -= INDEX_BITS) {
        const uint64_t *table = (const uint64_t *)(entry & ENTRY_ADDRESS);

        entry = table[address >> shift & INDEX_MASK];
        if ((entry & ENTRY_PRESENT) == 0)
            return false;
        if (shift < LARGEST_SHIFT && (entry & ENTRY_LARGE) != 0)
            break;
    }
    return (entry & ENTRY_UNCACHED) == 0;
}
