/* SPDX-License-Identifier: MIT */
/*
 * Reads the ELF part of a .hxm: a shared object that the linker has finished but for
 * the addresses.
 *
 *     struct hx_elf elf;
 *     struct hx_elf_range range = {0};
 *
 *     status = hx_elf_check(data, size, &elf);
 *     memory = ...elf.span bytes, page-aligned, writable...
 *     status = hx_elf_place(&elf, data, memory, elf.span);
 *     status = hx_elf_relocate(&elf, memory, resolve, arg);       (relocate.h)
 *     while (hx_elf_rights(&elf, &range))
 *         ...memory + range.start, range.size bytes, range.rights...
 *     status = hx_elf_find(&elf, memory, "entry", &address);
 *
 * The file is hostile until hx_elf_check() has seen all of it; what that function
 * stores holds checked numbers and nothing else, and the functions behind it rely on
 * them. So `data` may not change between the check and the placing. Section headers
 * are not looked at.
 *
 * Nothing here allocates, changes the rights of a page, or runs code of the object. No
 * function keeps a pointer. Not from an interrupt; otherwise any context.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/types.h>

#define HX_ELF_PAGE_SIZE 4096

/* Code of the small model reaches no farther, so no object is larger. */
#define HX_ELF_SPAN_MAX 0x80000000

/* More than any linker makes. */
#define HX_ELF_SEGMENT_MAX 8

enum hx_elf_rights {
    HX_ELF_READ,
    HX_ELF_READ_EXECUTE,
    HX_ELF_READ_WRITE,
};

/*
 * What is loaded as one piece. Addresses count from the start of the object's memory.
 * No two segments have a page in common; they ascend.
 */
struct hx_elf_segment {
    uint32_t address;
    uint32_t memory_size; /* more than 0; zero behind file_size */
    uint32_t offset;      /* in the file */
    uint32_t file_size;
    enum hx_elf_rights rights;
};

/*
 * A table that hx_elf_check() has walked: aligned, and in the file's part of a segment
 * that is never writable, so that no relocation changes it. The symbols lie apart from
 * the others.
 */
struct hx_elf_table {
    uint32_t address;
    uint32_t count;
};

struct hx_elf {
    uint32_t span; /* bytes of memory that the object needs, whole pages */
    uint32_t segment_count;
    struct hx_elf_segment segments[HX_ELF_SEGMENT_MAX];
    uint32_t relro_start; /* whole pages of a writable segment, */
    uint32_t relro_end;   /* which are read-only once relocated; may be none */

    struct hx_elf_table strings;        /* count: bytes; the last is NUL */
    struct hx_elf_table symbols;        /* names in strings, values in the span */
    struct hx_elf_table buckets;        /* of DT_HASH; each starts a chain of symbols */
    struct hx_elf_table chains;         /* as many as symbols; none is a circle */
    struct hx_elf_table relocations[2]; /* DT_RELA, DT_JMPREL */
};

/*
 * Checks the object of `size` bytes at `data`, which is aligned to 8 bytes, and fills
 * `elf` if all is well.
 *
 * Returns HX_OK; HX_ERR_ABI for an object of another machine, or HX_ERR_LOAD, and the
 * detail names the field, what it is and what it should be; HX_ERR_INVALID if `data` is
 * not aligned.
 */
HX_MUST_CHECK hx_status hx_elf_check(const void *data, size_t size, struct hx_elf *elf);

/*
 * Copies the segments of the object that hx_elf_check() has seen at `data` to `memory`,
 * and makes what is between and behind them, up to elf->span, zero.
 *
 * Returns HX_OK; HX_ERR_INVALID if `memory` does not start a page; HX_ERR_NO_SPACE if
 * its `size` is less than elf->span.
 */
HX_MUST_CHECK hx_status hx_elf_place(const struct hx_elf *elf, const void *data,
                                     void *memory, size_t size);

/* Whole pages, counted from the start of the object's memory. */
struct hx_elf_range {
    uint32_t start;
    uint32_t size;
    enum hx_elf_rights rights;
};

/*
 * Replaces `range` by the one behind it and returns true; false behind the last. Starts
 * with a range that is all zero. The ranges ascend and make up the whole span; pages
 * that no segment uses may be read. Rights are those after the relocation.
 */
bool hx_elf_rights(const struct hx_elf *elf, struct hx_elf_range *range);

/*
 * Puts into `address` where the object, which lies at `memory`, has the symbol `name`.
 *
 * Returns HX_OK, or HX_ERR_NOT_FOUND if it does not define a global symbol of that
 * name.
 */
HX_MUST_CHECK hx_status hx_elf_find(const struct hx_elf *elf, const void *memory,
                                    const char *name, uintptr_t *address);

/* The same, and how many bytes it has, as the object says: they may be none. */
HX_MUST_CHECK hx_status hx_elf_find_sized(const struct hx_elf *elf, const void *memory,
                                          const char *name, uintptr_t *address,
                                          size_t *size);
