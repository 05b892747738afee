/* SPDX-License-Identifier: MIT */
#include "fake_object.h"

#include <stddef.h>

#define OFFSET(member) offsetof(struct fake_object, member)
#define SIZE(member) sizeof(((struct fake_object *)0)->member)

/* Behind the gap, memory is a page ahead of the file. */
#define ADDRESS(member) (OFFSET(member) + 0x1000)

#define TABLE ADDRESS(table)
#define INFO(symbol, type) ((uint64_t)(symbol) << 32 | (type))

#define STRINGS "\0entry\0table\0host_call\0host_maybe\0host_other"

enum name_offset {
    NAME_ENTRY = 1,
    NAME_TABLE = 7,
    NAME_CALL = 13,
    NAME_MAYBE = 23,
    NAME_OTHER = 34,
};

_Static_assert(OFFSET(text) == 0x1000, "as the header says");
_Static_assert(OFFSET(table) == 0x2000, "as the header says");
_Static_assert(OFFSET(data) == 0x3000, "as the header says");

const struct fake_object fake_object = {
    .header =
        {
            .e_ident = {0x7f, 'E', 'L', 'F', ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
            .e_type = ET_DYN,
            .e_machine = EM_X86_64,
            .e_version = EV_CURRENT,
            .e_phoff = OFFSET(segments),
            .e_ehsize = sizeof(struct elf_header),
            .e_phentsize = sizeof(struct elf_program_header),
            .e_phnum = FAKE_PROGRAM_HEADER_COUNT,
        },
    .segments =
        {
            [FAKE_HEADERS] =
                {
                    .p_type = PT_LOAD,
                    .p_flags = PF_R,
                    .p_filesz = 0x800,
                    .p_memsz = 0x800,
                    .p_align = 0x1000,
                },
            [FAKE_TEXT] =
                {
                    .p_type = PT_LOAD,
                    .p_flags = PF_R | PF_X,
                    .p_offset = OFFSET(text),
                    .p_vaddr = 0x1000,
                    .p_filesz = SIZE(text),
                    .p_memsz = SIZE(text),
                    .p_align = 0x1000,
                },
            [FAKE_DATA] =
                {
                    .p_type = PT_LOAD,
                    .p_flags = PF_R | PF_W,
                    .p_offset = OFFSET(table),
                    .p_vaddr = TABLE,
                    .p_filesz = FAKE_OBJECT_SIZE - OFFSET(table),
                    .p_memsz = 0x1800,
                    .p_align = 0x1000,
                },
            [FAKE_DYNAMIC] =
                {
                    .p_type = PT_DYNAMIC,
                    .p_flags = PF_R | PF_W,
                    .p_offset = OFFSET(dynamic),
                    .p_vaddr = ADDRESS(dynamic),
                    .p_filesz = SIZE(dynamic),
                    .p_memsz = SIZE(dynamic),
                    .p_align = 8,
                },
            [FAKE_RELRO] =
                {
                    .p_type = PT_GNU_RELRO,
                    .p_flags = PF_R,
                    .p_offset = OFFSET(table),
                    .p_vaddr = TABLE,
                    .p_filesz = 0x1000,
                    .p_memsz = 0x1000,
                    .p_align = 1,
                },
            [FAKE_STACK] = {.p_type = PT_GNU_STACK, .p_flags = PF_R | PF_W},
        },
    .symbols =
        {
            [FAKE_ENTRY] = {NAME_ENTRY, STB_GLOBAL << 4 | STT_FUNC, 0, 2, 0x1010, 0x20},
            [FAKE_TABLE] = {NAME_TABLE, STB_GLOBAL << 4 | STT_OBJECT, 0, 3, TABLE, 64},
            [FAKE_CALL] = {NAME_CALL, STB_GLOBAL << 4, 0, SHN_UNDEF, 0, 0},
            [FAKE_MAYBE] = {NAME_MAYBE, STB_WEAK << 4, 0, SHN_UNDEF, 0, 0},
            [FAKE_OTHER] = {NAME_OTHER, STB_GLOBAL << 4, 0, SHN_UNDEF, 0, 0},
            [FAKE_LOCAL] = {0, STB_LOCAL << 4 | STT_SECTION, 0, 2, 0x1000, 0},
        },
    .relocations =
        {
            {TABLE + 0, INFO(FAKE_NONE, 8), 0x1010}, /* RELATIVE */
            {TABLE + 8, INFO(FAKE_TABLE, 1), 8},     /* 64 */
            {TABLE + 16, INFO(FAKE_CALL, 1), -4},    /* 64 */
            {TABLE + 40, INFO(FAKE_MAYBE, 6), 0},    /* GLOB_DAT */
        },
    .slots =
        {
            {TABLE + 24, INFO(FAKE_CALL, 7), 0},  /* JUMP_SLOT */
            {TABLE + 32, INFO(FAKE_OTHER, 7), 0}, /* JUMP_SLOT */
        },
    .hash =
        {
            .nbucket = 1,
            .nchain = FAKE_SYMBOL_COUNT,
            .bucket = {FAKE_CALL},
            .chain =
                {
                    [FAKE_CALL] = FAKE_OTHER,
                    [FAKE_OTHER] = FAKE_MAYBE,
                    [FAKE_MAYBE] = FAKE_LOCAL,
                    [FAKE_LOCAL] = FAKE_ENTRY,
                    [FAKE_ENTRY] = FAKE_TABLE,
                },
        },
    .strings = STRINGS,
    .text = {[0x00] = 0x11, [0xff] = 0x22},
    .table = {[7] = 0x33},
    .dynamic =
        {
            [FAKE_HASH] = {DT_HASH, OFFSET(hash)},
            [FAKE_STRTAB] = {DT_STRTAB, OFFSET(strings)},
            [FAKE_STRSZ] = {DT_STRSZ, sizeof(STRINGS)},
            [FAKE_SYMTAB] = {DT_SYMTAB, OFFSET(symbols)},
            [FAKE_SYMENT] = {DT_SYMENT, sizeof(struct elf_symbol)},
            [FAKE_RELA] = {DT_RELA, OFFSET(relocations)},
            [FAKE_RELASZ] = {DT_RELASZ, SIZE(relocations)},
            [FAKE_RELAENT] = {DT_RELAENT, sizeof(struct elf_relocation)},
            [FAKE_JMPREL] = {DT_JMPREL, OFFSET(slots)},
            [FAKE_PLTRELSZ] = {DT_PLTRELSZ, SIZE(slots)},
            [FAKE_PLTREL] = {DT_PLTREL, DT_RELA},
            [FAKE_FLAGS] = {DT_FLAGS, 8}, /* DF_BIND_NOW */
            [FAKE_SPARE_TAG] = {DT_DEBUG, 0},
            [FAKE_NULL] = {DT_NULL, 0},
        },
    .data = {[0x00] = 0x44, [0xff] = 0x55},
};
