/* SPDX-License-Identifier: MIT */
/*
 * Long names are UTF-16, paths UTF-8, short names 8 and 3 bytes of an OEM code page. Of
 * a code page only ASCII is known here: other bytes read as if they were Latin-1.
 */
#include "fatfs_parts.h"

enum { LAST_PART = 0x40, LOWER_BASE = 0x08, LOWER_EXTENSION = 0x10, CASE_FLAGS = 12 };

/* Where the characters of a part are in its entry. */
static const uint8_t part_offsets[FATFS_PART_UNITS] = {1,  3,  5,  7,  9,  14, 16,
                                                       18, 20, 22, 24, 28, 30};

/* Decodes one character; returns its length in bytes, 0 if it is no UTF-8. */
static size_t decode(const uint8_t *text, size_t size, uint32_t *point)
{
    static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
    size_t length = text[0] < 0x80   ? 1
                    : text[0] < 0xc0 ? 0
                    : text[0] < 0xe0 ? 2
                    : text[0] < 0xf0 ? 3
                    : text[0] < 0xf8 ? 4
                                     : 0;
    uint32_t value;

    if (length == 0 || length > size)
        return 0;
    value = length == 1 ? text[0] : text[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if ((text[i] & 0xc0u) != 0x80u)
            return 0;
        value = value << 6 | (text[i] & 0x3fu);
    }
    if (value < smallest[length] || value > 0x10ffff ||
        (value >= 0xd800 && value < 0xe000))
        return 0;
    *point = value;
    return length;
}

static bool is_in(uint32_t point, const char *set)
{
    for (; *set != '\0'; set++) {
        if (point == (uint8_t)*set)
            return true;
    }
    return false;
}

hx_status fatfs_name_parse(const char *text, size_t size, struct fatfs_name *name)
{
    const uint8_t *bytes = (const uint8_t *)text;
    size_t length = 0;

    /* 255 bytes are never more than 255 units. */
    if (size == 0 || size > FATFS_NAME_UNITS)
        return hx_fail(HX_ERR_INVALID, "a name has 1 to 255 bytes");
    for (size_t i = 0; i < size;) {
        uint32_t point = 0;
        size_t step = decode(bytes + i, size - i, &point);

        if (step == 0)
            return hx_fail(HX_ERR_INVALID, "a name is not UTF-8");
        if (point < 0x20 || point == 0x7f || is_in(point, "\"*/:<>?\\|"))
            return hx_fail(HX_ERR_INVALID, "a name has the character U+%04x",
                           (unsigned)point);
        if (point >= 0x10000) {
            name->units[length++] = (uint16_t)(0xd800 + ((point - 0x10000) >> 10));
            point = 0xdc00 + (point & 0x3ffu);
        }
        name->units[length++] = (uint16_t)point;
        i += step;
    }
    name->length = length;
    /* Also refuses `.` and `..`. */
    if (name->units[length - 1] == '.' || name->units[length - 1] == ' ')
        return hx_fail(HX_ERR_INVALID, "a name ends in a dot or a space");
    return HX_OK;
}

static uint16_t to_upper(uint16_t unit)
{
    return unit >= 'a' && unit <= 'z' ? (uint16_t)(unit - 'a' + 'A') : unit;
}

bool fatfs_name_equal(const struct fatfs_name *one, const struct fatfs_name *other)
{
    if (one->length != other->length)
        return false;
    for (size_t i = 0; i < one->length; i++) {
        if (to_upper(one->units[i]) != to_upper(other->units[i]))
            return false;
    }
    return true;
}

