/* SPDX-License-Identifier: MIT */
/*
 * The rules of a loadable object: each field with a value that it may not have, and
 * what the refusal says.
 */
#include "fake_object.h"

#include "../../runtime/loader/elf.h"

#include <helix/status.h>

#include <criterion/criterion.h>
#include <string.h>

struct rule {
    const char *field;
    size_t offset;
    size_t size;
    uint64_t value;
    hx_status status;
    const char *detail;
};

#define FIELD(member)                              \
#member, offsetof(struct fake_object, member), \
        sizeof(((struct fake_object *)0)->member)
#define LOAD HX_ERR_LOAD
#define ABI HX_ERR_ABI

static const struct rule header_rules[] = {
    {FIELD(header.e_ident[1]), 'M', LOAD,
     "the magic is 0x464c4d7f, expected 0x464c457f (ELF)"},
    {FIELD(header.e_ident[EI_CLASS]), 1, ABI, "EI_CLASS is 0x1, expected 0x2 (64 bit)"},
    {FIELD(header.e_ident[EI_DATA]), 2, ABI,
     "EI_DATA is 0x2, expected 0x1 (little endian)"},
    {FIELD(header.e_ident[EI_VERSION]), 0, LOAD,
     "EI_VERSION is 0, expected 0x1 (current)"},
    {FIELD(header.e_ident[EI_OSABI]), 3, ABI, "EI_OSABI is 0x3, expected 0 (System V)"},
    {FIELD(header.e_ident[EI_ABIVERSION]), 1, ABI,
     "EI_ABIVERSION is 0x1, expected 0 (System V)"},
    {FIELD(header.e_type), 2, LOAD, "e_type is 0x2, expected 0x3 (shared object)"},
    {FIELD(header.e_machine), 243, ABI, "e_machine is 0xf3, expected 0x3e (x86_64)"},
    {FIELD(header.e_version), 2, LOAD, "e_version is 0x2, expected 0x1 (current)"},
    {FIELD(header.e_flags), 1, ABI, "e_flags is 0x1, expected 0 (x86_64)"},
    {FIELD(header.e_ehsize), 52, LOAD, "e_ehsize is 0x34, expected 0x40 (ELF64)"},
    {FIELD(header.e_phentsize), 32, LOAD, "e_phentsize is 0x20, expected 0x38 (ELF64)"},
    {FIELD(header.e_phnum), 0, LOAD, "e_phnum is 0, expected 1 to 32"},
    {FIELD(header.e_phnum), 33, LOAD, "e_phnum is 33, expected 1 to 32"},
    {FIELD(header.e_phoff), 0x41, LOAD,
     "e_phoff is 0x41, expected a multiple of 8 with 728 bytes behind it, of 12544"},
    {FIELD(header.e_phoff), 0x2e30, LOAD,
     "e_phoff is 0x2e30, expected a multiple of 8 with 728 bytes behind it, of 12544"},
    {FIELD(header.e_phoff), UINT64_MAX - 7, LOAD,
     "e_phoff is 0xfffffffffffffff8, expected a multiple of 8 with 728 bytes behind "
     "it, of 12544"},
};

