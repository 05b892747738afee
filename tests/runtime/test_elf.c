/* SPDX-License-Identifier: MIT */
/*
 * What becomes of a good object: what the check stores, where its bytes come to lie,
 * and what its pages may be used for. What is not good: test_elf_rules.c.
 */
#include "fake_object.h"

#include "../../runtime/loader/relocate.h"

#include <helix/status.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define SPAN 0x5000

static struct fake_object object;
static struct hx_elf elf;
static unsigned char *memory; /* SPAN bytes, and none behind */

static void init(void)
{
    object = fake_object;
    memory = aligned_alloc(HX_ELF_PAGE_SIZE, SPAN);
    memset(memory, 0xa5, SPAN);
}

static void exit_object(void)
{
    free(memory);
}

TestSuite(elf, .init = init, .fini = exit_object);

static hx_status check(void)
{
    return hx_elf_check(&object, FAKE_OBJECT_SIZE, &elf);
}

static void check_and_place(void)
{
    cr_assert_eq(check(), HX_OK, "%s", hx_fail_detail(HX_ERR_LOAD));
    cr_assert_eq(hx_elf_place(&elf, &object, memory, SPAN), HX_OK);
}

#define EXPECT_FAIL(call, status, text)                 \
    do {                                                \
        cr_assert_eq(call, status);                     \
        cr_assert_str_eq(hx_fail_detail(status), text); \
    } while (0)

static void expect_segment(uint32_t index, struct hx_elf_segment expected)
{
    const struct hx_elf_segment *segment = &elf.segments[index];

    cr_assert_eq(segment->address, expected.address);
    cr_assert_eq(segment->memory_size, expected.memory_size);
    cr_assert_eq(segment->offset, expected.offset);
    cr_assert_eq(segment->file_size, expected.file_size);
    cr_assert_eq(segment->rights, expected.rights);
}

static void expect_table(struct hx_elf_table table, size_t address, size_t count)
{
    cr_assert_eq(table.address, address);
    cr_assert_eq(table.count, count);
}

#define OFFSET(member) offsetof(struct fake_object, member)

Test(elf, the_check_stores_what_it_has_checked)
{
    cr_assert_eq(check(), HX_OK);
    cr_assert_eq(elf.span, SPAN);
    cr_assert_eq(elf.segment_count, 3);
    expect_segment(0, (struct hx_elf_segment){0, 0x800, 0, 0x800, HX_ELF_READ});
    expect_segment(
        1, (struct hx_elf_segment){0x1000, 0x100, 0x1000, 0x100, HX_ELF_READ_EXECUTE});
    expect_segment(
        2, (struct hx_elf_segment){0x3000, 0x1800, 0x2000, 0x1100, HX_ELF_READ_WRITE});
    cr_assert_eq(elf.relro_start, 0x3000);
    cr_assert_eq(elf.relro_end, 0x4000);
    expect_table(elf.strings, OFFSET(strings), 45);
    expect_table(elf.symbols, OFFSET(symbols), FAKE_SYMBOL_COUNT);
    expect_table(elf.buckets, OFFSET(hash.bucket), 1);
    expect_table(elf.chains, OFFSET(hash.chain), FAKE_SYMBOL_COUNT);
    expect_table(elf.relocations[0], OFFSET(relocations), 4);
    expect_table(elf.relocations[1], OFFSET(slots), 2);
}

Test(elf, an_object_cut_anywhere_is_refused)
{
    for (size_t size = 0; size < FAKE_OBJECT_SIZE; size++) {
        void *file = malloc(size);

        memcpy(file, &fake_object, size);
        cr_assert_eq(hx_elf_check(file, size, &elf), HX_ERR_LOAD, "%zu bytes", size);
        free(file);
    }
}

Test(elf, an_object_that_is_not_aligned_is_refused)
{
    char expected[HX_FAIL_DETAIL_SIZE];
    unsigned char *bytes = malloc(FAKE_OBJECT_SIZE + 4);

    memcpy(bytes + 4, &object, FAKE_OBJECT_SIZE);
    sprintf(expected, "the object lies at %p, not aligned to 8", (void *)(bytes + 4));
    EXPECT_FAIL(hx_elf_check(bytes + 4, FAKE_OBJECT_SIZE, &elf), HX_ERR_INVALID,
                expected);
    free(bytes);
}

