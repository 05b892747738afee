/* SPDX-License-Identifier: MIT */
/* Debugging: who writes to memory that is free, or behind the end of his block. */
#include "buddy.h"

enum { POISON = 0xf5, SEAL = 0xed };

/* The offset of the first byte from `from` on that is another; `size`: there is none.
 */
static size_t find_other(const uint8_t *block, size_t from, size_t size, uint8_t byte)
{
    while (from < size && block[from] == byte)
        from++;
    return from;
}

void buddy_poison(uint8_t *block, size_t size)
{
    memset(block, POISON, size);
}

void buddy_check_poison(struct buddy *self, const uint8_t *block, size_t size)
{
    const size_t offset = find_other(block, 0, size, POISON);

    if (offset == size)
        return;
    self->corruptions++;
    hx_log_error("buddy: write after free: free block of %zu bytes at %p, offset %zu "
                 "is 0x%02x",
                 size, (const void *)block, offset, (unsigned)block[offset]);
}

void buddy_seal(uint8_t *block, size_t asked, size_t size)
{
    memset(block + asked, SEAL, size - asked);
}

void buddy_check_seal(struct buddy *self, const uint8_t *block, size_t asked,
                      size_t size)
{
    const size_t offset = find_other(block, asked, size, SEAL);

    if (offset == size)
        return;
    self->corruptions++;
    hx_log_error("buddy: overrun: block of %zu bytes at %p, offset %zu is 0x%02x",
                 asked, (const void *)block, offset, (unsigned)block[offset]);
}
