/* SPDX-License-Identifier: MIT */
/*
 * A small set of page-aligned stretches of memory, from which a port works out what
 * hx_port_memory() answers. Zeroed, it is empty. Pages are of 4 KiB.
 */
#pragma once

#include <helix/port.h>

#define RANGES_CAPACITY 32

/* Ascending, apart from each other, none empty. */
struct ranges {
    size_t count;
    struct hx_memory_range items[RANGES_CAPACITY];
};

/*
 * Adds the whole pages inside [start, start + size). Memory that there is no room to
 * remember is left out: too little is safe. A size beyond the address space is cut.
 */
void ranges_add(struct ranges *ranges, uint64_t start, uint64_t size);

/*
 * Takes out every page that [start, start + size) touches; a hole of size 0 touches
 * none. Where a split finds no room, the upper part is lost: too little is safe.
 */
void ranges_remove(struct ranges *ranges, uint64_t start, uint64_t size);

/* Are all pages that [start, start + size) touches in the set, and is there one? */
bool ranges_contain(const struct ranges *ranges, uint64_t start, uint64_t size);

/* Fills up to `capacity` of `items`; returns the count of all. */
size_t ranges_copy(const struct ranges *ranges, struct hx_memory_range *items,
                   size_t capacity);
