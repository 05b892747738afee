/* SPDX-License-Identifier: MIT */
#include "../../runtime/loader/ed25519/sha512.h"

#include <helix/compiler.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static const char *hex_of(const uint8_t digest[static HX_SHA512_SIZE])
{
    static char text[2 * HX_SHA512_SIZE + 1];

    for (size_t i = 0; i < HX_SHA512_SIZE; i++)
        snprintf(text + 2 * i, 3, "%02x", digest[i]);
    return text;
}

static void hash_whole(const void *data, size_t size,
                       uint8_t digest[static HX_SHA512_SIZE])
{
    struct hx_sha512 hash;

    hx_sha512_init(&hash);
    hx_sha512_update(&hash, data, size);
    hx_sha512_final(&hash, digest);
}

/* The examples of NIST for FIPS 180. */
static const struct {
    const char *message;
    const char *digest;
} examples[] = {
    {"", "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
         "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"},
    {"abc", "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"},
    {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
     "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
     "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
     "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909"},
};

Test(sha512, examples)
{
    uint8_t digest[HX_SHA512_SIZE];

    for (size_t i = 0; i < HX_COUNT_OF(examples); i++) {
        hash_whole(examples[i].message, strlen(examples[i].message), digest);
        cr_assert_str_eq(hex_of(digest), examples[i].digest, "%s", examples[i].message);
    }
}

Test(sha512, a_million_times_a)
{
    struct hx_sha512 hash;
    uint8_t digest[HX_SHA512_SIZE];
    char thousand[1000];

    memset(thousand, 'a', sizeof(thousand));
    hx_sha512_init(&hash);
    for (int i = 0; i < 1000; i++)
        hx_sha512_update(&hash, thousand, sizeof(thousand));
    hx_sha512_final(&hash, digest);
    cr_assert_str_eq(
        hex_of(digest),
        "e718483d0ce769644e2e42c7bc15b4638e1f98b13b2044285632a803afa973eb"
        "de0ff244877ea60a4cb0432ce577c31beb009c5c2c49aa2e4eadb217ad8cc09b");
}

Test(sha512, two_pieces_are_as_good_as_one)
{
    uint8_t message[3 * HX_SHA512_BLOCK_SIZE + 1];
    uint8_t whole[HX_SHA512_SIZE];

    for (size_t i = 0; i < sizeof(message); i++)
        message[i] = (uint8_t)(i * 7);
    hash_whole(message, sizeof(message), whole);

    for (size_t cut = 0; cut <= sizeof(message); cut++) {
        struct hx_sha512 hash;
        uint8_t digest[HX_SHA512_SIZE];

        hx_sha512_init(&hash);
        hx_sha512_update(&hash, message, cut);
        hx_sha512_update(&hash, message + cut, sizeof(message) - cut);
        hx_sha512_final(&hash, digest);
        cr_assert_arr_eq(digest, whole, sizeof(whole), "cut at %zu", cut);
    }
}

Test(sha512, byte_by_byte)
{
    uint8_t message[2 * HX_SHA512_BLOCK_SIZE + 1] = {0};

    for (size_t size = 0; size <= sizeof(message); size++) {
        struct hx_sha512 hash;
        uint8_t whole[HX_SHA512_SIZE];
        uint8_t digest[HX_SHA512_SIZE];

        hash_whole(message, size, whole);
        hx_sha512_init(&hash);
        for (size_t i = 0; i < size; i++)
            hx_sha512_update(&hash, message + i, 1);
        hx_sha512_final(&hash, digest);
        cr_assert_arr_eq(digest, whole, sizeof(whole), "%zu bytes", size);
    }
}

Test(sha512, an_empty_piece_needs_no_address)
{
    uint8_t digest[HX_SHA512_SIZE];

    hash_whole(NULL, 0, digest);
    cr_assert_str_eq(hex_of(digest), examples[0].digest);
}
