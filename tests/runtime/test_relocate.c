/* SPDX-License-Identifier: MIT */
/* Relocation, and finding symbols, in an object whose numbers are all known. */
#include "fake_object.h"

#include "../../runtime/loader/relocate.h"

#include <helix/status.h>

#include <criterion/criterion.h>
#include <string.h>

#define SPAN 0x5000
#define CALL_ADDRESS 0x1000000
#define MAYBE_ADDRESS 0x2000000
#define OTHER_ADDRESS 0x3000000

static struct fake_object object;
static struct hx_elf elf;
static unsigned char *memory; /* SPAN bytes, and none behind */

struct export
{
    const char *name;
    uintptr_t address;
    unsigned count; /* how often it was asked for */
};

static struct export exports[] = {
    {"host_call", CALL_ADDRESS, 0},
    {"host_maybe", MAYBE_ADDRESS, 0},
    {"host_other", OTHER_ADDRESS, 0},
};

static uintptr_t resolve(void *arg, const char *name)
{
    cr_assert_eq(arg, &object);
    for (size_t i = 0; i < HX_COUNT_OF(exports); i++) {
        if (strcmp(exports[i].name, name) == 0) {
            exports[i].count++;
            return exports[i].address;
        }
    }
    return 0;
}

static void init(void)
{
    object = fake_object;
    memory = aligned_alloc(HX_ELF_PAGE_SIZE, SPAN);
}

static void exit_object(void)
{
    free(memory);
}

TestSuite(relocate, .init = init, .fini = exit_object);

static void place(void)
{
    cr_assert_eq(hx_elf_check(&object, FAKE_OBJECT_SIZE, &elf), HX_OK, "%s",
                 hx_fail_detail(HX_ERR_LOAD));
    cr_assert_eq(hx_elf_place(&elf, &object, memory, SPAN), HX_OK);
}

static hx_status relocate(void)
{
    place();
    return hx_elf_relocate(&elf, memory, resolve, &object);
}

static uint64_t word(size_t index)
{
    uint64_t value;

    memcpy(&value, memory + 0x3000 + 8 * index, sizeof(value));
    return value;
}

Test(relocate, every_kind)
{
    const uint64_t base = (uintptr_t)memory;

    cr_assert_eq(relocate(), HX_OK);
    cr_assert_eq(word(0), base + 0x1010);
    cr_assert_eq(word(1), base + 0x3000 + 8);
    cr_assert_eq(word(2), CALL_ADDRESS - 4);
    cr_assert_eq(word(3), CALL_ADDRESS);
    cr_assert_eq(word(4), OTHER_ADDRESS);
    cr_assert_eq(word(5), MAYBE_ADDRESS);
    cr_assert_eq(word(6), 0);
    cr_assert_eq(word(7), 0x33);
}

Test(relocate, each_name_is_asked_for_once)
{
    cr_assert_eq(relocate(), HX_OK);
    for (size_t i = 0; i < HX_COUNT_OF(exports); i++)
        cr_assert_eq(exports[i].count, 1, "%s", exports[i].name);
}

Test(relocate, nothing_but_the_targets_and_the_undefined_symbols_changes)
{
    unsigned char *before = malloc(SPAN);
    struct elf_symbol *symbols;

    place();
    memcpy(before, memory, SPAN);
    cr_assert_eq(relocate(), HX_OK);
    memcpy(memory + 0x3000, before + 0x3000, 6 * sizeof(uint64_t));
    symbols = (void *)(memory + offsetof(struct fake_object, symbols));
    symbols[FAKE_CALL].st_value = 0;
    symbols[FAKE_MAYBE].st_value = 0;
    symbols[FAKE_OTHER].st_value = 0;
    cr_assert_arr_eq(memory, before, SPAN);
    free(before);
}

Test(relocate, the_last_word_of_a_segment)
{
    object.relocations[0].r_offset = 0x47f8;
    cr_assert_eq(relocate(), HX_OK);
    memcpy(memory + 0x3000, memory + 0x47f8, sizeof(uint64_t));
    cr_assert_eq(word(0), (uintptr_t)memory + 0x1010);
}

Test(relocate, a_weak_symbol_that_nobody_has_is_null)
{
    exports[1].address = 0;
    cr_assert_eq(relocate(), HX_OK);
    cr_assert_eq(word(5), 0);
}

Test(relocate, a_name_that_is_not_exported)
{
    exports[2].address = 0;
    cr_assert_eq(relocate(), HX_ERR_LOAD);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_LOAD), "'host_other' is not exported");
}

Test(relocate, all_names_that_are_not_exported_are_counted)
{
    for (size_t i = 0; i < HX_COUNT_OF(exports); i++)
        exports[i].address = 0;
    cr_assert_eq(relocate(), HX_ERR_LOAD);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_LOAD),
                     "2 names are not exported, the first is 'host_call'");
}

/* Where the kernel has one of the same name, too. */
Test(relocate, what_the_object_defines_is_its_own)
{
    exports[0].name = "table";
    object.symbols[FAKE_CALL].st_info = STB_WEAK << 4;
    object.symbols[FAKE_TABLE].st_info = STB_WEAK << 4 | STT_OBJECT;
    cr_assert_eq(relocate(), HX_OK);
    cr_assert_eq(exports[0].count, 0);
    cr_assert_eq(word(1), (uintptr_t)memory + 0x3000 + 8);
}

static hx_status find(const char *name, size_t *offset)
{
    uintptr_t address = 0;
    hx_status status = hx_elf_find(&elf, memory, name, &address);

    *offset = status == HX_OK ? address - (uintptr_t)memory : SIZE_MAX;
    return status;
}

Test(relocate, finding_what_the_object_defines)
{
    size_t offset;

    place();
    cr_assert_eq(find("entry", &offset), HX_OK);
    cr_assert_eq(offset, 0x1010);
    cr_assert_eq(find("table", &offset), HX_OK);
    cr_assert_eq(offset, 0x3000);
}

Test(relocate, finding_a_weak_definition)
{
    size_t offset;

    object.symbols[FAKE_ENTRY].st_info = STB_WEAK << 4 | STT_FUNC;
    place();
    cr_assert_eq(find("entry", &offset), HX_OK);
    cr_assert_eq(offset, 0x1010);
}

#define EXPECT_NO(name)                                                            \
    do {                                                                           \
        uintptr_t address = 42;                                                    \
                                                                                   \
        cr_assert_eq(hx_elf_find(&elf, memory, name, &address), HX_ERR_NOT_FOUND); \
        cr_assert_eq(address, 42);                                                 \
        cr_assert_str_eq(hx_fail_detail(HX_ERR_NOT_FOUND),                         \
                         "the object does not define '" name "'");                 \
    } while (0)

Test(relocate, what_the_object_does_not_define_is_not_found)
{
    object.symbols[FAKE_TABLE].st_info = STB_LOCAL << 4 | STT_OBJECT;
    cr_assert_eq(relocate(), HX_OK);
    EXPECT_NO("nothing");
    EXPECT_NO("");
    EXPECT_NO("host_call");
    EXPECT_NO("table");
}
