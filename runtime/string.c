/* SPDX-License-Identifier: MIT */
/*
 * Word by word where both ends can be aligned together, else byte by byte. Not linked
 * where a C library is.
 */
#include "text.h"

#include <helix/string.h>

#include <stdbool.h>
#include <stdint.h>

/* Else gcc recognises the loops below and makes each a call of itself. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("no-tree-loop-distribute-patterns")
#endif

typedef hx_word word;

static bool is_aligned(const void *address)
{
    return (uintptr_t)address % sizeof(word) == 0;
}

static bool align_together(const void *left, const void *right)
{
    return ((uintptr_t)left ^ (uintptr_t)right) % sizeof(word) == 0;
}

static void copy_up(unsigned char *target, const unsigned char *source, size_t size)
{
    if (align_together(target, source)) {
        for (; size > 0 && !is_aligned(target); size--)
            *target++ = *source++;
        for (; size >= sizeof(word); size -= sizeof(word)) {
            *(word *)(void *)target = *(const word *)(const void *)source;
            target += sizeof(word);
            source += sizeof(word);
        }
    }
    for (; size > 0; size--)
        *target++ = *source++;
}

static void copy_down(unsigned char *target, const unsigned char *source, size_t size)
{
    target += size;
    source += size;
    if (align_together(target, source)) {
        for (; size > 0 && !is_aligned(target); size--)
            *--target = *--source;
        for (; size >= sizeof(word); size -= sizeof(word)) {
            target -= sizeof(word);
            source -= sizeof(word);
            *(word *)(void *)target = *(const word *)(const void *)source;
        }
    }
    for (; size > 0; size--)
        *--target = *--source;
}

void *memcpy(void *restrict target, const void *restrict source, size_t size)
{
    copy_up(target, source, size);
    return target;
}

void *memmove(void *target, const void *source, size_t size)
{
    if ((uintptr_t)target <= (uintptr_t)source)
        copy_up(target, source, size);
    else
        copy_down(target, source, size);
    return target;
}

void *memset(void *target, int byte, size_t size)
{
    unsigned char *at = target;
    word pattern = (word)(unsigned char)byte * (UINTPTR_MAX / 0xff);

    for (; size > 0 && !is_aligned(at); size--)
        *at++ = (unsigned char)byte;
    for (; size >= sizeof(word); size -= sizeof(word)) {
        *(word *)(void *)at = pattern;
        at += sizeof(word);
    }
    for (; size > 0; size--)
        *at++ = (unsigned char)byte;
    return target;
}

int memcmp(const void *left, const void *right, size_t size)
{
    const unsigned char *a = left;
    const unsigned char *b = right;

    for (; size > 0; size--, a++, b++)
        if (*a != *b)
            return *a < *b ? -1 : 1;
    return 0;
}

size_t strlen(const char *text)
{
    return hx_text_size(text);
}

int strcmp(const char *left, const char *right)
{
    while (*left != '\0' && *left == *right) {
        left++;
        right++;
    }
    return (unsigned char)*left - (unsigned char)*right;
}

int strncmp(const char *left, const char *right, size_t size)
{
    for (; size > 0; size--, left++, right++)
        if (*left != *right || *left == '\0')
            return (unsigned char)*left - (unsigned char)*right;
    return 0;
}
