/* SPDX-License-Identifier: MIT */
/* RFC 8032, section 5.1.7: the three steps of verification. */
#include "ed25519.h"

#include "edwards.h"
#include "mod_l.h"
#include "sha512.h"

#include <helix/string.h>

#define POINT_SIZE HX_U256_SIZE

_Static_assert(HX_ED25519_SIGNATURE_SIZE == POINT_SIZE + HX_U256_SIZE, "R, then S");
_Static_assert(HX_ED25519_KEY_SIZE == POINT_SIZE, "A");

/* k = SHA-512(R, A, message) modulo L. */
static struct hx_u256 hash_all(const uint8_t *r, const uint8_t *a,
                               const struct hx_bytes *pieces, size_t piece_count)
{
    struct hx_sha512 hash;
    uint8_t digest[HX_SHA512_SIZE];

    hx_sha512_init(&hash);
    hx_sha512_update(&hash, r, POINT_SIZE);
    hx_sha512_update(&hash, a, POINT_SIZE);
    for (size_t i = 0; i < piece_count; i++)
        hx_sha512_update(&hash, pieces[i].data, pieces[i].size);
    hx_sha512_final(&hash, digest);
    return hx_mod_l_reduce(digest);
}

bool hx_ed25519_verify(const uint8_t signature[static HX_ED25519_SIGNATURE_SIZE],
                       const uint8_t public_key[static HX_ED25519_KEY_SIZE],
                       const struct hx_bytes *pieces, size_t piece_count)
{
    const uint8_t *const r = signature;
    const struct hx_u256 s = hx_u256_read(signature + POINT_SIZE);
    struct hx_edwards a;
    struct hx_edwards minus_a;
    struct hx_edwards sum;
    struct hx_u256 k;
    uint8_t expected[POINT_SIZE];

    if (!hx_mod_l_is_canonical(&s))
        return false;
    if (!hx_edwards_decode(public_key, &a) || hx_edwards_is_small_order(&a))
        return false;

    k = hash_all(r, public_key, pieces, piece_count);
    minus_a = hx_edwards_negate(&a);
    sum = hx_edwards_combine(&s, &k, &minus_a);

    /* R = [S]B - [k]A, compared as bytes: no other encoding of R comes through. */
    hx_edwards_encode(&sum, expected);
    return memcmp(expected, r, POINT_SIZE) == 0;
}
