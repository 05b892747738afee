/* SPDX-License-Identifier: MIT */
/*
 * Perfect hash over strings, built by the generator (codegen/plan/hash.py), read here.
 *
 * h = hash(key, seed); bucket = h >> bucket_shift;
 * slot = ((h ^ displacements[bucket]) * 0x9E3779B1) >> slot_shift, all in 32 bits.
 * hash: h = seed; for each byte c: h = (h ^ c) * 0x01000193 (FNV-1a, IETF
 * draft-eastlake-fnv, with a chosen offset basis).
 */
#pragma once

#include <stdint.h>

struct hx_hash_entry {
    const char *key; /* NULL: an empty slot */
    uint32_t value;
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
