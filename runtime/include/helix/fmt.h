/* SPDX-License-Identifier: MIT */
/*
 * Formatted text: the formats of C11 7.21.6.1 without floating point, wide characters
 * and %n.
 *
 *     %[flags][width][.precision][length]conversion
 *     flags        - + space # 0
 *     width        a number or *
 *     precision    a number, nothing (0) or *
 *     length       hh h l ll j z t
 *     conversion   d i u o x X c s p %
 *
 * %p prints 0x and hexadecimal digits, NULL as 0x0. A NULL given to %s prints (null).
 * A conversion that is not in the list ends the conversions: from its % on, the format
 * is printed as it stands, because nobody can know what its argument looks like.
 *
 * No function here allocates, locks or keeps state: any context.
 */
#pragma once

#include <helix/compiler.h>

#include <stdarg.h>
#include <stddef.h>

/* Takes the next `size` bytes of the text; `size` is never 0. */
typedef void (*hx_format_sink)(void *context, const char *data, size_t size);

/*
 * Writes the text into `buffer`: at most `capacity` bytes, the last of them a NUL (no
 * byte at all when `capacity` is 0; `buffer` may then be NULL). Returns the length of
 * the whole text without NUL; it was cut if that is `capacity` or more.
 */
size_t hx_format(char *buffer, size_t capacity, const char *format, ...)
    HX_PRINTF(3, 4);
size_t hx_format_list(char *buffer, size_t capacity, const char *format,
                      va_list arguments) HX_PRINTF(3, 0);

/* Hands the text to `sink` in pieces, in order; returns its length. */
size_t hx_format_to(hx_format_sink sink, void *context, const char *format,
                    va_list arguments) HX_PRINTF(3, 0);