Test(elf, fields_that_say_nothing_may_be_anything)
{
    object.header.e_ident[EI_ABIVERSION + 1] = 1;
    object.header.e_entry = UINT64_MAX;
    object.header.e_shoff = UINT64_MAX;
    object.header.e_shentsize = 1;
    object.header.e_shnum = UINT16_MAX;
    object.header.e_shstrndx = UINT16_MAX;
    for (size_t i = 0; i < FAKE_PROGRAM_HEADER_COUNT; i++)
        object.segments[i].p_paddr = UINT64_MAX;
    object.segments[FAKE_DYNAMIC].p_memsz = UINT64_MAX;
    object.segments[FAKE_SPARE].p_type = PT_NOTE;
    object.segments[FAKE_SPARE].p_vaddr = UINT64_MAX;
    object.segments[FAKE_SPARE + 1].p_type = PT_PHDR;
    object.segments[FAKE_SPARE + 2].p_type = PT_GNU_EH_FRAME;
    object.segments[FAKE_SPARE + 3].p_type = PT_GNU_PROPERTY;
    object.symbols[FAKE_NONE].st_name = UINT32_MAX;
    object.symbols[FAKE_NONE].st_value = UINT64_MAX;
    object.symbols[FAKE_ENTRY].st_other = UINT8_MAX;
    object.symbols[FAKE_LOCAL].st_info = STB_LOCAL << 4 | STT_FILE;
    cr_assert_eq(check(), HX_OK);
}

Test(elf, tags_that_say_nothing_are_left_alone)
{
    static const int64_t tags[] = {DT_PLTGOT,   DT_SONAME,    DT_SYMBOLIC, DT_DEBUG,
                                   DT_BIND_NOW, DT_RELACOUNT, DT_FLAGS_1,  DT_GNU_HASH};

    for (size_t i = 0; i < HX_COUNT_OF(tags); i++) {
        object.dynamic[FAKE_SPARE_TAG].d_tag = tags[i];
        object.dynamic[FAKE_SPARE_TAG].d_val = UINT64_MAX;
        cr_assert_eq(check(), HX_OK, "%#llx", (unsigned long long)tags[i]);
    }
}

Test(elf, what_stands_behind_the_end_of_the_dynamic_section_is_not_read)
{
    object.dynamic[FAKE_SPARE_TAG].d_tag = DT_NULL;
    object.dynamic[FAKE_NULL].d_tag = DT_INIT;
    cr_assert_eq(check(), HX_OK);
}

Test(elf, an_object_without_relocations_is_good)
{
    for (size_t i = FAKE_RELA; i <= FAKE_PLTREL; i++)
        object.dynamic[i].d_tag = DT_DEBUG;
    check_and_place();
    expect_table(elf.relocations[0], 0, 0);
    expect_table(elf.relocations[1], 0, 0);
}

/* GNU ld makes one for an .eh_frame without contents, on the page of what follows. */
Test(elf, an_empty_segment_takes_no_page)
{
    object.segments[FAKE_SPARE] = object.segments[FAKE_DATA];
    object.segments[FAKE_SPARE].p_filesz = 0;
    object.segments[FAKE_SPARE].p_memsz = 0;
    cr_assert_eq(check(), HX_OK);
    cr_assert_eq(elf.segment_count, 3);
    cr_assert_eq(elf.span, SPAN);
}

/* The end of a full segment and the start of the next are one address. */
Test(elf, a_table_at_the_start_of_a_segment_is_not_behind_the_one_before)
{
    struct elf_program_header *headers = object.segments;

    headers[FAKE_HEADERS].p_filesz = 0x1000;
    headers[FAKE_HEADERS].p_memsz = 0x1000;
    headers[FAKE_TEXT].p_offset = 0x2000;
    memset(object.text, 0xff, sizeof(object.text));
    memcpy(object.table, object.strings, sizeof(object.strings));
    object.dynamic[FAKE_STRTAB].d_val = 0x1000;
    check_and_place();
    cr_assert_str_eq((char *)memory + elf.strings.address + 1, "entry");
}

static bool is_filled(size_t start, size_t end, unsigned char byte)
{
    while (start < end && memory[start] == byte)
        start++;
    return start == end;
}

Test(elf, placing_copies_the_segments_and_zeroes_the_rest)
{
    check_and_place();
    cr_assert_arr_eq(memory, &object, 0x800);
    cr_assert(is_filled(0x800, 0x1000, 0));
    cr_assert_arr_eq(memory + 0x1000, object.text, 0x100);
    cr_assert(is_filled(0x1100, 0x3000, 0));
    cr_assert_arr_eq(memory + 0x3000, object.table, 0x1100);
    cr_assert(is_filled(0x4100, SPAN, 0));
}

Test(elf, memory_behind_the_span_is_left_alone)
{
    unsigned char *larger = aligned_alloc(HX_ELF_PAGE_SIZE, SPAN + HX_ELF_PAGE_SIZE);

    free(memory);
    memory = larger;
    memset(memory, 0xa5, SPAN + HX_ELF_PAGE_SIZE);
    cr_assert_eq(check(), HX_OK);
    cr_assert_eq(hx_elf_place(&elf, &object, memory, SPAN + HX_ELF_PAGE_SIZE), HX_OK);
    cr_assert(is_filled(SPAN, SPAN + HX_ELF_PAGE_SIZE, 0xa5));
}

Test(elf, memory_that_does_not_fit_is_refused)
{
    char expected[HX_FAIL_DETAIL_SIZE];

    cr_assert_eq(check(), HX_OK);
    EXPECT_FAIL(hx_elf_place(&elf, &object, memory, SPAN - 1), HX_ERR_NO_SPACE,
                "the object needs 20480 bytes of memory, not 20479");
    sprintf(expected, "the memory at %p does not start a page", (void *)(memory + 8));
    EXPECT_FAIL(hx_elf_place(&elf, &object, memory + 8, SPAN), HX_ERR_INVALID,
                expected);
    cr_assert(is_filled(0, SPAN, 0xa5));
}

