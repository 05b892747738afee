/* SPDX-License-Identifier: MIT */
/*
 * What the files of the buddy allocator share. Pages are numbered from the arena's
 * first one. Nothing here locks: the operations are @atomic, and no two overlap on a
 * CPU.
 */
#pragma once

#include <helix/types.h>

#define BUDDY_PAGE_SIZE ((size_t)4096)

/* In the place of a page's number: there is none. */
#define BUDDY_NONE UINT32_MAX

struct buddy;

static inline size_t buddy_block_size(unsigned order)
{
    return BUDDY_PAGE_SIZE << order;
}

/* Puts a block that is in no list at the head of its order's. */
void buddy_add_free(struct buddy *self, uint32_t page, unsigned order);

/*
 * pressure.c: says how scarce memory is; the main loop tells the others if it is
 * another level than the one they know. After each call that changes what is in use.
 */
void buddy_tell_use(struct buddy *self);
void buddy_tell_exhausted(struct buddy *self);

/*
 * guard.c: what `debug` looks for. Each is called for a whole block, of `size` bytes,
 * of which the first `asked` are the caller's. What is wrong is logged and counted.
 */
void buddy_poison(uint8_t *block, size_t size);
void buddy_check_poison(struct buddy *self, const uint8_t *block, size_t size);
void buddy_seal(uint8_t *block, size_t asked, size_t size);
void buddy_check_seal(struct buddy *self, const uint8_t *block, size_t asked,
                      size_t size);
