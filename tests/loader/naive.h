/* SPDX-License-Identifier: MIT */
/*
 * A second loader, the obvious one. It checks nothing, so it may only be given what
 * hx_elf_check() has accepted: then it must come to the same result, and the address
 * sanitizer shows where it should not have been accepted.
 */
#pragma once

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

#define NAIVE_PAGE_SIZE 4096

typedef uintptr_t (*naive_resolve_fn)(void *arg, const char *name);

struct naive {
    size_t span;
    unsigned char *memory; /* span bytes, as they would be at `base` */
    uint32_t *rights;      /* of each page: PF_R and perhaps PF_W or PF_X */
    const Elf64_Sym *symbols;
    size_t symbol_count;
    const char *strings;
};

/* What is in `naive` then goes to naive_free(). */
void naive_load(struct naive *naive, const unsigned char *file, uint64_t base,
                naive_resolve_fn resolve);
void naive_free(const struct naive *naive);
