/* SPDX-License-Identifier: MIT */
/*
 * ELF64 as a file has it: the structures and numbers of the System V gABI, chapters 4
 * and 5, under the gABI's names.
 */
#pragma once

#include <stdint.h>

struct elf_header {
    uint8_t e_ident[16];
    uint16_t e_type;
    uint16_t e_machine;
    uint32_t e_version;
    uint64_t e_entry;
    uint64_t e_phoff;
    uint64_t e_shoff;
    uint32_t e_flags;
    uint16_t e_ehsize;
    uint16_t e_phentsize;
    uint16_t e_phnum;
    uint16_t e_shentsize;
    uint16_t e_shnum;
    uint16_t e_shstrndx;
};

enum elf_ident {
    EI_CLASS = 4,
    EI_DATA = 5,
    EI_VERSION = 6,
    EI_OSABI = 7,
    EI_ABIVERSION = 8,
};

#define ELF_MAGIC 0x464c457f /* 7f 'E' 'L' 'F', as a little-endian word */
#define ELFCLASS64 2
#define ELFDATA2LSB 1
#define EV_CURRENT 1
#define ELFOSABI_SYSV 0
#define ET_DYN 3
#define EM_X86_64 62

struct elf_program_header {
    uint32_t p_type;
    uint32_t p_flags;
    uint64_t p_offset;
    uint64_t p_vaddr;
    uint64_t p_paddr;
    uint64_t p_filesz;
    uint64_t p_memsz;
    uint64_t p_align;
};

enum elf_program_header_type {
    PT_NULL = 0,
    PT_LOAD = 1,
    PT_DYNAMIC = 2,
    PT_INTERP = 3,
    PT_NOTE = 4,
    PT_SHLIB = 5,
    PT_PHDR = 6,
    PT_TLS = 7,
    PT_GNU_EH_FRAME = 0x6474e550,
    PT_GNU_STACK = 0x6474e551,
    PT_GNU_RELRO = 0x6474e552,
    PT_GNU_PROPERTY = 0x6474e553,
};

enum elf_program_header_flag {
    PF_X = 1,
    PF_W = 2,
    PF_R = 4,
};

struct elf_dynamic {
    int64_t d_tag;
    uint64_t d_val;
};

enum elf_tag {
    DT_NULL = 0,
    DT_NEEDED = 1,
    DT_PLTRELSZ = 2,
    DT_PLTGOT = 3,
    DT_HASH = 4,
    DT_STRTAB = 5,
    DT_SYMTAB = 6,
    DT_RELA = 7,
    DT_RELASZ = 8,
    DT_RELAENT = 9,
    DT_STRSZ = 10,
    DT_SYMENT = 11,
    DT_INIT = 12,
    DT_FINI = 13,
    DT_SONAME = 14,
    DT_RPATH = 15,
    DT_SYMBOLIC = 16,
    DT_REL = 17,
    DT_RELSZ = 18,
    DT_RELENT = 19,
    DT_PLTREL = 20,
    DT_DEBUG = 21,
    DT_TEXTREL = 22,
    DT_JMPREL = 23,
    DT_BIND_NOW = 24,
    DT_INIT_ARRAY = 25,
    DT_FINI_ARRAY = 26,
    DT_INIT_ARRAYSZ = 27,
    DT_FINI_ARRAYSZ = 28,
    DT_RUNPATH = 29,
    DT_FLAGS = 30,
    DT_PREINIT_ARRAY = 32,
    DT_PREINIT_ARRAYSZ = 33,
    DT_SYMTAB_SHNDX = 34,
    DT_RELRSZ = 35,
    DT_RELR = 36,
    DT_RELRENT = 37,
    DT_GNU_HASH = 0x6ffffef5,
    DT_RELACOUNT = 0x6ffffff9,
    DT_FLAGS_1 = 0x6ffffffb,
};

enum elf_dynamic_flag {
    DF_TEXTREL = 4,
    DF_STATIC_TLS = 16,
};

struct elf_symbol {
    uint32_t st_name;
    uint8_t st_info;
    uint8_t st_other;
    uint16_t st_shndx;
    uint64_t st_value;
    uint64_t st_size;
};

enum elf_symbol_binding {
    STB_LOCAL = 0,
    STB_GLOBAL = 1,
    STB_WEAK = 2,
};

enum elf_symbol_type {
    STT_NOTYPE = 0,
    STT_OBJECT = 1,
    STT_FUNC = 2,
    STT_SECTION = 3,
    STT_FILE = 4,
    STT_TLS = 6,
    STT_GNU_IFUNC = 10,
};

#define SHN_UNDEF 0
#define SHN_LORESERVE 0xff00

static inline unsigned elf_symbol_binding(const struct elf_symbol *symbol)
{
    return symbol->st_info >> 4;
}

static inline unsigned elf_symbol_type(const struct elf_symbol *symbol)
{
    return symbol->st_info & 15;
}

struct elf_relocation {
    uint64_t r_offset;
    uint64_t r_info;
    int64_t r_addend;
};

static inline uint32_t elf_relocation_symbol(const struct elf_relocation *relocation)
{
    return (uint32_t)(relocation->r_info >> 32);
}

static inline uint32_t elf_relocation_type(const struct elf_relocation *relocation)
{
    return (uint32_t)relocation->r_info;
}

_Static_assert(sizeof(struct elf_header) == 64, "gABI");
_Static_assert(sizeof(struct elf_program_header) == 56, "gABI");
_Static_assert(sizeof(struct elf_dynamic) == 16, "gABI");
_Static_assert(sizeof(struct elf_symbol) == 24, "gABI");
_Static_assert(sizeof(struct elf_relocation) == 24, "gABI");
