/* SPDX-License-Identifier: MIT */
/*
 * The parts of runtime/loader/ed25519 as a program that test_ed25519.py asks: it reads
 * a letter and its operands from standard input and writes the answer, until the input
 * ends. Numbers have 32 bytes, the lowest first. Every operand is in memory of exactly
 * its size, so that the address sanitizer sees a step beyond it.
 */
#include "../../runtime/loader/ed25519/ed25519.h"
#include "../../runtime/loader/ed25519/edwards.h"
#include "../../runtime/loader/ed25519/mod_l.h"
#include "../../runtime/loader/ed25519/mod_p.h"
#include "../../runtime/loader/ed25519/sha512.h"

#include <stdio.h>
#include <stdlib.h>

static uint8_t *take(size_t size)
{
    uint8_t *bytes = malloc(size);

    if ((bytes == NULL && size > 0) || fread(bytes, 1, size, stdin) != size)
        exit(1);
    return bytes;
}

static size_t take_count(void)
{
    uint8_t *bytes = take(4);
    size_t count = 0;

    for (size_t i = 4; i-- > 0;)
        count = count << 8 | bytes[i];
    free(bytes);
    return count;
}

static struct hx_u256 take_number(void)
{
    uint8_t *bytes = take(HX_U256_SIZE);
    const struct hx_u256 number = hx_u256_read(bytes);

    free(bytes);
    return number;
}

static void give(const void *bytes, size_t size)
{
    if (fwrite(bytes, 1, size, stdout) != size)
        exit(1);
}

static void give_bool(bool answer)
{
    const uint8_t byte = answer;

    give(&byte, 1);
}

static void give_number(struct hx_u256 number)
{
    uint8_t bytes[HX_U256_SIZE];

    hx_u256_write(&number, bytes);
    give(bytes, sizeof(bytes));
}

static struct hx_bytes *take_pieces(size_t count)
{
    struct hx_bytes *pieces = calloc(count, sizeof(*pieces));

    if (pieces == NULL && count > 0)
        exit(1);
    for (size_t i = 0; i < count; i++) {
        pieces[i].size = take_count();
        /* As a loader without that piece would give it. */
        pieces[i].data = pieces[i].size == 0 ? NULL : take(pieces[i].size);
    }
    return pieces;
}

static void free_pieces(struct hx_bytes *pieces, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free((void *)(uintptr_t)pieces[i].data);
    free(pieces);
}

static void answer_verify(void)
{
    uint8_t *signature = take(HX_ED25519_SIGNATURE_SIZE);
    uint8_t *key = take(HX_ED25519_KEY_SIZE);
    const size_t count = take_count();
    struct hx_bytes *pieces = take_pieces(count);

    give_bool(hx_ed25519_verify(signature, key, pieces, count));
    free_pieces(pieces, count);
    free(key);
    free(signature);
}

static void answer_hash(void)
{
    const size_t count = take_count();
    struct hx_bytes *pieces = take_pieces(count);
    struct hx_sha512 hash;
    uint8_t digest[HX_SHA512_SIZE];

    hx_sha512_init(&hash);
    for (size_t i = 0; i < count; i++)
        hx_sha512_update(&hash, pieces[i].data, pieces[i].size);
    hx_sha512_final(&hash, digest);
    give(digest, sizeof(digest));
    free_pieces(pieces, count);
}

static void answer_mod_p(int operation)
{
    const struct hx_u256 a = take_number();
    const struct hx_u256 b = take_number();
    struct hx_u256 result;

    if (operation == '+')
        result = hx_mod_p_add(&a, &b);
    else if (operation == '-')
        result = hx_mod_p_subtract(&a, &b);
    else
        result = hx_mod_p_multiply(&a, &b);
    give_number(hx_mod_p_reduce(&result));
}

static void answer_invert(void)
{
    const struct hx_u256 a = take_number();
    const struct hx_u256 inverse = hx_mod_p_invert(&a);

    give_number(hx_mod_p_reduce(&inverse));
}

static void answer_mod_l(void)
{
    uint8_t *bytes = take(HX_MOD_L_WIDE_SIZE);

    give_number(hx_mod_l_reduce(bytes));
    free(bytes);
}

/* Is it a point? Is it one of small order? */
static void answer_decode(void)
{
    uint8_t *bytes = take(HX_U256_SIZE);
    struct hx_edwards point;
    const bool good = hx_edwards_decode(bytes, &point);

    give_bool(good);
    give_bool(good && hx_edwards_is_small_order(&point));
    free(bytes);
}

/* [s]B + [k]point; the point is known to be good. */
static void answer_combine(void)
{
    const struct hx_u256 s = take_number();
    const struct hx_u256 k = take_number();
    uint8_t *bytes = take(HX_U256_SIZE);
    struct hx_edwards point;
    struct hx_edwards sum;

    if (!hx_edwards_decode(bytes, &point))
        exit(1);
    sum = hx_edwards_combine(&s, &k, &point);
    hx_edwards_encode(&sum, bytes);
    give(bytes, HX_U256_SIZE);
    free(bytes);
}

static void answer(int letter)
{
    switch (letter) {
    case 'v':
        answer_verify();
        break;
    case 'h':
        answer_hash();
        break;
    case '+':
    case '-':
    case '*':
        answer_mod_p(letter);
        break;
    case 'i':
        answer_invert();
        break;
    case 'l':
        answer_mod_l();
        break;
    case 'd':
        answer_decode();
        break;
    case 'c':
        answer_combine();
        break;
    default:
        exit(1);
    }
}

int main(void)
{
    int letter;

    while ((letter = getchar()) != EOF) {
        answer(letter);
        fflush(stdout);
    }
    return 0;
}
