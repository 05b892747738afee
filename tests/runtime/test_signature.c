/* SPDX-License-Identifier: MIT */
/* The trailer of a signed file: each part of it wrong, and each byte before it. */
#include "../../runtime/loader/signature.h"
#include "ed25519_vectors.h"
#include "expect.h"

#include <stdlib.h>
#include <string.h>

#define TRAILER_SIZE 112
#define KEY_AT 64
#define LENGTH_AT 96
#define MAGIC_AT 104

struct file {
    uint8_t bytes[1024 + TRAILER_SIZE];
    size_t size; /* without the trailer */
    uint8_t key[32];
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

/* The longest message of RFC 8032, signed. */
static struct file make(void)
{
    const struct ed25519_vector *vector = &ed25519_vectors[3];
    struct file file = {.size = read_hex(vector->message, file.bytes)};
    uint8_t *trailer = file.bytes + file.size;

    read_hex(vector->signature, trailer);
    read_hex(vector->key, trailer + KEY_AT);
    read_hex(vector->key, file.key);
    for (unsigned i = 0; i < 8; i++)
        trailer[LENGTH_AT + i] = (uint8_t)((uint64_t)file.size >> (8 * i));
    memcpy(trailer + MAGIC_AT, "HXSIGN1\n", 8);
    return file;
}

static struct hx_bytes whole(const struct file *file)
{
    return (struct hx_bytes){file->bytes, file->size + TRAILER_SIZE};
}

static const char not_signed[] =
    "the file is not signed, and this kernel takes signed ones only";
static const char changed[] =
    "the signature is wrong: the file has changed since it was signed";

Test(signature, a_good_one_is_stripped)
{
    struct file file = make();
    struct hx_bytes elf = {0};

    cr_assert_eq(hx_signature_strip(whole(&file), file.key, &elf), HX_OK);
    cr_assert_eq(elf.data, file.bytes);
    cr_assert_eq(elf.size, file.size);
}

Test(signature, without_a_key_nobody_looks)
{
    struct file file = make();
    struct hx_bytes elf = {0};

    file.bytes[file.size] ^= 1;
    cr_assert_eq(hx_signature_strip(whole(&file), NULL, &elf), HX_OK);
    cr_assert_eq(elf.size, file.size);
}

Test(signature, without_a_trailer)
{
    struct file file = make();
    struct hx_bytes elf = {0};

    for (size_t cut = 1; cut <= TRAILER_SIZE; cut++) {
        struct hx_bytes part = {file.bytes, file.size + TRAILER_SIZE - cut};

        EXPECT_FAIL(hx_signature_strip(part, file.key, &elf), HX_ERR_SIGNATURE,
                    not_signed);
        cr_assert_eq(hx_signature_strip(part, NULL, &elf), HX_OK);
        cr_assert_eq(elf.size, part.size);
    }
    EXPECT_FAIL(hx_signature_strip((struct hx_bytes){file.bytes, 0}, file.key, &elf),
                HX_ERR_SIGNATURE, not_signed);
}

Test(signature, with_another_key)
{
    struct file file = make();
    struct hx_bytes elf = {0};

    file.key[31] ^= 1;
    EXPECT_FAIL(hx_signature_strip(whole(&file), file.key, &elf), HX_ERR_SIGNATURE,
                "signed with another key: 278117fc..., this kernel takes 278117fc...");
    /* One who puts our key there has no signature of it. */
    file.key[0] ^= 1;
    memcpy(file.bytes + file.size + KEY_AT, file.key, sizeof(file.key));
    EXPECT_FAIL(hx_signature_strip(whole(&file), file.key, &elf), HX_ERR_SIGNATURE,
                changed);
}

Test(signature, with_any_byte_changed)
{
    struct file file = make();
    struct hx_bytes elf = {0};

    for (size_t at = 0; at < file.size + KEY_AT; at++) {
        file.bytes[at] ^= 0x40;
        EXPECT_FAIL(hx_signature_strip(whole(&file), file.key, &elf), HX_ERR_SIGNATURE,
                    changed);
        file.bytes[at] ^= 0x40;
    }
    cr_assert_eq(elf.data, NULL, "nothing is given of a file that is refused");
}

Test(signature, of_another_length)
{
    struct file file = make();
    struct hx_bytes elf = {0};

    file.bytes[file.size + LENGTH_AT] ^= 1;
    EXPECT_FAIL(hx_signature_strip(whole(&file), file.key, &elf), HX_ERR_CORRUPT,
                "the trailer says 1022 bytes of ELF, and there are 1023");
    EXPECT_FAIL(hx_signature_strip(whole(&file), NULL, &elf), HX_ERR_CORRUPT,
                "the trailer says 1022 bytes of ELF, and there are 1023");
    file.bytes[file.size + LENGTH_AT] ^= 1;
    file.bytes[file.size + LENGTH_AT + 7] = 0x80;
    EXPECT_FAIL(
        hx_signature_strip(whole(&file), NULL, &elf), HX_ERR_CORRUPT,
        "the trailer says 9223372036854776831 bytes of ELF, and there are 1023");
}
