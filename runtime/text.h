/* SPDX-License-Identifier: MIT */
/* The length of a text, word by word: for strlen(), and for where a call is dear. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/*
 * For functions that call hx_text_size(): what it reads beside the text is in the same
 * aligned word, and so in the same page, but sanitizers do not know that.
 */
#define HX_READS_WORDS __attribute__((no_sanitize("address", "thread")))

typedef uintptr_t __attribute__((may_alias)) hx_word;

/* Is one of its bytes 0? The lowest bit that is set is in the first of them; after
 * A. Mycroft, 1987. */
static inline hx_word hx_zero_bytes(hx_word word)
{
    const hx_word ones = UINTPTR_MAX / 0xff;

    return (word - ones) & ~word & (ones << 7);
}

/* On machines where the lowest byte comes first, as all of ours are. */
HX_READS_WORDS static inline size_t hx_text_size(const char *text)
{
    const size_t before = (uintptr_t)text % sizeof(hx_word);
    const hx_word *at = (const hx_word *)(const void *)(text - before);
    hx_word word = *at | (((hx_word)1 << (before * 8)) - 1);
    hx_word zeros;

    while ((zeros = hx_zero_bytes(word)) == 0)
        word = *++at;
    return (size_t)((const char *)at - text) + (size_t)__builtin_ctzl(zeros) / 8;
}
