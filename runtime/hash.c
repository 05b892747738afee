/* SPDX-License-Identifier: MIT */
#include <helix/hash.h>
#include <helix/string.h>

#define FNV_PRIME UINT32_C(0x01000193)
#define FIBONACCI UINT32_C(0x9e3779b1)

uint32_t hx_hash_find(const struct hx_hash *hash, const char *key)
{
    const struct hx_hash_entry *entry;
    uint32_t h = hash->seed;

    for (const char *byte = key; *byte != '\0'; byte++)
        h = (h ^ (unsigned char)*byte) * FNV_PRIME;

    h ^= hash->displacements[h >> hash->bucket_shift];
    entry = &hash->entries[(h * FIBONACCI) >> hash->slot_shift];
    if (entry->key == NULL || strcmp(entry->key, key) != 0)
        return HX_HASH_NONE;
    return entry->value;
}
