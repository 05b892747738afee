/* SPDX-License-Identifier: MIT */
/*
 * Points of edwards25519, -x^2 + y^2 = 1 + d x^2 y^2 (RFC 8032, section 5.1).
 *
 * They are in the extended coordinates of section 5.1.4: x = X/Z, y = Y/Z, x y = T/Z,
 * modulo p. Its formulas are complete: they hold for any two points of the curve, equal
 * ones and the neutral one (0, 1) among them.
 */
#pragma once

#include "u256.h"

struct hx_edwards {
    struct hx_u256 x;
    struct hx_u256 y;
    struct hx_u256 z;
    struct hx_u256 t;
};

/*
 * Section 5.1.3. Returns false, and leaves `point` alone, if the bytes are no point of
 * the curve or not its canonical encoding.
 */
bool hx_edwards_decode(const uint8_t bytes[static HX_U256_SIZE],
                       struct hx_edwards *point);

/* Section 5.1.2. */
void hx_edwards_encode(const struct hx_edwards *point,
                       uint8_t bytes[static HX_U256_SIZE]);

struct hx_edwards hx_edwards_negate(const struct hx_edwards *point);

/* Is [8]`point` the neutral point? */
bool hx_edwards_is_small_order(const struct hx_edwards *point);

/* Returns [s]B + [k]`point`, where B is the base point. */
struct hx_edwards hx_edwards_combine(const struct hx_u256 *s, const struct hx_u256 *k,
                                     const struct hx_edwards *point);
