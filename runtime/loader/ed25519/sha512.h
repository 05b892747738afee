/* SPDX-License-Identifier: MIT */
/*
 * SHA-512 (FIPS 180-4) over a message that comes in pieces: init, any number of update,
 * final. Any context.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define HX_SHA512_SIZE 64
#define HX_SHA512_BLOCK_SIZE 128

/* The caller's memory, of no meaning to the caller. */
struct hx_sha512 {
    uint64_t state[8];
    uint64_t size; /* bytes of the message so far */
    uint8_t block[HX_SHA512_BLOCK_SIZE];
};

void hx_sha512_init(struct hx_sha512 *hash);

/* Appends to the message; `data` is only read. Nothing if `size` is 0. */
void hx_sha512_update(struct hx_sha512 *hash, const void *data, size_t size);

/* Writes the digest. `hash` must be initialised again before it is used again. */
void hx_sha512_final(struct hx_sha512 *hash, uint8_t digest[static HX_SHA512_SIZE]);
