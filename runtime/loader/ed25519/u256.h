/* SPDX-License-Identifier: MIT */
/*
 * Unsigned numbers of 256 bits. Any context; arguments may be the same object.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HX_U256_SIZE 32
#define HX_U256_BITS 256
#define HX_U256_WORDS 4

/* What a product of two words, and what is added to it, fits in. */
__extension__ typedef unsigned __int128 hx_u128;

struct hx_u256 {
    uint64_t word[HX_U256_WORDS]; /* the lowest first */
};

/* The lowest byte first, as everything in RFC 8032. */
struct hx_u256 hx_u256_read(const uint8_t bytes[static HX_U256_SIZE]);
void hx_u256_write(const struct hx_u256 *number, uint8_t bytes[static HX_U256_SIZE]);

/* `number` += `other`; returns the carry. */
uint64_t hx_u256_add(struct hx_u256 *number, const struct hx_u256 *other);

/* `number` -= `other`; returns the borrow. */
uint64_t hx_u256_subtract(struct hx_u256 *number, const struct hx_u256 *other);

bool hx_u256_is_below(const struct hx_u256 *number, const struct hx_u256 *limit);
bool hx_u256_is_equal(const struct hx_u256 *left, const struct hx_u256 *right);

/* Returns bit `index`, 0 or 1; bit 0 is the lowest. */
static inline unsigned hx_u256_bit(const struct hx_u256 *number, size_t index)
{
    return (unsigned)(number->word[index / 64] >> index % 64) & 1;
}
