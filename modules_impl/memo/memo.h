/* SPDX-License-Identifier: MIT */
/* The entries: found by key, and in the order of their last use. */
#pragma once

#include <helix/types.h>

struct memo;
struct memo_entry;

/* Returns the entry of a key, or NULL. It keeps its age. */
struct memo_entry *memo_find(const struct memo *self, struct hx_bytes key);

/* Borrowed from the entry: good until it is removed. */
struct hx_bytes memo_text_of(const struct memo_entry *entry);

/* Makes it the one that was used last. */
void memo_touch(struct memo *self, struct memo_entry *entry);

/*
 * Copies a new entry, whose key must not be there, dropping the oldest ones for it.
 * False: it is larger than the limit, or there is no memory for it even in an empty
 * cache.
 */
bool memo_add(struct memo *self, struct hx_bytes key, struct hx_bytes text);

void memo_remove(struct memo *self, struct memo_entry *entry);

/* Drops the oldest entries until at most `size` bytes are in use. */
void memo_shrink(struct memo *self, size_t size);
