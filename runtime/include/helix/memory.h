/* SPDX-License-Identifier: MIT */
/*
 * RAM for good: for allocators and drivers, which take what they manage at init and
 * never give it back. It is not a heap; there is no way to free.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/types.h>

/* Ranges of the port's memory that are used; more are left alone. */
#define HX_MEMORY_RANGE_MAX 16

struct hx_memory_region {
    void *start;
    size_t size; /* in bytes */
};

/*
 * Takes `size` bytes at a multiple of `alignment`, a power of two, from the RAM that
 * the machine has left, and puts them into `region`. They belong to the caller for
 * ever; their contents are whatever was there.
 *
 * Returns HX_OK, HX_ERR_NO_SPACE (no range has that much left), HX_ERR_INVALID (size 0,
 * or the alignment is no power of two) or HX_ERR_WRONG_CONTEXT (from an
 * interrupt, or on another CPU than the main loop's).
 */
HX_MUST_CHECK hx_status hx_memory_claim(size_t size, size_t alignment,
                                        struct hx_memory_region *region);

/* How many bytes are left in all ranges together. On the main loop only. */
size_t hx_memory_left(void);
