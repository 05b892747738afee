/* SPDX-License-Identifier: MIT */
/*
 * What the machine that this kernel runs on adds to ELF: relocate_<machine>.c.
 *
 * With -fPIC and -shared the linker leaves only relocations of one whole address each;
 * machines differ in how they number and name them.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* S is the symbol's address, A r_addend, B where the object lies. */
enum elf_relocation_kind {
    ELF_RELOCATION_REFUSED, /* known by name, and nothing that a module has */
    ELF_RELOCATION_SYMBOL,  /* S + A */
    ELF_RELOCATION_SLOT,    /* S, in the GOT; A is 0 */
    ELF_RELOCATION_BASE,    /* B + A */
};

struct elf_relocation_type {
    const char *name; /* NULL: a number that the psABI has not given away */
    enum elf_relocation_kind kind;
};

struct elf_machine {
    const char *name;
    uint16_t e_machine;
    uint32_t e_flags;
    const struct elf_relocation_type *types; /* by their number */
    size_t type_count;
};

extern const struct elf_machine hx_elf_machine;