static size_t encoded_size(uint32_t point)
{
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

static size_t encode(uint32_t point, char *text)
{
    if (point < 0x80) {
        text[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        text[0] = (char)(0xc0 | point >> 6);
        text[1] = (char)(0x80 | (point & 0x3f));
        return 2;
    }
    if (point < 0x10000) {
        text[0] = (char)(0xe0 | point >> 12);
        text[1] = (char)(0x80 | (point >> 6 & 0x3f));
        text[2] = (char)(0x80 | (point & 0x3f));
        return 3;
    }
    text[0] = (char)(0xf0 | point >> 18);
    text[1] = (char)(0x80 | (point >> 12 & 0x3f));
    text[2] = (char)(0x80 | (point >> 6 & 0x3f));
    text[3] = (char)(0x80 | (point & 0x3f));
    return 4;
}

bool fatfs_name_print(const struct fatfs_name *name, char *text)
{
    size_t size = 0;

    for (size_t i = 0; i < name->length; i++) {
        uint32_t point = name->units[i];

        if (point >= 0xd800 && point < 0xe000) {
            uint32_t low = i + 1 < name->length ? name->units[i + 1] : 0;

            if (point >= 0xdc00 || low < 0xdc00 || low >= 0xe000)
                return false;
            point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
            i++;
        }
        /* A separator or a NUL would make it another path. */
        if (size + encoded_size(point) > 255 || point == '/' || point == 0)
            return false;
        size += encode(point, text + size);
    }
    text[size] = '\0';
    return size > 0;
}

static void append_short(const uint8_t *from, size_t size, bool lower,
                         struct fatfs_name *name)
{
    while (size > 0 && from[size - 1] == ' ')
        size--;
    for (size_t i = 0; i < size; i++) {
        uint8_t byte = from[i];

        if (lower && byte >= 'A' && byte <= 'Z')
            byte = (uint8_t)(byte - 'A' + 'a');
        name->units[name->length++] = byte;
    }
}

void fatfs_short_read(const uint8_t *entry, struct fatfs_name *name)
{
    uint8_t raw[FATFS_SHORT_SIZE];

    memcpy(raw, entry, sizeof(raw));
    /* 0xe5 in the first place would be a free entry. */
    if (raw[0] == 0x05)
        raw[0] = FATFS_ENTRY_FREE;
    name->length = 0;
    append_short(raw, 8, (entry[CASE_FLAGS] & LOWER_BASE) != 0, name);
    if (memcmp(raw + 8, "   ", 3) == 0)
        return;
    name->units[name->length++] = '.';
    append_short(raw + 8, 3, (entry[CASE_FLAGS] & LOWER_EXTENSION) != 0, name);
}

static bool is_short_character(uint16_t unit)
{
    return unit > 0x20 && unit < 0x7f && unit != '.' && !is_in(unit, "+,;=[]");
}

/* Where the extension's dot is; the length, if there is none. */
static size_t find_dot(const struct fatfs_name *name)
{
    for (size_t i = name->length; i > 1; i--) {
        if (name->units[i - 1] == '.')
            return i - 1;
    }
    return name->length;
}

bool fatfs_short_exact(const struct fatfs_name *name, uint8_t *short_name)
{
    size_t dot = find_dot(name);
    size_t at = 0;

    if (dot > 8 || name->length > dot + 4)
        return false;
    memset(short_name, ' ', FATFS_SHORT_SIZE);
    for (size_t i = 0; i < name->length; i++) {
        uint16_t unit = name->units[i];

        if (i == dot) {
            at = 8;
            continue;
        }
        if (!is_short_character(unit) || unit != to_upper(unit))
            return false;
        short_name[at++] = (uint8_t)unit;
    }
    return true;
}

/* Copies what a short name may have; `_` stands for the rest. */
static size_t shorten(const struct fatfs_name *name, size_t from, size_t end,
                      size_t most, uint8_t *to)
{
    size_t count = 0;

    for (size_t i = from; i < end && count < most; i++) {
        uint16_t unit = to_upper(name->units[i]);

        if (unit != ' ' && unit != '.')
            to[count++] = is_short_character(unit) ? (uint8_t)unit : (uint8_t)'_';
    }
    return count;
}

static uint32_t hash_of(const struct fatfs_name *name)
{
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < name->length; i++)
        hash = (hash ^ name->units[i]) * 16777619u;
    return hash ^ hash >> 16;
}

/* The first numbers keep six letters, the others two and a hash: so many names that
 * begin alike still find a free one soon. */
void fatfs_short_make(const struct fatfs_name *name, uint32_t number,
                      uint8_t *short_name)
{
    static const char digits[] = "0123456789ABCDEF";
    size_t dot = find_dot(name);
    size_t count;

    memset(short_name, ' ', FATFS_SHORT_SIZE);
    if (dot < name->length)
        (void)shorten(name, dot + 1, name->length, 3, short_name + 8);
    count = shorten(name, 0, dot, number <= 4 ? 6 : 2, short_name);
    if (count == 0)
        short_name[count++] = '_';
    if (number > 4) {
        uint32_t hash = hash_of(name) + number / 8;

        for (size_t i = 0; i < 4; i++)
            short_name[count++] = (uint8_t)digits[hash >> (12 - 4 * i) & 0xfu];
    }
    short_name[count++] = '~';
    short_name[count] = (uint8_t)('1' + (number - 1) % 8);
}

uint8_t fatfs_short_sum(const uint8_t *short_name)
{
    uint8_t sum = 0;

    for (size_t i = 0; i < FATFS_SHORT_SIZE; i++)
        sum = (uint8_t)((sum << 7 | sum >> 1) + short_name[i]);
    return sum;
}

void fatfs_part_write(const struct fatfs_name *name, uint32_t part, uint32_t part_count,
                      uint8_t sum, uint8_t *entry)
{
    size_t start = (size_t)(part - 1) * FATFS_PART_UNITS;

    memset(entry, 0, FATFS_ENTRY_SIZE);
    entry[0] = (uint8_t)(part == part_count ? part | LAST_PART : part);
    entry[11] = FATFS_ATTR_LONG;
    entry[13] = sum;
    for (size_t i = 0; i < FATFS_PART_UNITS; i++) {
        size_t at = start + i;
        uint32_t unit = at < name->length    ? name->units[at]
                        : at == name->length ? 0u
                                             : 0xffffu;

        fatfs_put16(entry + part_offsets[i], unit);
    }
}

void fatfs_part_read(const uint8_t *entry, uint16_t *units)
{
    for (size_t i = 0; i < FATFS_PART_UNITS; i++)
        units[i] = fatfs_get16(entry + part_offsets[i]);
}
