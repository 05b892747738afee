/* SPDX-License-Identifier: MIT */
/*
 * Section numbers are those of FIPS 180-4. Words are read and written byte by byte, so
 * neither alignment nor byte order of the machine matters.
 */
#include "sha512.h"

#include <helix/string.h>

#define ROUND_COUNT 80
#define LENGTH_SIZE 16 /* of the message, in bits, at the end of the last block */

/* 4.2.3: of the cube roots of the first 80 primes the first 64 bits of the fraction. */
static const uint64_t constants[ROUND_COUNT] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
    0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
    0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
    0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
    0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
    0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
    0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
    0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
    0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
    0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
    0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
    0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
    0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
    0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
    0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
    0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
    0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

/* 5.3.5: of the square roots of the first 8 primes. */
static const uint64_t initial_state[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};

static uint64_t read_word(const uint8_t *bytes)
{
    uint64_t word = 0;

    for (size_t i = 0; i < 8; i++)
        word = word << 8 | bytes[i];
    return word;
}

static void write_word(uint64_t word, uint8_t *bytes)
{
    for (size_t i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(word >> (56 - 8 * i));
}

static uint64_t rotate_right(uint64_t word, unsigned count)
{
    return word >> count | word << (64 - count);
}

/* 4.1.3: the functions (4.10) to (4.13). */
static uint64_t big_sigma0(uint64_t x)
{
    return rotate_right(x, 28) ^ rotate_right(x, 34) ^ rotate_right(x, 39);
}

static uint64_t big_sigma1(uint64_t x)
{
    return rotate_right(x, 14) ^ rotate_right(x, 18) ^ rotate_right(x, 41);
}

static uint64_t small_sigma0(uint64_t x)
{
    return rotate_right(x, 1) ^ rotate_right(x, 8) ^ x >> 7;
}

static uint64_t small_sigma1(uint64_t x)
{
    return rotate_right(x, 19) ^ rotate_right(x, 61) ^ x >> 6;
}

/* 6.4.2, step 1: the message schedule. */
static void fill_schedule(uint64_t schedule[static ROUND_COUNT], const uint8_t *block)
{
    for (size_t t = 0; t < 16; t++)
        schedule[t] = read_word(block + 8 * t);
    for (size_t t = 16; t < ROUND_COUNT; t++)
        schedule[t] = small_sigma1(schedule[t - 2]) + schedule[t - 7] +
                      small_sigma0(schedule[t - 15]) + schedule[t - 16];
}

/* 6.4.2, steps 2 to 4, under the names that they have there. */
static void add_block(uint64_t state[static 8], const uint8_t *block)
{
    uint64_t schedule[ROUND_COUNT];
    uint64_t a = state[0];
    uint64_t b = state[1];
    uint64_t c = state[2];
    uint64_t d = state[3];
    uint64_t e = state[4];
    uint64_t f = state[5];
    uint64_t g = state[6];
    uint64_t h = state[7];

    fill_schedule(schedule, block);
    for (size_t t = 0; t < ROUND_COUNT; t++) {
        const uint64_t choice = (e & f) ^ (~e & g);
        const uint64_t majority = (a & b) ^ (a & c) ^ (b & c);
        const uint64_t t1 = h + big_sigma1(e) + choice + constants[t] + schedule[t];
        const uint64_t t2 = big_sigma0(a) + majority;

        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }

    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
}

void hx_sha512_init(struct hx_sha512 *hash)
{
    memcpy(hash->state, initial_state, sizeof(hash->state));
    hash->size = 0;
}

void hx_sha512_update(struct hx_sha512 *hash, const void *data, size_t size)
{
    const uint8_t *bytes = data;

    while (size > 0) {
        const size_t used = hash->size % HX_SHA512_BLOCK_SIZE;
        const size_t room = HX_SHA512_BLOCK_SIZE - used;
        const size_t taken = size < room ? size : room;

        if (taken == HX_SHA512_BLOCK_SIZE) {
            add_block(hash->state, bytes);
        } else {
            memcpy(hash->block + used, bytes, taken);
            if (taken == room)
                add_block(hash->state, hash->block);
        }
        hash->size += taken;
        bytes += taken;
        size -= taken;
    }
}

/* 5.1.2: a bit that is 1, zeros up to the end of a block but 128 bits, the length. */
void hx_sha512_final(struct hx_sha512 *hash, uint8_t digest[static HX_SHA512_SIZE])
{
    static const uint8_t end[HX_SHA512_BLOCK_SIZE] = {0x80};
    const size_t used = (hash->size + LENGTH_SIZE) % HX_SHA512_BLOCK_SIZE;
    uint8_t length[LENGTH_SIZE];

    write_word(hash->size >> 61, length);
    write_word(hash->size << 3, length + 8);
    hx_sha512_update(hash, end, HX_SHA512_BLOCK_SIZE - used);
    hx_sha512_update(hash, length, sizeof(length));
    for (size_t i = 0; i < 8; i++)
        write_word(hash->state[i], digest + 8 * i);
}
