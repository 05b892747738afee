/* SPDX-License-Identifier: MIT */
/* The shadow model: which blocks are live, and what is in them. */
#pragma once

#include <helix/types.h>

struct allocator_check;
struct check_block;

/*
 * Asks for memory into a place that is empty, checks it against all live blocks, and
 * fills it. No memory is no failure: `block->start` stays NULL.
 */
hx_status check_take(struct allocator_check *self, struct check_block *block,
                     size_t size, size_t align);

/* Are a live block's bytes those that were put there? */
hx_status check_bytes(const struct check_block *block);

/* Checks a live block, and gives it back; its place is empty then. */
hx_status check_give(struct allocator_check *self, struct check_block *block);

/* Gives all live blocks back. */
hx_status check_give_all(struct allocator_check *self);

/* Fails unless available() is what it was, where the allocator recovers. */
hx_status check_available(struct allocator_check *self, size_t before);
