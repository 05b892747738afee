/* SPDX-License-Identifier: MIT */
/* A perfect hash made when the test runs, in the place of the generator's. */
#pragma once

#include <helix/hash.h>

#include <stddef.h>

struct fake_table {
    uint16_t displacements[16];
    struct hx_hash_entry entries[64];
};

/* For a table that is filled later. */
#define FAKE_HASH(table)                                                    \
    {                                                                       \
        .seed = 7, .bucket_shift = 28, .slot_shift = 26,                    \
        .displacements = (table).displacements, .entries = (table).entries, \
    }

/* Fills `table` and `hash` for up to 48 keys; the value of keys[i] is i. */
void fake_hash_build(struct hx_hash *hash, struct fake_table *table,
                     const char *const *keys, size_t count);
