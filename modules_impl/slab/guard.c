/* SPDX-License-Identifier: MIT */
/* Debugging: who writes to an object that is free, or before or behind his own. */
#include "slab.h"

enum { POISON = 0xf5, SEAL = 0xed };

/* The offset of the first byte from `from` on that is another; `to`: there is none. */
static size_t find_other(const uint8_t *bytes, size_t from, size_t to, uint8_t byte)
{
    while (from < to && bytes[from] == byte)
        from++;
    return from;
}

void slab_poison(uint8_t *bytes, size_t size)
{
    memset(bytes, POISON, size);
}

void slab_check_poison(struct slab *self, const uint8_t *bytes, size_t size)
{
    const size_t offset = find_other(bytes, 0, size, POISON);

    if (offset == size)
        return;
    self->corruptions++;
    hx_log_error(
        "slab: write after free: free object of %zu bytes at %p, offset %zu is "
        "0x%02x",
        size, (const void *)bytes, offset, (unsigned)bytes[offset]);
}

void slab_seal(uint8_t *bytes, size_t before, size_t asked, size_t size)
{
    memset(bytes, SEAL, before);
    memset(bytes + before + asked, SEAL, size - before - asked);
}

void slab_check_seal(struct slab *self, const uint8_t *bytes, size_t before,
                     size_t asked, size_t size)
{
    const uint8_t *block = bytes + before;
    const size_t end = before + asked;
    const size_t front = find_other(bytes, 0, before, SEAL);
    const size_t behind = find_other(bytes, end, size, SEAL);

    if (front != before)
        hx_log_error(
            "slab: underrun: object of %zu bytes at %p, %zu before it is 0x%02x", asked,
            (const void *)block, before - front, (unsigned)bytes[front]);
    if (behind != size)
        hx_log_error("slab: overrun: object of %zu bytes at %p, offset %zu is 0x%02x",
                     asked, (const void *)block, behind - before,
                     (unsigned)bytes[behind]);
    if (front != before || behind != size)
        self->corruptions++;
}
