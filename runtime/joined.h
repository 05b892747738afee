/* SPDX-License-Identifier: MIT */
/* A detail that is a list: "'a', 'b'". What is too long for one ends in "...". */
#pragma once

#include <helix/compiler.h>
#include <helix/status.h>

#include <stddef.h>

struct hx_joined {
    char text[HX_FAIL_DETAIL_SIZE];
    size_t size; /* zero at first */
};

/* Adds a piece, with `separator` in front of all but the first. */
void hx_joined_add(struct hx_joined *joined, const char *separator, const char *format,
                   ...) HX_PRINTF(3, 4);
