/* SPDX-License-Identifier: MIT */
/*
 * The last value that is good where a rule has a limit, and rules that no single field
 * breaks. Those that one breaks: test_elf_rules.c.
 */
#include "fake_object.h"

#include "../../runtime/loader/relocate.h"

#include <helix/status.h>

#include <criterion/criterion.h>
#include <string.h>

#define SPAN 0x5000

static struct fake_object object;
static struct hx_elf elf;

static void init(void)
{
    object = fake_object;
}

TestSuite(elf_limits, .init = init);

static hx_status check_size(size_t size)
{
    return hx_elf_check(&object, size, &elf);
}

static hx_status check(void)
{
    return check_size(FAKE_OBJECT_SIZE);
}

#define EXPECT_GOOD(call) cr_assert_eq(call, HX_OK, "%s", hx_fail_detail(HX_ERR_LOAD))

#define EXPECT_FAIL(call, text)                              \
    do {                                                     \
        cr_assert_eq(call, HX_ERR_LOAD);                     \
        cr_assert_str_eq(hx_fail_detail(HX_ERR_LOAD), text); \
    } while (0)

/* What lies behind the numbers is not looked at, or it would not be there. */
Test(elf_limits, the_size_of_the_object)
{
    EXPECT_FAIL(check_size(63), "the object has 63 bytes, expected 64 to 2147483648");
    EXPECT_FAIL(check_size(64),
                "e_phoff is 0x40, expected a multiple of 8 with 728 bytes behind it, "
                "of 64");
    EXPECT_GOOD(check_size(HX_ELF_SPAN_MAX));
    EXPECT_FAIL(check_size((size_t)HX_ELF_SPAN_MAX + 1),
                "the object has 2147483649 bytes, expected 64 to 2147483648");
}

/* Copies the program headers to where `offset` is in the file. */
static void move_program_headers(size_t offset)
{
    memcpy((unsigned char *)&object + offset, fake_object.segments,
           sizeof(fake_object.segments));
    object.header.e_phoff = offset;
}

Test(elf_limits, program_headers_up_to_the_end_of_the_file)
{
    const size_t last = FAKE_OBJECT_SIZE - sizeof(object.segments);

    cr_assert_eq(last % 8, 0);
    move_program_headers(last);
    EXPECT_GOOD(check());
    EXPECT_FAIL(check_size(FAKE_OBJECT_SIZE - 1),
                "e_phoff is 0x2e28, expected a multiple of 8 with 728 bytes behind it, "
                "of 12543");
}

Test(elf_limits, as_many_program_headers_as_may_be)
{
    move_program_headers(offsetof(struct fake_object, strings) + 0x40);
    object.header.e_phnum = 32; /* PT_NULL, the rest */
    EXPECT_GOOD(check());
}

static void add_pages(size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct elf_program_header *header = &object.segments[FAKE_SPARE + i];

        *header = fake_object.segments[FAKE_TEXT];
        header->p_vaddr = SPAN + i * HX_ELF_PAGE_SIZE;
        header->p_memsz = 1;
        header->p_filesz = 0;
    }
}

Test(elf_limits, eight_segments_and_not_nine)
{
    add_pages(5);
    EXPECT_GOOD(check());
    cr_assert_eq(elf.segment_count, HX_ELF_SEGMENT_MAX);
    cr_assert_eq(elf.span, SPAN + 5 * HX_ELF_PAGE_SIZE);
    add_pages(6);
    EXPECT_FAIL(check(),
                "PT_LOAD (program header 11): the count of segments is 0x9, expected "
                "at most 0x8");
}

Test(elf_limits, the_largest_object)
{
    object.segments[FAKE_DATA].p_memsz = HX_ELF_SPAN_MAX - 0x3000;
    EXPECT_GOOD(check());
    cr_assert_eq(elf.span, HX_ELF_SPAN_MAX);
}

Test(elf_limits, a_segment_without_bytes_at_the_end_of_the_file)
{
    object.segments[FAKE_TEXT].p_offset = FAKE_OBJECT_SIZE;
    object.segments[FAKE_TEXT].p_vaddr = 0x1100;
    object.segments[FAKE_TEXT].p_filesz = 0;
    EXPECT_GOOD(check());
}

