/* SPDX-License-Identifier: MIT */
#include "signature.h"

#include "ed25519/ed25519.h"

#include <helix/status.h>
#include <helix/string.h>

struct trailer {
    uint8_t signature[HX_ED25519_SIGNATURE_SIZE];
    uint8_t key[HX_ED25519_KEY_SIZE];
    uint8_t length[8];
    uint8_t magic[8];
};

_Static_assert(sizeof(struct trailer) == 112, "bytes without padding");

static const char magic[] = "HXSIGN1\n";

static uint64_t read_length(const uint8_t bytes[8])
{
    uint64_t value = 0;

    for (unsigned i = 8; i-- > 0;)
        value = value << 8 | bytes[i];
    return value;
}

/* Returns NULL for a file that is not signed. */
static const struct trailer *find_trailer(struct hx_bytes file)
{
    const struct trailer *trailer;

    if (file.size < sizeof(*trailer))
        return NULL;
    trailer = (const void *)((const uint8_t *)file.data + file.size - sizeof(*trailer));
    return memcmp(trailer->magic, magic, sizeof(trailer->magic)) == 0 ? trailer : NULL;
}

static hx_status check(struct hx_bytes elf, const struct trailer *trailer,
                       const uint8_t *key)
{
    if (memcmp(trailer->key, key, sizeof(trailer->key)) != 0)
        return hx_fail(
            HX_ERR_SIGNATURE,
            "signed with another key: %02x%02x%02x%02x..., this kernel takes "
            "%02x%02x%02x%02x...",
            trailer->key[0], trailer->key[1], trailer->key[2], trailer->key[3], key[0],
            key[1], key[2], key[3]);
    if (!hx_ed25519_verify(trailer->signature, key, &elf, 1))
        return hx_fail(HX_ERR_SIGNATURE,
                       "the signature is wrong: the file has changed since it was "
                       "signed");
    return HX_OK;
}

hx_status hx_signature_strip(struct hx_bytes file, const uint8_t *key,
                             struct hx_bytes *elf)
{
    const struct trailer *trailer = find_trailer(file);
    struct hx_bytes part = file;
    hx_status status = HX_OK;

    if (trailer == NULL) {
        if (key != NULL)
            return hx_fail(HX_ERR_SIGNATURE,
                           "the file is not signed, and this kernel takes signed ones "
                           "only");
        *elf = file;
        return HX_OK;
    }
    part.size -= sizeof(*trailer);
    if (key != NULL)
        status = check(part, trailer, key);
    if (status != HX_OK)
        return status;
    if (read_length(trailer->length) != part.size)
        return hx_fail(HX_ERR_CORRUPT,
                       "the trailer says %llu bytes of ELF, and there are %zu",
                       (unsigned long long)read_length(trailer->length), part.size);
    *elf = part;
    return HX_OK;
}
