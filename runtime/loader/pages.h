/* SPDX-License-Identifier: MIT */
/*
 * Memory of whole pages that comes and goes: for the objects that are loaded, and what
 * the loader keeps of them. It is taken from the RAM that is left (helix/memory.h) in
 * large pieces, which stay with the loader for good.
 *
 * On the main loop only.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/types.h>

#define HX_PAGE_SIZE 4096

/*
 * Puts into `start` at least `size` bytes, more than 0, rounded up to whole pages; they
 * are zero, and can be read and written. Returns HX_OK, or HX_ERR_NO_SPACE with a
 * detail.
 */
HX_MUST_CHECK hx_status hx_pages_take(size_t size, void **start);

/* The same for who fills them: they hold anything. */
HX_MUST_CHECK hx_status hx_pages_take_unfilled(size_t size, void **start);

/*
 * Gives back what one of the two gave for `size`. It can be read and written again by
 * then: who has had its rights changed has changed them back.
 */
void hx_pages_give(void *start, size_t size);

/* How many bytes are taken. */
size_t hx_pages_used(void);
