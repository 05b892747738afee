/* SPDX-License-Identifier: MIT */
#include "abi_signature.h"

#include <helix/string.h>

static bool opens(char c)
{
    return c == '(' || c == '[' || c == '{';
}

static bool closes(char c)
{
    return c == ')' || c == ']' || c == '}';
}

/* Returns where the bracket that closes the one at `at` is, or the text's size. */
static size_t find_closing(struct abi_span text, size_t at)
{
    size_t depth = 0;

    for (; at < text.size; at++) {
        if (opens(text.start[at]))
            depth++;
        else if (closes(text.start[at]) && --depth == 0)
            break;
    }
    return at;
}

/* Returns where `c` is for the first time, or the text's size. */
static size_t find(struct abi_span text, char c)
{
    size_t at = 0;

    while (at < text.size && text.start[at] != c)
        at++;
    return at;
}

static struct abi_span behind(struct abi_span text, size_t size)
{
    return (struct abi_span){text.start + size, text.size - size};
}

static bool starts_with(struct abi_span text, const char *start)
{
    size_t size = strlen(start);

    return text.size >= size && memcmp(text.start, start, size) == 0;
}

bool abi_spans_equal(struct abi_span left, struct abi_span right)
{
    if (left.size != right.size)
        return false;
    return left.size == 0 || memcmp(left.start, right.start, left.size) == 0;
}

bool abi_read_signature(struct abi_span text, struct abi_signature *signature)
{
    struct abi_signature found;
    size_t open = find(text, '(');
    size_t close = find_closing(text, open);

    if (open == 0 || close == text.size)
        return false;
    found.parameters = (struct abi_span){text.start + open + 1, close - open - 1};
    text = behind(text, close + 1);
    if (!starts_with(text, " -> "))
        return false;
    text = behind(text, 4);
    found.result = (struct abi_span){text.start, find(text, '@')};
    found.marks = behind(text, found.result.size);
    /* The blank in front of the @. */
    if (found.marks.size > 0 && found.result.size > 0)
        found.result.size--;
    if (found.result.size == 0)
        return false;
    *signature = found;
    return true;
}

bool abi_take_item(struct abi_span *list, struct abi_span *text)
{
    size_t at = 0;

    if (list->size == 0)
        return false;
    while (at < list->size && !starts_with(behind(*list, at), ", ")) {
        if (opens(list->start[at]))
            at = find_closing(*list, at);
        if (at < list->size)
            at++;
    }
    *text = (struct abi_span){list->start, at};
    *list = behind(*list, at < list->size ? at + 2 : at);
    return true;
}

size_t abi_count_items(struct abi_span list)
{
    struct abi_span text;
    size_t count = 0;

    while (abi_take_item(&list, &text))
        count++;
    return count;
}

struct abi_item abi_read_item(struct abi_span text)
{
    struct abi_item item = {.type = text};
    size_t at = text.size;

    if (at > 0 && text.start[at - 1] == ']') {
        while (at > 0 && text.start[at - 1] != '[')
            at--;
        if (at == 0)
            return item;
        item.count = (struct abi_span){text.start + at, text.size - at - 1};
        text.size = at - 1;
    }
    item.type = text;
    if (text.size == 0 || closes(text.start[text.size - 1]))
        return item;
    for (at = text.size; at > 0 && text.start[at - 1] != ' ';)
        at--;
    if (at == 0)
        return item;
    item.name = behind(text, at);
    item.type.size = at - 1;
    return item;
}

size_t abi_find_item(struct abi_span list, struct abi_span name)
{
    struct abi_span text;

    for (size_t number = 1; abi_take_item(&list, &text); number++) {
        if (abi_spans_equal(abi_read_item(text).name, name))
            return number;
    }
    return 0;
}

bool abi_open_type(struct abi_span type, struct abi_span *head, struct abi_span *inside)
{
    size_t open = find(type, '{');
    size_t close = find_closing(type, open);

    if (close == type.size || close + 1 != type.size)
        return false;
    *head = (struct abi_span){type.start, open + 1};
    *inside = (struct abi_span){type.start + open + 1, close - open - 1};
    return true;
}
