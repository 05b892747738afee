/* SPDX-License-Identifier: MIT */
/*
 * A key is read and compared in words, of which the last one may overlap the one
 * before: so no byte behind it is touched, and none is taken alone.
 */
#include "hash.h"
#include "text.h"

#include <stddef.h>

#define MULTIPLIER UINT64_C(0x9e3779b97f4a7c15)
#define FIBONACCI UINT32_C(0x9e3779b1)

#define WORD sizeof(uint64_t)
#define HALF sizeof(uint32_t)

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "the generator hashes words as little-endian machines have them");

/* At any address; a compiler makes one load of it where the machine has that. */
static inline uint64_t word_at(const char *at)
{
    uint64_t word;

    __builtin_memcpy(&word, at, WORD);
    return word;
}

static inline uint64_t half_at(const char *at)
{
    uint32_t half;

    __builtin_memcpy(&half, at, HALF);
    return half;
}

/* A key of less than a word. */
static inline uint64_t short_word(const char *key, size_t size)
{
    if (size >= HALF)
        return half_at(key) | half_at(key + size - HALF) << 32;
    if (size == 0)
        return 0;
    return (uint64_t)(unsigned char)key[0] |
           (uint64_t)(unsigned char)key[size / 2] << 8 |
           (uint64_t)(unsigned char)key[size - 1] << 16;
}

/* One instruction of the machine. */
__extension__ typedef unsigned __int128 product;

static inline uint64_t mix(uint64_t h, uint64_t word)
{
    const product both = (product)(h ^ word) * MULTIPLIER;

    return (uint64_t)both ^ (uint64_t)(both >> 64);
}

static inline uint64_t begin(size_t size, uint32_t seed)
{
    return (seed + (uint64_t)size) * MULTIPLIER;
}

/* Of a word or more. */
static inline uint32_t long_hash(const char *key, const char *end, uint64_t h)
{
    for (; key < end - WORD; key += WORD)
        h = mix(h, word_at(key));
    return (uint32_t)mix(h, word_at(end - WORD));
}

static inline uint32_t short_hash(const char *key, size_t size, uint64_t h)
{
    return (uint32_t)mix(h, short_word(key, size));
}

uint32_t hx_hash_of(const char *key, size_t size, uint32_t seed)
{
    const uint64_t h = begin(size, seed);

    return size < WORD ? short_hash(key, size, h) : long_hash(key, key + size, h);
}

static inline const struct hx_hash_entry *entry_of(const struct hx_hash *hash,
                                                   uint32_t h)
{
    h ^= hash->displacements[h >> hash->bucket_shift];
    return &hash->entries[(h * FIBONACCI) >> hash->slot_shift];
}

/* Apart from the others, which then need no more registers than they may change. */
static __attribute__((noinline)) uint32_t find_short(const struct hx_hash *hash,
                                                     const char *key, size_t size)
{
    const struct hx_hash_entry *entry =
        entry_of(hash, short_hash(key, size, begin(size, hash->seed)));

    /* An empty slot has no size, nor has an empty key, which is nobody's. */
    if (entry->size != size || size == 0 ||
        short_word(entry->key, size) != short_word(key, size))
        return HX_HASH_NONE;
    return entry->value;
}

HX_READS_WORDS uint32_t hx_hash_find(const struct hx_hash *hash, const char *key)
{
    const struct hx_hash_entry *entry;
    const size_t size = hx_text_size(key);
    const char *end = key + size;
    const char *other;

    if (size < WORD)
        return find_short(hash, key, size);

    entry = entry_of(hash, long_hash(key, end, begin(size, hash->seed)));
    if (entry->size != size)
        return HX_HASH_NONE;
    other = entry->key;
    if (word_at(other + size - WORD) != word_at(end - WORD))
        return HX_HASH_NONE;
    for (; key < end - WORD; key += WORD, other += WORD)
        if (word_at(other) != word_at(key))
            return HX_HASH_NONE;
    return entry->value;
}
