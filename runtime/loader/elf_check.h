/* SPDX-License-Identifier: MIT */
/*
 * The stages of hx_elf_check(). Each reads what the ones before it have checked, checks
 * more and adds it to `elf`:
 *
 *     header                     elf.c
 *     program headers            elf_segment.c    segments, span, RELRO; `dynamic`
 *     dynamic section            elf_dynamic.c    where the tables are
 *     hash table, symbols        elf_symbol.c
 *     relocations                relocate.c
 *
 * A number that does not fit is refused where it is read, so sums of two of those that
 * are left, none above HX_ELF_SPAN_MAX, do not overflow in 64 bits.
 */
#pragma once

#include "elf.h"
#include "elf_format.h"

struct elf_reading {
    const unsigned char *data;
    size_t size;
    const struct elf_dynamic *dynamic; /* in data */
    size_t dynamic_count;
    struct hx_elf elf;
};

HX_MUST_CHECK hx_status hx_elf_check_segments(struct elf_reading *reading,
                                              const struct elf_header *header);
HX_MUST_CHECK hx_status hx_elf_check_dynamic(struct elf_reading *reading);
HX_MUST_CHECK hx_status hx_elf_check_symbols(const struct elf_reading *reading);
HX_MUST_CHECK hx_status hx_elf_check_relocations(const struct elf_reading *reading);

/*
 * Returns the segment that has the byte at `address` in the file, and with it the
 * `size` bytes from there on, or NULL. Both may be any number.
 */
const struct hx_elf_segment *hx_elf_segment_of(const struct hx_elf *elf,
                                               uint64_t address, uint64_t size);

/* What the file has for a table of `elf`. */
const void *hx_elf_table_data(const struct elf_reading *reading,
                              const struct hx_elf_table *table);

static inline uint64_t elf_page_down(uint64_t address)
{
    return address & ~(uint64_t)(HX_ELF_PAGE_SIZE - 1);
}

static inline uint64_t elf_page_up(uint64_t address)
{
    return elf_page_down(address + HX_ELF_PAGE_SIZE - 1);
}
