/* SPDX-License-Identifier: MIT */
/*
 * The kernel's log: text on the port's console, byte by byte, without a buffer, so that
 * the last line before a crash is there. Formats as in helix/fmt.h.
 *
 * All of these may be called from any context; lines of two CPUs may mix, and so may
 * an interrupt's line with the one that it came in on.
 */
#pragma once

#include <helix/compiler.h>

#include <stddef.h>

/* Each prints one line: "[info] TEXT". */
void hx_log_debug(const char *format, ...) HX_PRINTF(1, 2);
void hx_log_info(const char *format, ...) HX_PRINTF(1, 2);
void hx_log_warn(const char *format, ...) HX_PRINTF(1, 2);
void hx_log_error(const char *format, ...) HX_PRINTF(1, 2);

/* Prints the text and a newline, with nothing before it. */
void hx_log_line(const char *format, ...) HX_PRINTF(1, 2);

/* Prints `size` bytes as they are. */
void hx_log_write(const char *data, size_t size);
