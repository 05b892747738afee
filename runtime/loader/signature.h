/* SPDX-License-Identifier: MIT */
/*
 * What stands behind the ELF part of a signed .hxm, 112 bytes:
 *
 *     64  signature: Ed25519 (RFC 8032) over all that is before these 112 bytes
 *     32  the public key
 *      8  length of the ELF part, little endian
 *      8  "HXSIGN1\n"
 *
 * A file that does not end with the last eight is not signed.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/types.h>

/*
 * Puts the ELF part of `file` into `elf`. With a `key`, of 32 bytes, only if that is
 * signed with the private key that belongs to it; if `key` is NULL, the signature is
 * not looked at. Any context.
 *
 * Returns HX_OK; HX_ERR_SIGNATURE, with the reason; HX_ERR_CORRUPT if the length in the
 * trailer is not that of the file.
 */
HX_MUST_CHECK hx_status hx_signature_strip(struct hx_bytes file, const uint8_t *key,
                                           struct hx_bytes *elf);
