/* SPDX-License-Identifier: MIT */
/*
 * Text for the person at the console. What the console refuses is lost: there is
 * nobody else to tell.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/types.h>

struct shell;

/* Shows formatted text (helix/fmt.h). */
void shell_print(struct shell *self, const char *format, ...) HX_PRINTF(2, 3);

/*
 * Shows bytes that anybody may have made up, in double quotes: what is not printable
 * ASCII, and `"` and `\`, as \xNN.
 */
void shell_print_quoted(struct shell *self, struct hx_bytes bytes);

/* Shows bytes as they are, but for control bytes, which become \xNN. */
void shell_print_plain(struct shell *self, struct hx_bytes bytes);

/* Shows `error: STATUS: DETAIL`, with the detail that was recorded last. */
void shell_print_failure(struct shell *self, hx_status status);