Test(elf_limits, a_table_up_to_the_end_of_its_segment)
{
    const size_t end = offsetof(struct fake_object, strings) + 45;

    object.segments[FAKE_HEADERS].p_filesz = end;
    EXPECT_GOOD(check());
    object.segments[FAKE_HEADERS].p_filesz = end - 1;
    EXPECT_FAIL(check(),
                "dynamic section: DT_STRTAB is 0x478, expected 0x2d bytes in the file "
                "and in a PT_LOAD that is not writable");
}

/* Two buckets, and six symbols of which the second bucket has one again. */
Test(elf_limits, a_symbol_in_two_chains)
{
    static const uint32_t words[] = {2, 7, 1, 6, 0, 2, 3, 4, 5, 6, 0};

    memcpy((unsigned char *)&object + offsetof(struct fake_object, hash), words,
           sizeof(words));
    EXPECT_FAIL(check(),
                "DT_HASH: the chain of bucket 1 is a circle, or has symbols of "
                "another");
}

Test(elf_limits, symbols_up_to_the_end_of_the_memory)
{
    object.symbols[FAKE_ENTRY].st_size = SPAN - 0x1010;
    object.symbols[FAKE_TABLE].st_value = SPAN;
    object.symbols[FAKE_TABLE].st_size = 0;
    EXPECT_GOOD(check());
}

Test(elf_limits, a_pointer_to_the_end_of_the_memory)
{
    object.relocations[0].r_addend = SPAN;
    EXPECT_GOOD(check());
}

/* No rule asks for a size that is a multiple of a word. */
Test(elf_limits, a_relocation_that_crosses_the_end_of_its_segment)
{
    object.segments[FAKE_DATA].p_memsz = 0x1808;
    object.relocations[1].r_offset = 0x4800;
    EXPECT_GOOD(check());
    object.segments[FAKE_DATA].p_memsz = 0x1807;
    EXPECT_FAIL(check(),
                "DT_RELA, entry 1, R_X86_64_64: r_offset is 0x4800, expected in a "
                "writable PT_LOAD, with all of its 0x8");
}

static void keep_one_tag(enum fake_object_tag first, enum fake_object_tag kept)
{
    for (size_t i = first; i < (size_t)first + 3; i++)
        object.dynamic[i].d_tag = i == kept ? fake_object.dynamic[i].d_tag : DT_DEBUG;
}

/* The three tags of a table come together, or not at all. */
Test(elf_limits, one_tag_of_a_table_of_relocations)
{
    keep_one_tag(FAKE_RELA, FAKE_RELA);
    EXPECT_FAIL(check(), "dynamic section: DT_RELASZ is missing");
    keep_one_tag(FAKE_RELA, FAKE_RELASZ);
    EXPECT_FAIL(check(), "dynamic section: DT_RELA is missing");
    keep_one_tag(FAKE_RELA, FAKE_RELAENT);
    EXPECT_FAIL(check(), "dynamic section: DT_RELA is missing");
}

/* Program headers without a meaning stand there. */
Test(elf_limits, a_table_up_to_the_symbols)
{
    object.dynamic[FAKE_RELA].d_val =
        offsetof(struct fake_object, symbols) - sizeof(object.relocations);
    EXPECT_FAIL(check(), "DT_RELA, entry 0: relocation R_X86_64_NONE is not one that a "
                         "module may have");
}

/* The tables lie behind all else, nothing is where addresses begin. */
Test(elf_limits, an_object_that_does_not_begin_at_zero)
{
    static const enum fake_object_tag tables[] = {FAKE_HASH, FAKE_STRTAB, FAKE_SYMTAB};
    struct hx_elf_range range = {0};

    object.segments[0] = fake_object.segments[FAKE_TEXT];
    object.segments[1] = fake_object.segments[FAKE_DATA];
    object.segments[2] = fake_object.segments[FAKE_HEADERS];
    object.segments[2].p_vaddr = SPAN;
    for (size_t i = 0; i < HX_COUNT_OF(tables); i++)
        object.dynamic[tables[i]].d_val += SPAN;
    for (size_t i = FAKE_RELA; i <= FAKE_PLTREL; i++)
        object.dynamic[i].d_tag = DT_DEBUG;
    EXPECT_GOOD(check());
    cr_assert_eq(elf.span, SPAN + HX_ELF_PAGE_SIZE);
    cr_assert(hx_elf_rights(&elf, &range));
    cr_assert_eq(range.size, 0x1000);
    cr_assert_eq(range.rights, HX_ELF_READ);
}