static const struct rule segment_rules[] = {
    {FIELD(segments[FAKE_DATA].p_vaddr), 0x80001000, LOAD,
     "PT_LOAD (program header 2): p_vaddr is 0x80001000, expected at most 0x80000000"},
    {FIELD(segments[FAKE_DATA].p_memsz), 0x7fffd001, LOAD,
     "PT_LOAD (program header 2): p_memsz is 0x7fffd001, expected with p_vaddr at most "
     "0x80000000"},
    {FIELD(segments[FAKE_DATA].p_memsz), UINT64_MAX, LOAD,
     "PT_LOAD (program header 2): p_memsz is 0xffffffffffffffff, expected with p_vaddr "
     "at most 0x80000000"},
    {FIELD(segments[FAKE_TEXT].p_memsz), 0xff, LOAD,
     "PT_LOAD (program header 1): p_filesz is 0x100, expected at most p_memsz, 0xff"},
    {FIELD(segments[FAKE_TEXT].p_offset), 0x4000, LOAD,
     "PT_LOAD (program header 1): p_offset is 0x4000, expected at most the object's "
     "size, 0x3100"},
    {FIELD(segments[FAKE_DATA].p_filesz), 0x1101, LOAD,
     "PT_LOAD (program header 2): p_filesz is 0x1101, expected at most what the object "
     "has from p_offset on, 0x1100"},
    {FIELD(segments[FAKE_TEXT].p_align), 0, LOAD,
     "PT_LOAD (program header 1): p_align is 0, expected a power of two, like 0x1000"},
    {FIELD(segments[FAKE_TEXT].p_align), 0x1001, LOAD,
     "PT_LOAD (program header 1): p_align is 0x1001, expected a power of two, like "
     "0x1000"},
    {FIELD(segments[FAKE_TEXT].p_align), 0x10000, LOAD,
     "PT_LOAD (program header 1): p_align is 0x10000, expected at most 0x1000"},
    {FIELD(segments[FAKE_TEXT].p_offset), 0x1008, LOAD,
     "PT_LOAD (program header 1): p_offset is 0x1008, expected at the same place of a "
     "page as p_vaddr, 0x1000"},
    {FIELD(segments[FAKE_TEXT].p_vaddr), 0, LOAD,
     "PT_LOAD (program header 1): p_vaddr is 0, expected behind the pages of the "
     "segment before, from 0x1000"},
    {FIELD(segments[FAKE_TEXT].p_memsz), 0x2001, LOAD,
     "PT_LOAD (program header 2): p_vaddr is 0x3000, expected behind the pages of the "
     "segment before, from 0x4000"},
    {FIELD(segments[FAKE_TEXT].p_flags), PF_R | PF_W | PF_X, LOAD,
     "PT_LOAD (program header 1): p_flags is 0x7, expected 0x4 (R), 0x5 (R and X) or "
     "0x6 (R and W)"},
    {FIELD(segments[FAKE_TEXT].p_flags), PF_X, LOAD,
     "PT_LOAD (program header 1): p_flags is 0x1, expected 0x4 (R), 0x5 (R and X) or "
     "0x6 (R and W)"},
    {FIELD(segments[FAKE_TEXT].p_flags), 0x80000005, LOAD,
     "PT_LOAD (program header 1): p_flags is 0x80000005, expected 0x4 (R), 0x5 (R and "
     "X) or 0x6 (R and W)"},
    {FIELD(segments[FAKE_STACK].p_flags), PF_R | PF_W | PF_X, LOAD,
     "PT_GNU_STACK (program header 5): p_flags is 0x7, expected no 0x1: a module runs "
     "on the kernel's stack"},
    {FIELD(segments[FAKE_SPARE].p_type), PT_INTERP, LOAD,
     "PT_INTERP (program header 6): this is a program, which asks for another to load "
     "it"},
    {FIELD(segments[FAKE_SPARE].p_type), PT_TLS, LOAD,
     "PT_TLS (program header 6): a module has no thread-local variables"},
    {FIELD(segments[FAKE_SPARE].p_type), PT_SHLIB, LOAD,
     "PT_SHLIB (program header 6): it has no defined meaning"},
    {FIELD(segments[FAKE_SPARE].p_type), 0x70000001, LOAD,
     "program header 6: p_type 0x70000001 is not known"},
    {FIELD(segments[FAKE_DYNAMIC].p_type), PT_NULL, LOAD, "there is no PT_DYNAMIC"},
    {FIELD(segments[FAKE_SPARE].p_type), PT_DYNAMIC, LOAD,
     "PT_DYNAMIC (program header 6): expected only one"},
    {FIELD(segments[FAKE_SPARE].p_type), PT_GNU_RELRO, LOAD,
     "PT_GNU_RELRO (program header 6): expected only one"},
    {FIELD(segments[FAKE_DYNAMIC].p_vaddr), 0x2040, LOAD,
     "PT_DYNAMIC (program header 3): p_vaddr is 0x2040, expected in a PT_LOAD, and so "
     "in the file, with a p_filesz of 0xe0"},
    {FIELD(segments[FAKE_DYNAMIC].p_vaddr), 0x40f8, LOAD,
     "PT_DYNAMIC (program header 3): p_vaddr is 0x40f8, expected in a PT_LOAD, and so "
     "in the file, with a p_filesz of 0xe0"},
    {FIELD(segments[FAKE_DYNAMIC].p_filesz), UINT64_MAX, LOAD,
     "PT_DYNAMIC (program header 3): p_vaddr is 0x3040, expected in a PT_LOAD, and so "
     "in the file, with a p_filesz of 0xffffffffffffffff"},
    {FIELD(segments[FAKE_DYNAMIC].p_vaddr), 0x3044, LOAD,
     "PT_DYNAMIC (program header 3): p_vaddr is 0x3044, expected a multiple of 0x8"},
    {FIELD(segments[FAKE_DYNAMIC].p_offset), 0x2050, LOAD,
     "PT_DYNAMIC (program header 3): p_offset is 0x2050, expected where p_vaddr is in "
     "the file, 0x2040"},
    {FIELD(segments[FAKE_RELRO].p_vaddr), 0x1000, LOAD,
     "PT_GNU_RELRO (program header 4): p_vaddr is 0x1000, expected in the pages of a "
     "writable PT_LOAD with a p_memsz of 0x1000"},
    {FIELD(segments[FAKE_RELRO].p_vaddr), UINT64_MAX, LOAD,
     "PT_GNU_RELRO (program header 4): p_vaddr is 0xffffffffffffffff, expected in the "
     "pages of a writable PT_LOAD with a p_memsz of 0x1000"},
    {FIELD(segments[FAKE_RELRO].p_memsz), 0x2001, LOAD,
     "PT_GNU_RELRO (program header 4): p_vaddr is 0x3000, expected in the pages of a "
     "writable PT_LOAD with a p_memsz of 0x2001"},
    {FIELD(segments[FAKE_RELRO].p_memsz), UINT64_MAX, LOAD,
     "PT_GNU_RELRO (program header 4): p_vaddr is 0x3000, expected in the pages of a "
     "writable PT_LOAD with a p_memsz of 0xffffffffffffffff"},
};

