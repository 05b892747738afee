/* SPDX-License-Identifier: MIT */
/*
 * Perfect hash over strings, built by the generator (codegen/plan/hash.py), read here.
 *
 * h = hash(key, seed); bucket = h >> bucket_shift;
 * slot = ((h ^ displacements[bucket]) * 0x9E3779B1) >> slot_shift, all in 32 bits.
 * hash, in 64 bits: h = (seed + size of the key) * M with M = 0x9E3779B97F4A7C15; for
 * each word w: p = (h ^ w) * M in 128 bits, h = upper half of p ^ lower half; the
 * result are the lower 32 bits. The words of a key are its bytes 0-7, 8-15, ... as
 * little-endian numbers, while more than 8 are left, and its last 8 bytes. A shorter
 * key is one word: its first 4 bytes and, above these, its last 4; if it has less, its
 * bytes number 0, size / 2 and size - 1.
 */
#pragma once

#include <stdint.h>

struct hx_hash_entry {
    const char *key; /* NULL: an empty slot */
    uint32_t value;
    uint32_t size; /* of the key, without its NUL */
};

struct hx_hash {
    uint32_t seed;
    uint8_t bucket_shift; /* 32 - log2(count of displacements); 31 at the most */
    uint8_t slot_shift;   /* 32 - log2(count of entries); 31 at the most */
    const uint16_t *displacements;
    const struct hx_hash_entry *entries;
};

#define HX_HASH_NONE UINT32_MAX

/*
 * Returns the value of `key`, or HX_HASH_NONE. Touches nothing but the table: may be
 * called from any context. `key` is not NULL.
 */
uint32_t hx_hash_find(const struct hx_hash *hash, const char *key);