static void expect_ranges(const struct hx_elf_range *expected, size_t count)
{
    struct hx_elf_range range = {0};

    cr_assert_eq(check(), HX_OK, "%s", hx_fail_detail(HX_ERR_LOAD));
    for (size_t i = 0; i < count; i++) {
        cr_assert(hx_elf_rights(&elf, &range));
        cr_assert_eq(range.start, expected[i].start, "range %zu: %#x", i, range.start);
        cr_assert_eq(range.size, expected[i].size, "range %zu: %#x", i, range.size);
        cr_assert_eq(range.rights, expected[i].rights, "range %zu", i);
    }
    cr_assert_not(hx_elf_rights(&elf, &range));
}

#define EXPECT_RANGES(...)                                             \
    expect_ranges((const struct hx_elf_range[]){__VA_ARGS__},          \
                  sizeof((const struct hx_elf_range[]){__VA_ARGS__}) / \
                      sizeof(struct hx_elf_range))

Test(elf, rights_of_all_pages)
{
    EXPECT_RANGES({0x0000, 0x1000, HX_ELF_READ}, {0x1000, 0x1000, HX_ELF_READ_EXECUTE},
                  {0x2000, 0x1000, HX_ELF_READ}, {0x3000, 0x1000, HX_ELF_READ},
                  {0x4000, 0x1000, HX_ELF_READ_WRITE});
}

Test(elf, rights_without_relro)
{
    object.segments[FAKE_RELRO].p_type = PT_NULL;
    EXPECT_RANGES({0x0000, 0x1000, HX_ELF_READ}, {0x1000, 0x1000, HX_ELF_READ_EXECUTE},
                  {0x2000, 0x1000, HX_ELF_READ}, {0x3000, 0x2000, HX_ELF_READ_WRITE});
}

/* As GNU ld has it: up to the end of a page, from somewhere in it. */
Test(elf, rights_with_relro_from_the_middle_of_a_page)
{
    object.segments[FAKE_RELRO].p_vaddr = 0x3e80;
    object.segments[FAKE_RELRO].p_memsz = 0x180;
    EXPECT_RANGES({0x0000, 0x1000, HX_ELF_READ}, {0x1000, 0x1000, HX_ELF_READ_EXECUTE},
                  {0x2000, 0x1000, HX_ELF_READ}, {0x3000, 0x1000, HX_ELF_READ},
                  {0x4000, 0x1000, HX_ELF_READ_WRITE});
}

Test(elf, rights_with_relro_behind_other_data)
{
    object.segments[FAKE_RELRO].p_vaddr = 0x4000;
    object.segments[FAKE_DATA].p_memsz = 0x2800;
    EXPECT_RANGES({0x0000, 0x1000, HX_ELF_READ}, {0x1000, 0x1000, HX_ELF_READ_EXECUTE},
                  {0x2000, 0x1000, HX_ELF_READ}, {0x3000, 0x1000, HX_ELF_READ_WRITE},
                  {0x4000, 0x1000, HX_ELF_READ}, {0x5000, 0x1000, HX_ELF_READ_WRITE});
}

/* Its segment ends in the page that RELRO fills, as lld has it. */
Test(elf, rights_with_relro_up_to_the_end_of_the_last_page)
{
    object.segments[FAKE_RELRO].p_memsz = 0x2000;
    EXPECT_RANGES({0x0000, 0x1000, HX_ELF_READ}, {0x1000, 0x1000, HX_ELF_READ_EXECUTE},
                  {0x2000, 0x1000, HX_ELF_READ}, {0x3000, 0x2000, HX_ELF_READ});
}

Test(elf, relro_of_less_than_a_page_is_none)
{
    object.segments[FAKE_RELRO].p_vaddr = 0x4010;
    object.segments[FAKE_RELRO].p_memsz = 0xfef;
    EXPECT_RANGES({0x0000, 0x1000, HX_ELF_READ}, {0x1000, 0x1000, HX_ELF_READ_EXECUTE},
                  {0x2000, 0x1000, HX_ELF_READ}, {0x3000, 0x2000, HX_ELF_READ_WRITE});
}

/* A segment whose first byte is not the first of its page. */
Test(elf, rights_of_a_segment_from_the_middle_of_a_page)
{
    object.segments[FAKE_TEXT].p_vaddr += 0x80;
    object.segments[FAKE_TEXT].p_offset += 0x80;
    EXPECT_RANGES({0x0000, 0x1000, HX_ELF_READ}, {0x1000, 0x1000, HX_ELF_READ_EXECUTE},
                  {0x2000, 0x1000, HX_ELF_READ}, {0x3000, 0x1000, HX_ELF_READ},
                  {0x4000, 0x1000, HX_ELF_READ_WRITE});
}
