/* SPDX-License-Identifier: MIT */
/*
 * One number is reduced per signature, so long division bit by bit will do: it costs a
 * hundredth of what the points cost.
 */
#include "mod_l.h"

static const struct hx_u256 order = {
    {0x5812631a5cf5d3ed, 0x14def9dea2f79cd6, 0x0000000000000000, 0x1000000000000000}};

bool hx_mod_l_is_canonical(const struct hx_u256 *number)
{
    return hx_u256_is_below(number, &order);
}

struct hx_u256 hx_mod_l_reduce(const uint8_t bytes[static HX_MOD_L_WIDE_SIZE])
{
    struct hx_u256 rest = {{0}};

    /* Below L before each step, so below 2 L, which 254 bits hold, in it. */
    for (size_t bit = HX_MOD_L_WIDE_SIZE * 8; bit-- > 0;) {
        (void)hx_u256_add(&rest, &rest);
        rest.word[0] |= bytes[bit / 8] >> bit % 8 & 1;
        if (!hx_mod_l_is_canonical(&rest))
            (void)hx_u256_subtract(&rest, &order);
    }
    return rest;
}
