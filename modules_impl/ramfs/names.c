/* SPDX-License-Identifier: MIT */
/*
 * A name is UTF-8 of 1 to 255 bytes without control characters, so that whoever shows
 * it shows one line of text, and is neither `.` nor `..`, which others would resolve.
 */
#include "ramfs_parts.h"

enum { NAME_MAX = 255 };

/* Bytes of the character that begins here; 0: it is no UTF-8. */
static size_t character_size(const uint8_t *text, size_t size)
{
    static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
    const size_t length = text[0] < 0x80   ? 1
                          : text[0] < 0xc0 ? 0
                          : text[0] < 0xe0 ? 2
                          : text[0] < 0xf0 ? 3
                          : text[0] < 0xf8 ? 4
                                           : 0;
    uint32_t point;

    if (length == 0 || length > size)
        return 0;
    point = length == 1 ? text[0] : text[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0u) != 0x80u)
            return 0;
        point = point << 6 | (text[i] & 0x3fu);
    }
    if (point < smallest[length] || point > 0x10ffff ||
        (point >= 0xd800 && point < 0xe000))
        return 0;
    return length;
}

static hx_status check(const struct ramfs_name *name)
{
    const uint8_t *bytes = (const uint8_t *)name->text;

    if (name->size == 0 || name->size > NAME_MAX)
        return hx_fail(HX_ERR_INVALID, "a name has 1 to %d bytes", NAME_MAX);
    if (bytes[0] == '.' && (name->size == 1 || (name->size == 2 && bytes[1] == '.')))
        return hx_fail(HX_ERR_INVALID, "a name is not '.' or '..'");
    for (size_t i = 0; i < name->size;) {
        const size_t step = character_size(bytes + i, name->size - i);

        if (step == 0)
            return hx_fail(HX_ERR_INVALID, "a name is not UTF-8");
        if (bytes[i] < 0x20 || bytes[i] == 0x7f)
            return hx_fail(HX_ERR_INVALID, "a name has the character U+%04x",
                           (unsigned)bytes[i]);
        i += step;
    }
    return HX_OK;
}

hx_status ramfs_name_take(const char **text, struct ramfs_name *name)
{
    hx_status status;

    *name = (struct ramfs_name){.text = *text};
    while (name->text[name->size] != '\0' && name->text[name->size] != '/')
        name->size++;
    status = check(name);
    if (status == HX_OK)
        *text = name->text + name->size;
    return status;
}

/* FNV-1a, 32 bits */
uint32_t ramfs_name_hash(const struct ramfs_name *name)
{
    uint32_t hash = UINT32_C(2166136261);

    for (size_t i = 0; i < name->size; i++)
        hash = (hash ^ (uint8_t)name->text[i]) * UINT32_C(16777619);
    return hash;
}
