/* SPDX-License-Identifier: MIT */
/*
 * A loadable object, made by hand so that every number in it is known:
 *
 *     file     memory              what
 *     0x0000   0x0000   R          headers and tables
 *     0x1000   0x1000   R X        text
 *              0x2000              nothing
 *     0x2000   0x3000   R W        a page of RELRO with the dynamic section,
 *     0x3000   0x4000   R W        0x100 bytes of data, zero up to 0x4800
 *
 * Its members have the names of the gABI, so `segments[1].p_align` names a field.
 */
#pragma once

#include "../../runtime/loader/elf_format.h"

enum fake_object_program_header {
    FAKE_HEADERS, /* PT_LOAD */
    FAKE_TEXT,    /* PT_LOAD */
    FAKE_DATA,    /* PT_LOAD */
    FAKE_DYNAMIC,
    FAKE_RELRO,
    FAKE_STACK,
    FAKE_SPARE, /* PT_NULL, from here on */
    FAKE_PROGRAM_HEADER_COUNT = FAKE_SPARE + 7,
};

enum fake_object_tag {
    FAKE_HASH,
    FAKE_STRTAB,
    FAKE_STRSZ,
    FAKE_SYMTAB,
    FAKE_SYMENT,
    FAKE_RELA,
    FAKE_RELASZ,
    FAKE_RELAENT,
    FAKE_JMPREL,
    FAKE_PLTRELSZ,
    FAKE_PLTREL,
    FAKE_FLAGS,
    FAKE_SPARE_TAG, /* DT_DEBUG: without meaning */
    FAKE_NULL,
    FAKE_TAG_COUNT,
};

enum fake_object_symbol {
    FAKE_NONE,
    FAKE_ENTRY, /* text + 0x10, 0x20 bytes */
    FAKE_TABLE, /* data, 0x40 bytes */
    FAKE_CALL,  /* not defined */
    FAKE_MAYBE, /* not defined, weak */
    FAKE_OTHER, /* not defined */
    FAKE_LOCAL, /* text, and local */
    FAKE_SYMBOL_COUNT,
};

struct fake_object {
    struct elf_header header;
    struct elf_program_header segments[FAKE_PROGRAM_HEADER_COUNT];
    struct elf_symbol symbols[FAKE_SYMBOL_COUNT];
    struct elf_relocation relocations[4];
    struct elf_relocation slots[2];
    struct {
        uint32_t nbucket;
        uint32_t nchain;
        uint32_t bucket[1];
        uint32_t chain[FAKE_SYMBOL_COUNT];
    } hash;
    char strings[48];

    _Alignas(0x1000) unsigned char text[0x100];

    _Alignas(0x1000) uint64_t table[8];
    struct elf_dynamic dynamic[FAKE_TAG_COUNT];

    _Alignas(0x1000) unsigned char data[0x100];
};

/* The bytes of the file; what is behind is the compiler's padding. */
#define FAKE_OBJECT_SIZE (offsetof(struct fake_object, data) + 0x100)

extern const struct fake_object fake_object;
