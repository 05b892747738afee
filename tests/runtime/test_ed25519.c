/* SPDX-License-Identifier: MIT */
/*
 * The vectors of RFC 8032 and the edges of its rules. test_ed25519.py goes on with
 * random messages and openssl. The keys and signatures here that are not from the RFC
 * were made with ed25519_reference.py.
 */
#include "../../runtime/loader/ed25519/ed25519.h"
#include "ed25519_vectors.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define HALF_SIZE (HX_ED25519_SIGNATURE_SIZE / 2)

static const uint8_t order[HALF_SIZE] = {
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58,        0xd6,
    0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10,
};

struct signed_message {
    uint8_t signature[HX_ED25519_SIGNATURE_SIZE];
    uint8_t key[HX_ED25519_KEY_SIZE];
    uint8_t message[1024];
    size_t size;
};

static size_t read_hex(const char *text, uint8_t *bytes)
{
    size_t size = strlen(text) / 2;

    for (size_t i = 0; i < size; i++) {
        const char digits[] = {text[2 * i], text[2 * i + 1], '\0'};

        bytes[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return size;
}

static struct signed_message read_vector(const struct ed25519_vector *vector)
{
    struct signed_message given;

    cr_assert_eq(read_hex(vector->key, given.key), sizeof(given.key));
    cr_assert_eq(read_hex(vector->signature, given.signature), sizeof(given.signature));
    given.size = read_hex(vector->message, given.message);
    return given;
}

/* TEST SHA(abc), of 64 bytes. */
static struct signed_message good_message(void)
{
    return read_vector(&ed25519_vectors[HX_COUNT_OF(ed25519_vectors) - 1]);
}

static bool verify(const struct signed_message *given)
{
    const struct hx_bytes piece = {given->message, given->size};

    return hx_ed25519_verify(given->signature, given->key, &piece, 1);
}

/* With a signature of R and S in hexadecimal digits. */
static bool verify_hex(const char *r, const char *s, const char *key,
                       const char *message)
{
    struct signed_message given;

    cr_assert_eq(read_hex(r, given.signature), HALF_SIZE);
    cr_assert_eq(read_hex(s, given.signature + HALF_SIZE), HALF_SIZE);
    cr_assert_eq(read_hex(key, given.key), sizeof(given.key));
    given.size = strlen(message);
    memcpy(given.message, message, given.size);
    return verify(&given);
}

/* Adds L to the S of a signature; returns false if that does not fit. */
static bool add_order(uint8_t *s)
{
    unsigned carry = 0;

    for (size_t i = 0; i < HALF_SIZE; i++) {
        carry += (unsigned)s[i] + order[i];
        s[i] = (uint8_t)carry;
        carry >>= 8;
    }
    return carry == 0;
}

Test(ed25519, vectors_of_rfc_8032)
{
    cr_assert_eq(HX_COUNT_OF(ed25519_vectors), 5);
    for (size_t i = 0; i < HX_COUNT_OF(ed25519_vectors); i++) {
        const struct signed_message given = read_vector(&ed25519_vectors[i]);

        cr_assert(verify(&given), "%s", ed25519_vectors[i].name);
    }
}

Test(ed25519, the_message_may_be_in_pieces)
{
    const struct signed_message given = good_message();

    for (size_t cut = 0; cut <= given.size; cut++) {
        const struct hx_bytes pieces[] = {
            {NULL, 0},
            {given.message, cut},
            {given.message + cut, 0},
            {given.message + cut, given.size - cut},
            {NULL, 0},
        };
        const struct hx_bytes swapped[] = {pieces[3], pieces[1]};

        cr_assert(
            hx_ed25519_verify(given.signature, given.key, pieces, HX_COUNT_OF(pieces)),
            "cut at %zu", cut);
        cr_assert_eq(hx_ed25519_verify(given.signature, given.key, swapped, 2),
                     cut == 0 || cut == given.size, "cut at %zu", cut);
    }
}

Test(ed25519, an_empty_message_needs_no_piece)
{
    const struct signed_message given = read_vector(&ed25519_vectors[0]);

    cr_assert_eq(given.size, 0);
    cr_assert(hx_ed25519_verify(given.signature, given.key, NULL, 0));
}

Test(ed25519, a_flipped_bit_is_refused)
{
    struct signed_message given = good_message();
    const struct {
        const char *name;
        uint8_t *bytes;
        size_t size;
    } parts[] = {
        {"signature", given.signature, sizeof(given.signature)},
        {"key", given.key, sizeof(given.key)},
        {"message", given.message, given.size},
    };

    for (size_t part = 0; part < HX_COUNT_OF(parts); part++) {
        for (size_t i = 0; i < parts[part].size; i++) {
            const uint8_t bit = (uint8_t)(1 << i % 8);

            parts[part].bytes[i] ^= bit;
            cr_assert_not(verify(&given), "%s, byte %zu", parts[part].name, i);
            parts[part].bytes[i] ^= bit;
        }
    }
    cr_assert(verify(&given));
}

Test(ed25519, another_length_is_refused)
{
    struct signed_message given = good_message();
    const size_t size = given.size;

    for (given.size = 0; given.size < size; given.size++)
        cr_assert_not(verify(&given), "%zu bytes", given.size);
    given.message[size] = 0;
    given.size = size + 1;
    cr_assert_not(verify(&given));
}

Test(ed25519, the_other_vectors_keys_and_signatures_are_refused)
{
    for (size_t i = 0; i < HX_COUNT_OF(ed25519_vectors); i++) {
        for (size_t j = 0; j < HX_COUNT_OF(ed25519_vectors); j++) {
            struct signed_message given = read_vector(&ed25519_vectors[i]);
            const struct signed_message other = read_vector(&ed25519_vectors[j]);

            memcpy(given.key, other.key, sizeof(given.key));
            cr_assert_eq(verify(&given), i == j);
            given = read_vector(&ed25519_vectors[i]);
            memcpy(given.signature, other.signature, sizeof(given.signature));
            cr_assert_eq(verify(&given), i == j);
        }
    }
}

/* S + L, S + 2 L, ... fulfil the equation as S does. */
Test(ed25519, s_has_one_representation)
{
    struct signed_message given = good_message();
    unsigned refused = 0;

    while (add_order(given.signature + HALF_SIZE)) {
        cr_assert_not(verify(&given), "S + %u L", refused + 1);
        refused++;
    }
    cr_assert_geq(refused, 14);
}

Test(ed25519, s_must_be_below_the_order)
{
    struct signed_message given = good_message();
    uint8_t *const s = given.signature + HALF_SIZE;

    for (int bit = 4; bit < 8; bit++) {
        s[31] |= (uint8_t)(1 << bit);
        cr_assert_not(verify(&given), "bit %d", 248 + bit);
        s[31] &= (uint8_t) ~(1 << bit);
    }
    memcpy(s, order, HALF_SIZE);
    cr_assert_not(verify(&given));
    memset(s, 0xff, HALF_SIZE);
    cr_assert_not(verify(&given));
}

/* [S]B = R + [k]A for each of these, with R the neutral point, and k from its bytes. */
Test(ed25519, r_has_one_encoding)
{
    static const char key[] =
        "d4724e2a30116085ecc0570356c14dbf65d971e0f6e87dd6f2ec3b6603e897b1";
    static const struct {
        const char *r;
        const char *s;
        bool accepted;
    } cases[] = {
        {"0100000000000000000000000000000000000000000000000000000000000000",
         "b112fd4fb1f66d6416618b95178274ed7e2a085a311bb268be78068ea9209103", true},
        /* the sign of x = 0 */
        {"0100000000000000000000000000000000000000000000000000000000000080",
         "baa419fa787cb5f8119d978f0cf27078ad78a56489fa020421d0366aa8190a0a", false},
        /* y = 1 + p, and with a sign */
        {"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
         "791037746d168856b1101f902bbf74c7fab42f97ea3f1a31e6c4d0db139b900a", false},
        {"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
         "bd1c9314a50c83b53f60cacd9254297400c855d4ee5d7a4b10cd979fa9af150e", false},
    };

    for (size_t i = 0; i < HX_COUNT_OF(cases); i++)
        cr_assert_eq(verify_hex(cases[i].r, cases[i].s, key, "helix"),
                     cases[i].accepted, "%s", cases[i].r);
}

static const char zero[] =
    "0000000000000000000000000000000000000000000000000000000000000000";

/* The eight points whose order divides 8; the last is of the key of zeros. */
static const char *const small_points[] = {
    "0100000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    zero,
};

/* With S = 0, R = -[k]A is for each such A one of the same eight points. */
Test(ed25519, keys_of_small_order_are_refused)
{
    static const char *const messages[] = {"", "a", "b", "helix"};

    for (size_t a = 0; a < HX_COUNT_OF(small_points); a++)
        for (size_t r = 0; r < HX_COUNT_OF(small_points); r++)
            for (size_t m = 0; m < HX_COUNT_OF(messages); m++)
                cr_assert_not(
                    verify_hex(small_points[r], zero, small_points[a], messages[m]),
                    "key %s, R %s", small_points[a], small_points[r]);
}

Test(ed25519, keys_that_are_no_canonical_point_are_refused)
{
    static const char *const keys[] = {
        /* x = 0 with a sign: y = 1 and y = -1 */
        "0100000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        /* y = p, 1 + p, 3 + p, 18 + p, all of which are on the curve modulo p */
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        /* the same with a sign: the last is 32 bytes of 0xff */
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        /* y = 2 and y = 7 are not on the curve */
        "0200000000000000000000000000000000000000000000000000000000000000",
        "0700000000000000000000000000000000000000000000000000000000000080",
    };

    for (size_t a = 0; a < HX_COUNT_OF(keys); a++)
        for (size_t r = 0; r < HX_COUNT_OF(small_points); r++)
            cr_assert_not(verify_hex(small_points[r], zero, keys[a], "helix"), "key %s",
                          keys[a]);
}

Test(ed25519, r_of_small_order_is_refused_where_it_does_not_fit)
{
    struct signed_message given = good_message();

    for (size_t r = 0; r < HX_COUNT_OF(small_points); r++) {
        read_hex(small_points[r], given.signature);
        cr_assert_not(verify(&given), "R %s", small_points[r]);
    }
}

Test(ed25519, zeros_and_ones_are_refused)
{
    struct signed_message given = good_message();

    memset(given.signature, 0, sizeof(given.signature));
    cr_assert_not(verify(&given));
    memset(given.signature, 0xff, sizeof(given.signature));
    cr_assert_not(verify(&given));
    memset(given.key, 0xff, sizeof(given.key));
    cr_assert_not(verify(&given));
    memset(&given, 0, sizeof(given));
    cr_assert_not(verify(&given));
}

/* A has a part of order 8: with the equation that has the factor 8 all would fit. */
Test(ed25519, the_equation_is_the_one_of_the_signer)
{
    static const char key[] =
        "fc791c605d2d25e82c29d3b1e50c29b48c8dd5b362437798e7496f340ad06d4e";
    static const char r[] =
        "aa6df914f7a0f04e7f852adf459873f17dba5b1671ea62e82cc10ed6aecc489c";

    cr_assert_not(verify_hex(
        r, "82695fa335c6cdd97e148dd8e63c2470b854104bcf65cdc5d1c554609587ea0c", key,
        "message 0"));
    cr_assert_not(verify_hex(
        r, "84793378309922d456cebb2ad64ac55e84c0d8c5e210057ae5b9ad1a7589e50f", key,
        "message 1"));
    cr_assert(verify_hex(
        r, "12ac7363b95a81b583dbae4e1e2b49cd09cd4367db69670f22d6808798037b0c", key,
        "message 7"));
}
