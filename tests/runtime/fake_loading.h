/* SPDX-License-Identifier: MIT */
/*
 * An image that loads modules, as far as the check of a module's text needs it, and a
 * text that fits it. Hashes are numbers that are easy to tell apart.
 */
#pragma once

#include <helix/loading.h>

#define FAKE_TARGET "x86_64"

extern const struct hx_loading fake_loading;

/*
 * Lines, up to NULL. Line 5 begins test.disk, line 9 test.clock, line 11 the functions,
 * line 14 the types.
 */
extern const char *const fake_abi_lines[];

/*
 * Returns the text with `with` in the place of the line that begins with `line`; `with`
 * has line ends of its own. NULL for both: the text as it is. It ends with its memory,
 * so that a sanitizer finds who reads on; free() gives it back. Aborts if no line
 * begins so.
 */
char *fake_abi_text(const char *line, const char *with);
