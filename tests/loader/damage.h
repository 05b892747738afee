/* SPDX-License-Identifier: MIT */
/* Ways to damage an object; each that comes of it goes to the oracle. */
#pragma once

#include "oracle.h"

struct file {
    unsigned char *data; /* as it was again, when a function returns */
    size_t size;
};

/* How often each came out. */
struct outcomes {
    unsigned of[ORACLE_OUTCOME_COUNT];
};

/* Every length that is less than the whole. */
void damage_truncate(const struct file *file, struct outcomes *outcomes);

/*
 * Every field of the ELF header, the program headers, the dynamic section, the symbols,
 * the relocations, and every word of the hash table, alone: each of a list of values.
 */
void damage_fields(const struct file *file, struct outcomes *outcomes);

/* `count` times one to eight bytes; the same ones in each run. */
void damage_flips(const struct file *file, unsigned long count,
                  struct outcomes *outcomes);