#define SECTION "dynamic section: "
#define CONSTRUCTOR " is refused: no constructor or destructor of a module runs"
#define OTHER " is refused: a module needs no other object"
#define ONLY_RELA " is refused: relocations come as DT_RELA and DT_JMPREL only"
#define SPARE FIELD(dynamic[FAKE_SPARE_TAG].d_tag)

static const struct rule dynamic_rules[] = {
    {SPARE, DT_INIT, LOAD, SECTION "DT_INIT" CONSTRUCTOR},
    {SPARE, DT_FINI, LOAD, SECTION "DT_FINI" CONSTRUCTOR},
    {SPARE, DT_INIT_ARRAY, LOAD, SECTION "DT_INIT_ARRAY" CONSTRUCTOR},
    {SPARE, DT_INIT_ARRAYSZ, LOAD, SECTION "DT_INIT_ARRAYSZ" CONSTRUCTOR},
    {SPARE, DT_FINI_ARRAY, LOAD, SECTION "DT_FINI_ARRAY" CONSTRUCTOR},
    {SPARE, DT_FINI_ARRAYSZ, LOAD, SECTION "DT_FINI_ARRAYSZ" CONSTRUCTOR},
    {SPARE, DT_PREINIT_ARRAY, LOAD, SECTION "DT_PREINIT_ARRAY" CONSTRUCTOR},
    {SPARE, DT_PREINIT_ARRAYSZ, LOAD, SECTION "DT_PREINIT_ARRAYSZ" CONSTRUCTOR},
    {SPARE, DT_NEEDED, LOAD, SECTION "DT_NEEDED" OTHER},
    {SPARE, DT_RPATH, LOAD, SECTION "DT_RPATH" OTHER},
    {SPARE, DT_RUNPATH, LOAD, SECTION "DT_RUNPATH" OTHER},
    {SPARE, DT_TEXTREL, LOAD,
     SECTION "DT_TEXTREL is refused: code is not relocated; compile with -fPIC"},
    {SPARE, DT_REL, LOAD, SECTION "DT_REL" ONLY_RELA},
    {SPARE, DT_RELSZ, LOAD, SECTION "DT_RELSZ" ONLY_RELA},
    {SPARE, DT_RELENT, LOAD, SECTION "DT_RELENT" ONLY_RELA},
    {SPARE, DT_RELR, LOAD, SECTION "DT_RELR" ONLY_RELA},
    {SPARE, DT_RELRSZ, LOAD, SECTION "DT_RELRSZ" ONLY_RELA},
    {SPARE, DT_RELRENT, LOAD, SECTION "DT_RELRENT" ONLY_RELA},
    {SPARE, DT_SYMTAB_SHNDX, LOAD,
     SECTION "DT_SYMTAB_SHNDX is refused: no module has so many sections"},
    {SPARE, 31, LOAD, SECTION "tag 0x1f is not known"},
    {SPARE, 38, LOAD, SECTION "tag 0x26 is not known"},
    {SPARE, 0x60000011, LOAD, SECTION "tag 0x60000011 is not known"},
    {SPARE, UINT64_MAX, LOAD, SECTION "tag 0xffffffffffffffff is not known"},
    {SPARE, DT_STRSZ, LOAD, SECTION "DT_STRSZ stands twice"},
    {FIELD(dynamic[FAKE_NULL].d_tag), DT_DEBUG, LOAD,
     SECTION "no DT_NULL ends its 14 entries"},
    {FIELD(segments[FAKE_DYNAMIC].p_filesz), 0xdf, LOAD,
     SECTION "no DT_NULL ends its 13 entries"},
    {FIELD(dynamic[FAKE_FLAGS].d_val), 4, LOAD,
     SECTION "DT_FLAGS is 0x4, expected no 0x4 (DF_TEXTREL) and no 0x10 "
             "(DF_STATIC_TLS)"},
    {FIELD(dynamic[FAKE_FLAGS].d_val), 0x18, LOAD,
     SECTION "DT_FLAGS is 0x18, expected no 0x4 (DF_TEXTREL) and no 0x10 "
             "(DF_STATIC_TLS)"},

    {FIELD(dynamic[FAKE_STRTAB].d_tag), DT_DEBUG, LOAD, SECTION "DT_STRTAB is missing"},
    {FIELD(dynamic[FAKE_STRSZ].d_tag), DT_DEBUG, LOAD, SECTION "DT_STRSZ is missing"},
    {FIELD(dynamic[FAKE_HASH].d_tag), DT_DEBUG, LOAD, SECTION "DT_HASH is missing"},
    {FIELD(dynamic[FAKE_SYMTAB].d_tag), DT_DEBUG, LOAD, SECTION "DT_SYMTAB is missing"},
    {FIELD(dynamic[FAKE_SYMENT].d_tag), DT_DEBUG, LOAD, SECTION "DT_SYMENT is missing"},
    {FIELD(dynamic[FAKE_RELA].d_tag), DT_DEBUG, LOAD, SECTION "DT_RELA is missing"},
    {FIELD(dynamic[FAKE_RELASZ].d_tag), DT_DEBUG, LOAD, SECTION "DT_RELASZ is missing"},
    {FIELD(dynamic[FAKE_RELAENT].d_tag), DT_DEBUG, LOAD,
     SECTION "DT_RELAENT is missing"},
    {FIELD(dynamic[FAKE_JMPREL].d_tag), DT_DEBUG, LOAD, SECTION "DT_JMPREL is missing"},
    {FIELD(dynamic[FAKE_PLTRELSZ].d_tag), DT_DEBUG, LOAD,
     SECTION "DT_PLTRELSZ is missing"},
    {FIELD(dynamic[FAKE_PLTREL].d_tag), DT_DEBUG, LOAD, SECTION "DT_PLTREL is missing"},

    {FIELD(dynamic[FAKE_STRTAB].d_val), 0x3000, LOAD,
     SECTION "DT_STRTAB is 0x3000, expected 0x2d bytes in the file and in a PT_LOAD "
             "that is not writable"},
    {FIELD(dynamic[FAKE_STRTAB].d_val), 0x2000, LOAD,
     SECTION "DT_STRTAB is 0x2000, expected 0x2d bytes in the file and in a PT_LOAD "
             "that is not writable"},
    {FIELD(dynamic[FAKE_STRSZ].d_val), 0, LOAD,
     SECTION "DT_STRSZ is 0, expected a NUL at the end"},
    {FIELD(dynamic[FAKE_STRSZ].d_val), 44, LOAD,
     SECTION "DT_STRSZ is 0x2c, expected a NUL at the end"},
    {FIELD(dynamic[FAKE_STRSZ].d_val), UINT64_MAX, LOAD,
     SECTION "DT_STRTAB is 0x478, expected 0xffffffffffffffff bytes in the file and in "
             "a PT_LOAD that is not writable"},
    {FIELD(dynamic[FAKE_HASH].d_val), 0x452, LOAD,
     SECTION "DT_HASH is 0x452, expected a multiple of 4"},
    {FIELD(dynamic[FAKE_HASH].d_val), 0x7fc, LOAD,
     SECTION "DT_HASH is 0x7fc, expected 0x8 bytes in the file and in a PT_LOAD that "
             "is not writable"},
    {FIELD(dynamic[FAKE_SYMENT].d_val), 16, LOAD,
     SECTION "DT_SYMENT is 0x10, expected 0x18"},
    {FIELD(dynamic[FAKE_SYMTAB].d_val), 0x31c, LOAD,
     SECTION "DT_SYMTAB is 0x31c, expected a multiple of 8"},
    {FIELD(dynamic[FAKE_SYMTAB].d_val), 0x760, LOAD,
     SECTION "DT_SYMTAB is 0x760, expected 0xa8 bytes in the file and in a PT_LOAD "
             "that is not writable"},
    {FIELD(dynamic[FAKE_RELAENT].d_val), 16, LOAD,
     SECTION "DT_RELAENT is 0x10, expected 0x18"},
    {FIELD(dynamic[FAKE_RELASZ].d_val), 0x61, LOAD,
     SECTION "DT_RELASZ is 0x61, expected a multiple of 24"},
    {FIELD(dynamic[FAKE_RELA].d_val), 0x3c4, LOAD,
     SECTION "DT_RELA is 0x3c4, expected a multiple of 8"},
    {FIELD(dynamic[FAKE_RELA].d_val), 0x3010, LOAD,
     SECTION "DT_RELA is 0x3010, expected 0x60 bytes in the file and in a PT_LOAD that "
             "is not writable"},
    {FIELD(dynamic[FAKE_PLTREL].d_val), DT_REL, LOAD,
     SECTION "DT_PLTREL is 0x11, expected 0x7"},
    {FIELD(dynamic[FAKE_PLTRELSZ].d_val), 0x3f0, LOAD,
     SECTION "DT_JMPREL is 0x420, expected 0x3f0 bytes in the file and in a PT_LOAD "
             "that is not writable"},
    {FIELD(dynamic[FAKE_SYMTAB].d_val), 0x3b8, LOAD,
     SECTION "DT_SYMTAB has bytes of DT_HASH, expected none"},
    {FIELD(dynamic[FAKE_STRTAB].d_val), 0x392, LOAD,
     SECTION "DT_SYMTAB has bytes of DT_STRTAB, expected none"},
    {FIELD(dynamic[FAKE_STRTAB].d_val), 0x2ec, LOAD,
     SECTION "DT_SYMTAB has bytes of DT_STRTAB, expected none"},
    {FIELD(dynamic[FAKE_RELA].d_val), 0x3b8, LOAD,
     SECTION "DT_SYMTAB has bytes of DT_RELA, expected none"},
    {FIELD(dynamic[FAKE_JMPREL].d_val), 0x2f0, LOAD,
     SECTION "DT_SYMTAB has bytes of DT_JMPREL, expected none"},
};

