/* SPDX-License-Identifier: MIT */
/* Blocks: splitting, merging, and the lists of free ones. */
#include "buddy.h"

void buddy_add_free(struct buddy *self, uint32_t page, unsigned order)
{
    struct buddy_frame *frame = &self->frames[page];
    const uint32_t next = self->heads[order];

    frame->kind = BUDDY_FREE;
    frame->order = (uint8_t)order;
    frame->free.next = next;
    frame->free.previous = BUDDY_NONE;
    if (next != BUDDY_NONE)
        self->frames[next].free.previous = page;
    self->heads[order] = page;
}

static void remove_free(struct buddy *self, uint32_t page)
{
    struct buddy_frame *frame = &self->frames[page];
    const uint32_t next = frame->free.next;
    const uint32_t previous = frame->free.previous;

    if (previous == BUDDY_NONE)
        self->heads[frame->order] = next;
    else
        self->frames[previous].free.next = next;
    if (next != BUDDY_NONE)
        self->frames[next].free.previous = previous;
    frame->kind = BUDDY_INSIDE;
}

/* The smallest order with room for `size` bytes; BUDDY_ORDERS or more: there is none.
 */
static unsigned order_for(size_t size)
{
    const size_t last_page = (size - 1u) / BUDDY_PAGE_SIZE;
    unsigned order = 0;

    while (order < BUDDY_ORDERS && last_page >> order != 0)
        order++;
    return order;
}

/* Returns the first page of a block of that order, in no list; or BUDDY_NONE. */
static uint32_t take_block(struct buddy *self, unsigned order)
{
    unsigned found = order;
    uint32_t page;

    while (found < BUDDY_ORDERS && self->heads[found] == BUDDY_NONE)
        found++;
    if (found >= BUDDY_ORDERS)
        return BUDDY_NONE;
    page = self->heads[found];
    remove_free(self, page);
    while (found > order) {
        found--;
        buddy_add_free(self, page + (UINT32_C(1) << found), found);
    }
    return page;
}

void *buddy_alloc(struct buddy *self, size_t size, size_t align)
{
    unsigned order;
    uint32_t page;
    uint8_t *block;

    if (size == 0 || align == 0 || (align & (align - 1u)) != 0)
        return NULL;
    order = order_for(size > align ? size : align);
    page = take_block(self, order);
    if (page == BUDDY_NONE) {
        self->failures++;
        buddy_tell_exhausted(self);
        return NULL;
    }
    self->frames[page].kind = BUDDY_USED;
    self->frames[page].order = (uint8_t)order;
    self->frames[page].asked = size;
    self->free_count -= UINT32_C(1) << order;
    self->allocations++;
    block = self->arena + page * BUDDY_PAGE_SIZE;
    if (self->config->debug) {
        buddy_check_poison(self, block, buddy_block_size(order));
        buddy_seal(block, size, buddy_block_size(order));
    }
    buddy_tell_use(self);
    return block;
}

/* Merges a block, which is in no list, with its buddies, as long as they are free. */
static void give_block(struct buddy *self, uint32_t page, unsigned order)
{
    self->frames[page].kind = BUDDY_INSIDE;
    for (; order + 1u < BUDDY_ORDERS; order++) {
        const uintptr_t number = self->first_page + page;
        /* Before the arena this is a very large number. */
        const uintptr_t other = (number ^ (uintptr_t)1 << order) - self->first_page;

        if (other >= self->page_count || self->frames[other].kind != BUDDY_FREE ||
            self->frames[other].order != order)
            break;
        remove_free(self, (uint32_t)other);
        if (other < page)
            page = (uint32_t)other;
    }
    buddy_add_free(self, page, order);
}

hx_status buddy_free(struct buddy *self, void *block, size_t size)
{
    const uintptr_t offset = (uintptr_t)block - (uintptr_t)self->arena;
    const uintptr_t page = offset / BUDDY_PAGE_SIZE;
    const struct buddy_frame *frame;
    unsigned order;

    if (offset % BUDDY_PAGE_SIZE != 0 || page >= self->page_count ||
        self->frames[page].kind != BUDDY_USED)
        return hx_fail(HX_ERR_INVALID, "no block in use begins at %p", block);
    frame = &self->frames[page];
    if (frame->asked != size)
        return hx_fail(HX_ERR_INVALID, "the block at %p has %zu bytes, not %zu", block,
                       frame->asked, size);
    order = frame->order;
    if (self->config->debug) {
        buddy_check_seal(self, block, size, buddy_block_size(order));
        buddy_poison(block, buddy_block_size(order));
    }
    give_block(self, (uint32_t)page, order);
    self->free_count += UINT32_C(1) << order;
    buddy_tell_use(self);
    return HX_OK;
}

size_t buddy_available(struct buddy *self)
{
    return self->free_count * BUDDY_PAGE_SIZE;
}
