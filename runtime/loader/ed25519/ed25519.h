/* SPDX-License-Identifier: MIT */
/*
 * Is this signature from the holder of that key? Ed25519 (the pure one, without context
 * and without pre-hash) of RFC 8032, section 5.1. Only verification: the build signs.
 *
 * Accepted is what `openssl pkeyutl -sign -rawin` makes. Of the choices that section
 * 5.1.7 leaves, and of what implementations differ in:
 *  - The equation is the one without the factor 8, [S]B = R + [k]A, with k reduced
 *    modulo L first, as in OpenSSL. For signatures that were made as section 5.1.6 says
 *    both equations agree; the one with the factor takes some others, too.
 *  - S must be below L. Otherwise S + L would be a second signature of the message.
 *  - R and A must be canonical: y below p, and no sign on x = 0. OpenSSL takes other
 *    encodings of A.
 *  - A must not be of small order (1, 2, 4 or 8): such a key fits signatures that were
 *    made without a secret. 32 zero bytes are one of these keys. OpenSSL takes them.
 *  - R may be of small order: only the holder of the key can make such a signature.
 *
 * All that is handled here is public, so time and memory accesses depend on it: never
 * use these functions on a secret.
 *
 * No heap, no floating point, no state; of a C library memcpy, memset and memcmp. Any
 * context. 2.5 KiB of stack, and 6 million instructions for a message of 64 KiB, half
 * of them for its hash (gcc -O2, x86_64).
 *
 * The folder: sha512 (FIPS 180-4), u256 (numbers of four words), mod_p and mod_l
 * (arithmetic modulo the two primes of RFC 8032), edwards (the curve), ed25519 (the
 * check). The head of each names the sections that it follows.
 *
 * Written for Helix because Debian 12 has no sources that build freestanding:
 * libmonocypher-dev is not in it; libsodium-dev, nettle-dev, libwolfssl-dev and
 * libdecaf-dev are libraries for a process with a C library, each for one machine;
 * libtomcrypt-dev and libbearssl-dev have no Ed25519; librust-ring-dev has the
 * arithmetic in C, with 270 KiB of tables in source, and the checks in Rust.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/types.h>

#define HX_ED25519_SIGNATURE_SIZE 64
#define HX_ED25519_KEY_SIZE 32

/*
 * Returns true if `signature` is one of `public_key` over the message, which is the
 * `piece_count` pieces one after the other; false for whatever else. Only reads, and
 * only until it returns. A piece, or the whole message, may be empty.
 */
HX_MUST_CHECK bool
hx_ed25519_verify(const uint8_t signature[static HX_ED25519_SIGNATURE_SIZE],
                  const uint8_t public_key[static HX_ED25519_KEY_SIZE],
                  const struct hx_bytes *pieces, size_t piece_count);
