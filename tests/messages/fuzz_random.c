/* SPDX-License-Identifier: MIT */
/* The pieces that operations.py puts together. */
#include "fuzz.h"

static unsigned char pool[4096];
static _Alignas(16) unsigned char room[65536];
static size_t room_used;
static uint64_t seen;

uint64_t fuzz_random(void)
{
    static uint64_t state = UINT64_C(0x9e3779b97f4a7c15);

    /* xorshift64, Marsaglia 2003 */
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

uint64_t fuzz_below(uint64_t limit)
{
    return fuzz_random() % limit;
}

struct hx_value fuzz_integer(uint64_t lowest, uint64_t highest)
{
    uint64_t number = fuzz_below(4) == 0 ? 0 : fuzz_random();
    const bool is_negative = lowest > 0 && fuzz_below(2) == 0;
    const uint64_t limit = is_negative ? lowest : highest;

    if (fuzz_below(4) == 0)
        number = limit;
    else if (limit < UINT64_MAX)
        number %= limit + 1;
    return (struct hx_value){
        .kind = HX_VALUE_INTEGER,
        .integer = {.magnitude = number, .is_negative = is_negative},
    };
}

struct hx_value fuzz_text(void)
{
    static const char *const texts[] = {"", "a", "some text", "%s%n", "\xff\x01 \n"};

    return hx_value_from_text(texts[fuzz_below(HX_COUNT_OF(texts))]);
}

struct hx_value fuzz_bytes(size_t size)
{
    const size_t start = (size_t)fuzz_below(64);

    if (size > sizeof(pool) - start)
        return hx_value_from_bytes(pool, sizeof(pool));
    for (size_t i = 0; i < size; i++)
        pool[start + i] = (unsigned char)fuzz_random();
    return hx_value_from_bytes(pool + start, size);
}

bool fuzz_is_integer(const struct hx_value *value, uint64_t lowest, uint64_t highest)
{
    return value->kind == HX_VALUE_INTEGER &&
           value->integer.magnitude <= (value->integer.is_negative ? lowest : highest);
}

bool fuzz_is_memory(const struct hx_value *value, uint64_t count, uint64_t size,
                    uint64_t *needed)
{
    const unsigned __int128 total = (unsigned __int128)count * size;

    if (total > UINT64_MAX)
        return false;
    if (value != NULL && (value->kind != HX_VALUE_BYTES || value->bytes.size != total ||
                          (value->bytes.data == NULL && total > 0)))
        return false;
    *needed = total > UINT64_MAX - *needed ? UINT64_MAX : *needed + (uint64_t)total;
    return true;
}

uint64_t fuzz_bits(const struct hx_value *value)
{
    return value->integer.is_negative ? 0 - value->integer.magnitude
                                      : value->integer.magnitude;
}

void fuzz_room_empty(void)
{
    room_used = 0;
}

void *fuzz_room(size_t size, const void *copy)
{
    unsigned char *place = room + room_used;

    room_used += (size + 15) / 16 * 16;
    if (copy != NULL && size > 0)
        memcpy(place, copy, size);
    else
        memset(place, 0, size);
    return place;
}

void fuzz_see_nothing(void)
{
    seen = UINT64_C(0xcbf29ce484222325);
}

void fuzz_see_number(uint64_t number)
{
    fuzz_see_bytes(&number, sizeof(number), 1);
}

void fuzz_see_bytes(const void *data, size_t size, size_t alignment)
{
    const unsigned char *bytes = data;

    if ((uintptr_t)data % alignment != 0)
        __builtin_trap();
    for (size_t i = 0; i < size; i++)
        seen = (seen ^ bytes[i]) * UINT64_C(0x100000001b3);
    seen = (seen ^ size) * UINT64_C(0x100000001b3);
}

uint64_t fuzz_seen(void)
{
    return seen;
}

/* Not always to the end: what is not written is zero. */
void fuzz_fill(void *data, size_t size)
{
    unsigned char *bytes = data;

    for (size_t i = 0; i < size && (seen % 4 != 0 || i < size / 2); i++)
        bytes[i] = (unsigned char)(seen >> (i % 8 * 8));
}

const char *fuzz_result_text(void)
{
    static const char text[] = "the text of a result";

    return seen % 5 == 0 ? NULL : text + seen % sizeof(text);
}
