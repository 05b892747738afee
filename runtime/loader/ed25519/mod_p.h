/* SPDX-License-Identifier: MIT */
/*
 * Arithmetic modulo p = 2^255 - 19, the field of edwards25519 (RFC 8032,
 * section 5.1.1).
 *
 * Every number of 256 bits is an operand and stands for its residue: between operations
 * nothing is brought below p, so no bound has to be kept in mind. hx_mod_p_reduce()
 * gives the one representative that may be compared or written.
 */
#pragma once

#include "u256.h"

struct hx_u256 hx_mod_p_add(const struct hx_u256 *a, const struct hx_u256 *b);
struct hx_u256 hx_mod_p_subtract(const struct hx_u256 *a, const struct hx_u256 *b);
struct hx_u256 hx_mod_p_multiply(const struct hx_u256 *a, const struct hx_u256 *b);
struct hx_u256 hx_mod_p_square(const struct hx_u256 *a);

/* Returns a^((p - 5) / 8), of which square roots and inverses are made. */
struct hx_u256 hx_mod_p_power(const struct hx_u256 *a);

/* Returns 1 / a; 0 for 0. */
struct hx_u256 hx_mod_p_invert(const struct hx_u256 *a);

/* Returns the number below p that `a` is congruent to. */
struct hx_u256 hx_mod_p_reduce(const struct hx_u256 *a);

/* Is it below p as it stands? */
bool hx_mod_p_is_canonical(const struct hx_u256 *a);
bool hx_mod_p_is_equal(const struct hx_u256 *a, const struct hx_u256 *b);