static const struct rule symbol_rules[] = {
    {FIELD(hash.nbucket), 0, LOAD,
     "DT_HASH: nbucket is 0 and nchain 7, expected at least 1"},
    {FIELD(hash.nchain), 0, LOAD,
     "DT_HASH: nbucket is 1 and nchain 0, expected at least 1"},
    {FIELD(hash.nbucket), UINT32_MAX, LOAD,
     SECTION "DT_HASH is 0x450, expected 0x400000020 bytes in the file and in a "
             "PT_LOAD that is not writable"},
    {FIELD(hash.nchain), UINT32_MAX, LOAD,
     SECTION "DT_HASH is 0x450, expected 0x400000008 bytes in the file and in a "
             "PT_LOAD that is not writable"},
    {FIELD(hash.bucket[0]), 7, LOAD,
     "DT_HASH: bucket 0 has symbol 7, expected below 7"},
    {FIELD(hash.chain[FAKE_MAYBE]), UINT32_MAX, LOAD,
     "DT_HASH: bucket 0 has symbol 4294967295, expected below 7"},
    {FIELD(hash.chain[FAKE_TABLE]), FAKE_CALL, LOAD,
     "DT_HASH: the chain of bucket 0 is a circle, or has symbols of another"},
    {FIELD(symbols[FAKE_CALL].st_name), 45, LOAD,
     "symbol 3: st_name is 45, expected below 45 (DT_STRSZ)"},
    {FIELD(symbols[FAKE_CALL].st_info), 10 << 4, LOAD,
     "symbol 3, 'host_call': it is not local, global or weak"},
    {FIELD(symbols[FAKE_CALL].st_info), STB_LOCAL << 4, LOAD,
     "symbol 3, 'host_call': it is local and not defined"},
    {FIELD(symbols[FAKE_CALL].st_info), STB_GLOBAL << 4 | STT_TLS, LOAD,
     "symbol 3, 'host_call': it is thread-local (STT_TLS)"},
    {FIELD(symbols[FAKE_ENTRY].st_info), STB_GLOBAL << 4 | STT_GNU_IFUNC, LOAD,
     "symbol 1, 'entry': it is known only at run time (STT_GNU_IFUNC)"},
    {FIELD(symbols[FAKE_ENTRY].st_info), STB_GLOBAL << 4 | (STT_FILE + 1), LOAD,
     "symbol 1, 'entry': its type is not known"},
    {FIELD(symbols[FAKE_CALL].st_value), 0x1010, LOAD,
     "symbol 3, 'host_call': st_value is 0x1010, expected 0 where it is not defined"},
    {FIELD(symbols[FAKE_ENTRY].st_shndx), 0xfff1, LOAD,
     "symbol 1, 'entry': st_shndx is 0xfff1, expected a section"},
    {FIELD(symbols[FAKE_ENTRY].st_shndx), 0xff00, LOAD,
     "symbol 1, 'entry': st_shndx is 0xff00, expected a section"},
    {FIELD(symbols[FAKE_ENTRY].st_value), 0x5001, LOAD,
     "symbol 1, 'entry': 0x20 bytes at 0x5001 (st_value), expected in a memory of "
     "0x5000"},
    {FIELD(symbols[FAKE_ENTRY].st_size), 0x3ff1, LOAD,
     "symbol 1, 'entry': 0x3ff1 bytes at 0x1010 (st_value), expected in a memory of "
     "0x5000"},
    {FIELD(symbols[FAKE_ENTRY].st_size), UINT64_MAX, LOAD,
     "symbol 1, 'entry': 0xffffffffffffffff bytes at 0x1010 (st_value), expected in a "
     "memory of 0x5000"},
};

