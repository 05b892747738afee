/* SPDX-License-Identifier: MIT */
/*
 * Numbers modulo L = 2^252 + 27742317777372353535851937790883648493, the order of the
 * base point (RFC 8032, section 5.1).
 */
#pragma once

#include "u256.h"

#define HX_MOD_L_WIDE_SIZE 64

/* Is it below L as it stands? */
bool hx_mod_l_is_canonical(const struct hx_u256 *number);

/* Returns the number of these bytes, the lowest first, modulo L. */
struct hx_u256 hx_mod_l_reduce(const uint8_t bytes[static HX_MOD_L_WIDE_SIZE]);
