/* SPDX-License-Identifier: MIT */
/*
 * Four words of 64 bits, all of them full, multiplied as at school. 2^256 = 2p + 38, so
 * what does not fit into 256 bits comes back in at the bottom, times 38.
 *
 * Words of 64 bits because every machine of Helix multiplies two of them into 128 bits
 * without a library, and full ones because there is no bound of a limb to prove.
 */
#include "mod_p.h"

#define FOLD 38

static const struct hx_u256 p = {
    {0xffffffffffffffed, 0xffffffffffffffff, 0xffffffffffffffff, 0x7fffffffffffffff}};

/*
 * Returns `low` + `high` * 2^256. A carry out of the addition leaves less than 38 times
 * 38 behind, and the next one has no carry.
 */
static struct hx_u256 fold(struct hx_u256 low, uint64_t high)
{
    while (high != 0) {
        const struct hx_u256 rest = {{high * FOLD}};

        high = hx_u256_add(&low, &rest);
    }
    return low;
}

struct hx_u256 hx_mod_p_add(const struct hx_u256 *a, const struct hx_u256 *b)
{
    struct hx_u256 sum = *a;
    const uint64_t carry = hx_u256_add(&sum, b);

    return fold(sum, carry);
}

struct hx_u256 hx_mod_p_subtract(const struct hx_u256 *a, const struct hx_u256 *b)
{
    static const struct hx_u256 borrowed = {{FOLD}};
    struct hx_u256 difference = *a;
    uint64_t borrow = hx_u256_subtract(&difference, b);

    /* A second borrow leaves 2^256 - 38 at least, and there is no third. */
    while (borrow != 0)
        borrow = hx_u256_subtract(&difference, &borrowed);
    return difference;
}

/* A product of words, plus two words, is at most (2^64 - 1)^2 + 2 (2^64 - 1) < 2^128.
 */
struct hx_u256 hx_mod_p_multiply(const struct hx_u256 *a, const struct hx_u256 *b)
{
    uint64_t product[2 * HX_U256_WORDS] = {0};
    struct hx_u256 result;
    uint64_t carry;

    for (size_t i = 0; i < HX_U256_WORDS; i++) {
        carry = 0;
        for (size_t j = 0; j < HX_U256_WORDS; j++) {
            const hx_u128 sum =
                (hx_u128)a->word[i] * b->word[j] + product[i + j] + carry;

            product[i + j] = (uint64_t)sum;
            carry = (uint64_t)(sum >> 64);
        }
        product[i + HX_U256_WORDS] = carry;
    }

    carry = 0;
    for (size_t i = 0; i < HX_U256_WORDS; i++) {
        const hx_u128 sum =
            (hx_u128)product[i + HX_U256_WORDS] * FOLD + product[i] + carry;

        result.word[i] = (uint64_t)sum;
        carry = (uint64_t)(sum >> 64);
    }
    return fold(result, carry);
}

struct hx_u256 hx_mod_p_square(const struct hx_u256 *a)
{
    return hx_mod_p_multiply(a, a);
}

/* (p - 5) / 8 = 2^252 - 3: of its 252 bits only bit 1 is 0. */
struct hx_u256 hx_mod_p_power(const struct hx_u256 *a)
{
    struct hx_u256 power = *a;

    for (size_t bit = 251; bit-- > 0;) {
        power = hx_mod_p_square(&power);
        if (bit != 1)
            power = hx_mod_p_multiply(&power, a);
    }
    return power;
}

/* 1 / a = a^(p - 2), and p - 2 = 8 (p - 5) / 8 + 3. */
struct hx_u256 hx_mod_p_invert(const struct hx_u256 *a)
{
    struct hx_u256 inverse = hx_mod_p_power(a);

    inverse = hx_mod_p_square(&inverse);
    inverse = hx_mod_p_square(&inverse);
    inverse = hx_mod_p_square(&inverse);
    for (int i = 0; i < 3; i++)
        inverse = hx_mod_p_multiply(&inverse, a);
    return inverse;
}

struct hx_u256 hx_mod_p_reduce(const struct hx_u256 *a)
{
    struct hx_u256 reduced = *a;

    while (!hx_mod_p_is_canonical(&reduced))
        (void)hx_u256_subtract(&reduced, &p);
    return reduced;
}

bool hx_mod_p_is_canonical(const struct hx_u256 *a)
{
    return hx_u256_is_below(a, &p);
}

bool hx_mod_p_is_equal(const struct hx_u256 *a, const struct hx_u256 *b)
{
    const struct hx_u256 left = hx_mod_p_reduce(a);
    const struct hx_u256 right = hx_mod_p_reduce(b);

    return hx_u256_is_equal(&left, &right);
}
