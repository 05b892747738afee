/* SPDX-License-Identifier: MIT */
#include "fake_port.h"

#include <helix/interrupt.h>
#include <helix/memory.h>
#include <helix/status.h>

#include <criterion/criterion.h>

static void use_ranges(void)
{
    fake_ranges[0] = (struct hx_memory_range){0x10000, 0x1000};
    fake_ranges[1] = (struct hx_memory_range){0x40000, 0x4000};
    fake_range_count = 2;
}

TestSuite(memory, .init = use_ranges);

static uintptr_t claim(size_t size, size_t alignment)
{
    struct hx_memory_region region = {NULL, 0};

    cr_assert_eq(hx_memory_claim(size, alignment, &region), HX_OK);
    cr_assert_eq(region.size, size);
    cr_assert_eq((uintptr_t)region.start % alignment, 0);
    return (uintptr_t)region.start;
}

Test(memory, claims_follow_each_other)
{
    cr_assert_eq(claim(0x10, 1), 0x10000);
    cr_assert_eq(claim(0x10, 1), 0x10010);
    cr_assert_eq(claim(1, 0x100), 0x10100);
    cr_assert_eq(claim(8, 8), 0x10108);
}

Test(memory, what_does_not_fit_comes_from_the_next_range)
{
    cr_assert_eq(claim(0xff0, 1), 0x10000);
    cr_assert_eq(claim(0x20, 1), 0x40000);
    cr_assert_eq(claim(0x10, 1), 0x10ff0, "the rest of the first range is used");
    cr_assert_eq(hx_memory_left(), 0x4000 - 0x20);
}

Test(memory, all_of_it_can_be_claimed_once)
{
    struct hx_memory_region region = {NULL, 77};

    cr_assert_eq(hx_memory_left(), 0x5000);
    claim(0x1000, 0x1000);
    claim(0x4000, 0x1000);
    cr_assert_eq(hx_memory_left(), 0);
    cr_assert_eq(hx_memory_claim(1, 1, &region), HX_ERR_NO_SPACE);
    cr_assert_eq(region.size, 77);
}

Test(memory, padding_counts)
{
    struct hx_memory_region region;

    claim(1, 1);
    cr_assert_eq(hx_memory_claim(0x4000, 0x10000, &region), HX_OK, "0x40000 is free");
    cr_assert_eq(hx_memory_claim(0xf00, 0x1000, &region), HX_ERR_NO_SPACE);
    cr_assert_eq(hx_memory_claim(SIZE_MAX, 1, &region), HX_ERR_NO_SPACE);
    cr_assert_eq(hx_memory_claim(1, SIZE_MAX / 2 + 1, &region), HX_ERR_NO_SPACE);
}

Test(memory, senseless_claims_are_refused)
{
    static const size_t alignments[] = {0, 3, 6, 4097, SIZE_MAX};
    struct hx_memory_region region;

    for (size_t i = 0; i < HX_COUNT_OF(alignments); i++)
        cr_assert_eq(hx_memory_claim(1, alignments[i], &region), HX_ERR_INVALID);
    cr_assert_eq(hx_memory_claim(0, 1, &region), HX_ERR_INVALID);
    cr_assert_eq(hx_memory_left(), 0x5000);
}

Test(memory, another_cpu_claims_nothing)
{
    struct hx_memory_region region;

    fake_ranges[0] = (struct hx_memory_range){0x1000, 0x1000};
    fake_range_count = 1;
    fake_cpu = 1;
    cr_assert_eq(hx_memory_claim(16, 16, &region), HX_ERR_WRONG_CONTEXT);
    fake_cpu = 0;
    cr_assert_eq(hx_memory_claim(16, 16, &region), HX_OK);
}

Test(memory, an_interrupt_claims_nothing)
{
    struct hx_memory_region region;

    hx_interrupt_enter();
    cr_assert_eq(hx_memory_claim(1, 1, &region), HX_ERR_WRONG_CONTEXT);
    hx_interrupt_exit();
    cr_assert_eq(hx_memory_left(), 0x5000);
}

Test(memory, a_machine_without_memory_and_one_with_too_many_ranges)
{
    struct hx_memory_region region;

    fake_range_count = 0;
    cr_assert_eq(hx_memory_claim(1, 1, &region), HX_ERR_NO_SPACE);
    for (size_t i = 0; i < 32; i++)
        fake_ranges[i] = (struct hx_memory_range){(i + 1) << 16, 0x100};
    fake_range_count = 32;
    cr_assert_eq(hx_memory_left(), HX_MEMORY_RANGE_MAX * 0x100);
    for (size_t i = 0; i < HX_MEMORY_RANGE_MAX; i++)
        claim(0x100, 1);
    cr_assert_eq(hx_memory_claim(1, 1, &region), HX_ERR_NO_SPACE);
}
