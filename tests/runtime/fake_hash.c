/* SPDX-License-Identifier: MIT */
#include "fake_hash.h"

#include "../../runtime/hash.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static uint32_t slot_of(uint32_t h, uint32_t displacement)
{
    return ((h ^ displacement) * UINT32_C(0x9e3779b1)) >> 26;
}

/* Can all keys of a bucket stand where this displacement puts them? Then they do. */
static bool place(struct fake_table *table, const char *const *keys, size_t count,
                  uint32_t bucket, uint16_t displacement)
{
    struct fake_table trial = *table;

    for (size_t i = 0; i < count; i++) {
        const size_t size = strlen(keys[i]);
        uint32_t h = hx_hash_of(keys[i], size, 7);
        struct hx_hash_entry *entry = &trial.entries[slot_of(h, displacement)];

        if (h >> 28 != bucket)
            continue;
        if (entry->key != NULL)
            return false;
        *entry = (struct hx_hash_entry){keys[i], (uint32_t)i, (uint32_t)size};
    }
    *table = trial;
    table->displacements[bucket] = displacement;
    return true;
}

void fake_hash_build(struct hx_hash *hash, struct fake_table *table,
                     const char *const *keys, size_t count)
{
    memset(table, 0, sizeof(*table));
    for (uint32_t bucket = 0; bucket < 16; bucket++) {
        uint16_t displacement = 0;

        while (!place(table, keys, count, bucket, displacement))
            if (++displacement == UINT16_MAX)
                abort();
    }
    *hash = (struct hx_hash)FAKE_HASH(*table);
}
