/* SPDX-License-Identifier: MIT */
#include "u256.h"

#include <helix/string.h>

struct hx_u256 hx_u256_read(const uint8_t bytes[static HX_U256_SIZE])
{
    struct hx_u256 number = {{0}};

    for (size_t i = 0; i < HX_U256_SIZE; i++)
        number.word[i / 8] |= (uint64_t)bytes[i] << i % 8 * 8;
    return number;
}

void hx_u256_write(const struct hx_u256 *number, uint8_t bytes[static HX_U256_SIZE])
{
    for (size_t i = 0; i < HX_U256_SIZE; i++)
        bytes[i] = (uint8_t)(number->word[i / 8] >> i % 8 * 8);
}

uint64_t hx_u256_add(struct hx_u256 *number, const struct hx_u256 *other)
{
    uint64_t carry = 0;

    for (size_t i = 0; i < HX_U256_WORDS; i++) {
        const hx_u128 sum = (hx_u128)number->word[i] + other->word[i] + carry;

        number->word[i] = (uint64_t)sum;
        carry = (uint64_t)(sum >> 64);
    }
    return carry;
}

uint64_t hx_u256_subtract(struct hx_u256 *number, const struct hx_u256 *other)
{
    uint64_t borrow = 0;

    for (size_t i = 0; i < HX_U256_WORDS; i++) {
        const hx_u128 difference = (hx_u128)number->word[i] - other->word[i] - borrow;

        number->word[i] = (uint64_t)difference;
        borrow = (uint64_t)(difference >> 64) & 1;
    }
    return borrow;
}

bool hx_u256_is_below(const struct hx_u256 *number, const struct hx_u256 *limit)
{
    struct hx_u256 difference = *number;

    return hx_u256_subtract(&difference, limit) != 0;
}

bool hx_u256_is_equal(const struct hx_u256 *left, const struct hx_u256 *right)
{
    return memcmp(left->word, right->word, sizeof(left->word)) == 0;
}