#define TYPE(symbol, type) (uint64_t)(symbol) << 32 | (type)

static const struct rule relocation_rules[] = {
    {FIELD(relocations[0].r_info), TYPE(FAKE_NONE, 16), LOAD,
     "DT_RELA, entry 0: relocation R_X86_64_DTPMOD64 is not one that a module may "
     "have"},
    {FIELD(relocations[0].r_info), TYPE(FAKE_NONE, 37), LOAD,
     "DT_RELA, entry 0: relocation R_X86_64_IRELATIVE is not one that a module may "
     "have"},
    {FIELD(relocations[1].r_info), TYPE(FAKE_TABLE, 5), LOAD,
     "DT_RELA, entry 1: relocation R_X86_64_COPY is not one that a module may have"},
    {FIELD(slots[1].r_info), TYPE(FAKE_OTHER, 36), LOAD,
     "DT_JMPREL, entry 1: relocation R_X86_64_TLSDESC is not one that a module may "
     "have"},
    {FIELD(relocations[0].r_info), TYPE(FAKE_NONE, 39), LOAD,
     "DT_RELA, entry 0: relocation type 39 is not known"},
    {FIELD(relocations[0].r_info), TYPE(FAKE_NONE, 43), LOAD,
     "DT_RELA, entry 0: relocation type 43 is not known"},
    {FIELD(relocations[0].r_info), TYPE(FAKE_NONE, UINT32_MAX), LOAD,
     "DT_RELA, entry 0: relocation type 4294967295 is not known"},
    {FIELD(relocations[0].r_info), TYPE(FAKE_ENTRY, 8), LOAD,
     "DT_RELA, entry 0, R_X86_64_RELATIVE: the symbol is 0x1, expected none, 0"},
    {FIELD(relocations[0].r_addend), 0x5001, LOAD,
     "DT_RELA, entry 0, R_X86_64_RELATIVE: r_addend is 0x5001, expected at most the "
     "object's memory, 0x5000"},
    {FIELD(relocations[0].r_addend), UINT64_MAX, LOAD,
     "DT_RELA, entry 0, R_X86_64_RELATIVE: r_addend is 0xffffffffffffffff, expected at "
     "most the object's memory, 0x5000"},
    {FIELD(relocations[1].r_info), TYPE(FAKE_NONE, 1), LOAD,
     "DT_RELA, entry 1, R_X86_64_64: the symbol is 0, expected one of the table, above "
     "0 and below 0x7"},
    {FIELD(relocations[1].r_info), TYPE(FAKE_SYMBOL_COUNT, 1), LOAD,
     "DT_RELA, entry 1, R_X86_64_64: the symbol is 0x7, expected one of the table, "
     "above 0 and below 0x7"},
    {FIELD(slots[0].r_info), TYPE(UINT32_MAX, 7), LOAD,
     "DT_JMPREL, entry 0, R_X86_64_JUMP_SLOT: the symbol is 0xffffffff, expected one "
     "of the table, above 0 and below 0x7"},
    {FIELD(slots[0].r_addend), 8, LOAD,
     "DT_JMPREL, entry 0, R_X86_64_JUMP_SLOT: r_addend is 0x8, expected none, 0"},
    {FIELD(relocations[3].r_addend), 8, LOAD,
     "DT_RELA, entry 3, R_X86_64_GLOB_DAT: r_addend is 0x8, expected none, 0"},
    {FIELD(relocations[1].r_offset), 0x300c, LOAD,
     "DT_RELA, entry 1, R_X86_64_64: r_offset is 0x300c, expected a multiple of 0x8"},
    {FIELD(relocations[1].r_offset), 0x1000, LOAD,
     "DT_RELA, entry 1, R_X86_64_64: r_offset is 0x1000, expected in a writable "
     "PT_LOAD, with all of its 0x8"},
    {FIELD(relocations[1].r_offset), 0x2ff8, LOAD,
     "DT_RELA, entry 1, R_X86_64_64: r_offset is 0x2ff8, expected in a writable "
     "PT_LOAD, with all of its 0x8"},
    {FIELD(relocations[1].r_offset), 0x4800, LOAD,
     "DT_RELA, entry 1, R_X86_64_64: r_offset is 0x4800, expected in a writable "
     "PT_LOAD, with all of its 0x8"},
    {FIELD(relocations[1].r_offset), UINT64_MAX - 7, LOAD,
     "DT_RELA, entry 1, R_X86_64_64: r_offset is 0xfffffffffffffff8, expected in a "
     "writable PT_LOAD, with all of its 0x8"},
};

