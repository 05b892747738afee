/* SPDX-License-Identifier: MIT */
#include "blocks.h"

static uint8_t byte_of(const struct check_block *block, size_t index)
{
    return (uint8_t)(block->fill + index * 7u);
}

static bool overlap(const struct check_block *one, const struct check_block *other)
{
    const uintptr_t a = (uintptr_t)one->start;
    const uintptr_t b = (uintptr_t)other->start;

    return a < b + other->size && b < a + one->size;
}

static hx_status check_place(const struct allocator_check *self,
                             const struct check_block *block, size_t align)
{
    if ((uintptr_t)block->start % align != 0)
        return hx_fail(HX_ERR_CORRUPT, "%zu bytes at %p are not aligned to %zu",
                       block->size, (void *)block->start, align);
    for (size_t i = 0; i < CHECK_BLOCKS; i++) {
        const struct check_block *other = &self->blocks[i];

        if (other != block && other->start != NULL && overlap(block, other))
            return hx_fail(HX_ERR_CORRUPT, "%zu bytes at %p overlap %zu bytes at %p",
                           block->size, (void *)block->start, other->size,
                           (void *)other->start);
    }
    return HX_OK;
}

hx_status check_take(struct allocator_check *self, struct check_block *block,
                     size_t size, size_t align)
{
    const size_t before = allocator_check_memory_available(self);
    size_t after;
    hx_status status;

    *block = (struct check_block){
        .start = allocator_check_memory_alloc(self, size, align),
        .size = size,
        .fill = self->fill++,
    };
    after = allocator_check_memory_available(self);
    if (block->start == NULL)
        return after == before
                   ? HX_OK
                   : hx_fail(HX_ERR_CORRUPT, "nothing cost %zu bytes", before - after);
    status = check_place(self, block, align);
    if (status != HX_OK)
        return status;
    if (after > before || before - after < size)
        return hx_fail(HX_ERR_CORRUPT,
                       "%zu bytes taken, available %zu before, %zu after", size, before,
                       after);
    for (size_t i = 0; i < size; i++)
        block->start[i] = byte_of(block, i);
    return HX_OK;
}

hx_status check_bytes(const struct check_block *block)
{
    for (size_t i = 0; i < block->size; i++)
        if (block->start[i] != byte_of(block, i))
            return hx_fail(HX_ERR_CORRUPT, "%zu bytes at %p: byte %zu is another",
                           block->size, (void *)block->start, i);
    return HX_OK;
}

hx_status check_give(struct allocator_check *self, struct check_block *block)
{
    const size_t before = allocator_check_memory_available(self);
    hx_status status = check_bytes(block);

    if (status == HX_OK)
        status = allocator_check_memory_free(self, block->start, block->size);
    if (status != HX_OK)
        return status;
    if (self->config->recovers &&
        allocator_check_memory_available(self) < before + block->size)
        return hx_fail(HX_ERR_CORRUPT, "%zu bytes given back are not available",
                       block->size);
    block->start = NULL;
    return HX_OK;
}

hx_status check_give_all(struct allocator_check *self)
{
    hx_status status = HX_OK;

    for (size_t i = 0; i < CHECK_BLOCKS && status == HX_OK; i++)
        if (self->blocks[i].start != NULL)
            status = check_give(self, &self->blocks[i]);
    return status;
}

hx_status check_available(struct allocator_check *self, size_t before)
{
    const size_t now = allocator_check_memory_available(self);

    if (self->config->recovers && now != before)
        return hx_fail(HX_ERR_CORRUPT, "available: %zu at first, %zu at the end",
                       before, now);
    return HX_OK;
}
