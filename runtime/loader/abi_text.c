/* SPDX-License-Identifier: MIT */
#include "abi_text.h"

#include <helix/status.h>
#include <helix/string.h>

/* More of a text than that says no more in a detail. */
#define SHOWN_MAX 40u

#define HASH_DIGITS 16

struct abi_reader abi_reader_of(const char *text)
{
    return (struct abi_reader){.next = text};
}

bool abi_at_end(const struct abi_reader *reader)
{
    return *reader->next == '\0';
}

hx_status abi_expected(const struct abi_reader *reader, const char *expected,
                       struct abi_span found)
{
    if (found.size == 0)
        return hx_fail(HX_ERR_LOAD, "hxm_abi, line %zu: expected %s, found nothing",
                       reader->number, expected);
    return hx_fail(HX_ERR_LOAD, "hxm_abi, line %zu: expected %s, found '%.*s'",
                   reader->number, expected, ABI_SHOW(found, SHOWN_MAX));
}

hx_status abi_next_line(struct abi_reader *reader)
{
    const char *at = reader->next;

    reader->number++;
    while (*at != '\n' && *at != '\0')
        at++;
    reader->rest = (struct abi_span){reader->next, (size_t)(at - reader->next)};
    if (*at == '\0')
        return abi_expected(reader, "a line with its end", reader->rest);
    reader->next = at + 1;
    return HX_OK;
}

hx_status abi_take(struct abi_reader *reader, const char *expected,
                   struct abi_span *field)
{
    struct abi_span found = {reader->rest.start, 0};
    size_t taken;

    while (found.size < reader->rest.size && found.start[found.size] != ' ')
        found.size++;
    if (found.size == 0)
        return abi_expected(reader, expected, reader->rest);
    taken = found.size < reader->rest.size ? found.size + 1 : found.size;
    reader->rest.start += taken;
    reader->rest.size -= taken;
    *field = found;
    return HX_OK;
}

hx_status abi_take_rest(struct abi_reader *reader, const char *expected,
                        struct abi_span *field)
{
    if (reader->rest.size == 0)
        return abi_expected(reader, expected, reader->rest);
    *field = reader->rest;
    reader->rest.start += reader->rest.size;
    reader->rest.size = 0;
    return HX_OK;
}

/* Takes digits and returns their number; UINT32_MAX if it is above 65535 or none. */
static uint32_t take_number(struct abi_span *span)
{
    uint32_t number = 0;
    size_t at = 0;

    for (; at < span->size && span->start[at] >= '0' && span->start[at] <= '9'; at++) {
        number = number * 10 + (uint32_t)(span->start[at] - '0');
        if (number > 0xffff)
            return UINT32_MAX;
    }
    if (at == 0)
        return UINT32_MAX;
    span->start += at;
    span->size -= at;
    return number;
}

hx_status abi_take_version(struct abi_reader *reader, unsigned count,
                           hx_version *version)
{
    const char *expected =
        count == 2 ? "a version MAJOR.MINOR" : "a version MAJOR.MINOR.PATCH";
    uint32_t numbers[3] = {0};
    struct abi_span field;
    struct abi_span rest;
    hx_status status = abi_take(reader, expected, &field);

    if (status != HX_OK)
        return status;
    rest = field;
    for (unsigned i = 0; i < count; i++) {
        if (i > 0) {
            if (rest.size == 0 || *rest.start != '.')
                return abi_expected(reader, expected, field);
            rest.start++;
            rest.size--;
        }
        numbers[i] = take_number(&rest);
        if (numbers[i] == UINT32_MAX)
            return abi_expected(reader, expected, field);
    }
    if (rest.size != 0)
        return abi_expected(reader, expected, field);
    *version = HX_VERSION(numbers[0], numbers[1], numbers[2]);
    return HX_OK;
}

static bool read_digit(char c, uint64_t *hash)
{
    unsigned digit;

    if (c >= '0' && c <= '9')
        digit = (unsigned)(c - '0');
    else if (c >= 'a' && c <= 'f')
        digit = (unsigned)(c - 'a') + 10;
    else
        return false;
    *hash = *hash << 4 | digit;
    return true;
}

hx_status abi_take_hash(struct abi_reader *reader, uint64_t *hash)
{
    const char *expected = "a hash of 16 hexadecimal digits";
    struct abi_span field;
    uint64_t found = 0;
    hx_status status = abi_take(reader, expected, &field);

    if (status != HX_OK)
        return status;
    if (field.size != HASH_DIGITS)
        return abi_expected(reader, expected, field);
    for (size_t i = 0; i < HASH_DIGITS; i++) {
        if (!read_digit(field.start[i], &found))
            return abi_expected(reader, expected, field);
    }
    *hash = found;
    return HX_OK;
}

hx_status abi_end_line(const struct abi_reader *reader)
{
    /* abi_take() has taken one blank that may have been the last byte. */
    if (reader->rest.size != 0 || reader->rest.start[-1] == ' ')
        return abi_expected(reader, "the end of the line", reader->rest);
    return HX_OK;
}

bool abi_span_is(struct abi_span span, const char *text)
{
    return abi_span_compare(span, text) == 0;
}

int abi_span_compare(struct abi_span span, const char *text)
{
    int order = strncmp(span.start, text, span.size);

    if (order != 0)
        return order;
    return text[span.size] == '\0' ? 0 : -1;
}