static struct fake_object object;

/* Checks what the file would have, with not a byte behind that may be read. */
static hx_status check_object(struct hx_elf *elf)
{
    void *file = malloc(FAKE_OBJECT_SIZE);
    hx_status status;

    memcpy(file, &object, FAKE_OBJECT_SIZE);
    status = hx_elf_check(file, FAKE_OBJECT_SIZE, elf);
    free(file);
    return status;
}

static void try_rule(const struct rule *rule)
{
    struct hx_elf elf;
    struct hx_elf untouched;
    hx_status status;

    memset(&elf, 0xa5, sizeof(elf));
    memset(&untouched, 0xa5, sizeof(untouched));
    object = fake_object;
    memcpy((unsigned char *)&object + rule->offset, &rule->value, rule->size);
    status = check_object(&elf);
    cr_expect_eq(status, rule->status, "%s = %#llx: %s", rule->field,
                 (unsigned long long)rule->value, hx_status_name(status));
    cr_expect_str_eq(hx_fail_detail(status), rule->detail, "%s = %#llx\n  %s\n  %s",
                     rule->field, (unsigned long long)rule->value,
                     hx_fail_detail(status), rule->detail);
    cr_expect_arr_eq(&elf, &untouched, sizeof(elf));
}

static void try_rules(const struct rule *rules, size_t count)
{
    for (size_t i = 0; i < count; i++)
        try_rule(&rules[i]);
}

Test(elf_rules, header)
{
    try_rules(header_rules, HX_COUNT_OF(header_rules));
}

Test(elf_rules, program_headers)
{
    try_rules(segment_rules, HX_COUNT_OF(segment_rules));
}

Test(elf_rules, dynamic_section)
{
    try_rules(dynamic_rules, HX_COUNT_OF(dynamic_rules));
}

Test(elf_rules, symbols)
{
    try_rules(symbol_rules, HX_COUNT_OF(symbol_rules));
}

Test(elf_rules, relocations)
{
    try_rules(relocation_rules, HX_COUNT_OF(relocation_rules));
}
