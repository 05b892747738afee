/* SPDX-License-Identifier: MIT */
#include "fake_image.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(image, .init = fake_image_init);

static const struct hx_module *entries[FAKE_MODULE_COUNT + 1];

static void copy_entries(void)
{
    memcpy(entries, __helix_modules_start, FAKE_MODULE_COUNT * sizeof(entries[0]));
}

static hx_status check(size_t count)
{
    return hx_image_check(&fake_image, entries, entries + count);
}

#define EXPECT(count, text)                                      \
    do {                                                         \
        cr_assert_eq(check(count), HX_ERR_INTERNAL);             \
        cr_assert_str_eq(hx_fail_detail(HX_ERR_INTERNAL), text); \
    } while (0)

Test(image, the_linked_section_is_what_the_image_says)
{
    cr_assert_eq(hx_image_check(&hx_image, __helix_modules_start, __helix_modules_end),
                 HX_OK);
    copy_entries();
    cr_assert_eq(check(FAKE_MODULE_COUNT), HX_OK);
}

Test(image, a_dropped_or_an_added_entry)
{
    copy_entries();
    cr_assert_eq(check(FAKE_MODULE_COUNT - 1), HX_ERR_INTERNAL);
    cr_assert(strstr(hx_fail_detail(HX_ERR_INTERNAL), "40 bytes") != NULL);
    cr_assert(strstr(hx_fail_detail(HX_ERR_INTERNAL), "6 entries of 8") != NULL);
    cr_assert_eq(check(FAKE_MODULE_COUNT + 1), HX_ERR_INTERNAL);
    cr_assert_eq(check(0), HX_ERR_INTERNAL);
}

Test(image, padding_that_is_no_whole_entry)
{
    uintptr_t end;

    copy_entries();
    end = (uintptr_t)(entries + FAKE_MODULE_COUNT) + 4;
    cr_assert_eq(
        hx_image_check(&fake_image, entries, (const struct hx_module *const *)end),
        HX_ERR_INTERNAL);
}

Test(image, entries_that_are_not_aligned)
{
    uintptr_t start;

    copy_entries();
    start = (uintptr_t)entries + 4;
    cr_assert_eq(
        hx_image_check(&fake_image, (const struct hx_module *const *)start,
                       (const struct hx_module *const *)(start + sizeof(entries) -
                                                         sizeof(entries[0]))),
        HX_ERR_INTERNAL);
}

Test(image, an_empty_entry)
{
    copy_entries();
    entries[2] = NULL;
    EXPECT(FAKE_MODULE_COUNT, "module section: entry 2 is empty");
}

Test(image, a_misaligned_entry)
{
    copy_entries();
    entries[1] = (const struct hx_module *)((uintptr_t)entries[1] + 1);
    cr_assert_eq(check(FAKE_MODULE_COUNT), HX_ERR_INTERNAL);
    cr_assert(strstr(hx_fail_detail(HX_ERR_INTERNAL), "entry 1 is misaligned") != NULL);
}

Test(image, two_entries_in_the_wrong_order)
{
    copy_entries();
    entries[3] = &fake_modules[EPSILON];
    entries[4] = &fake_modules[DELTA];
    EXPECT(FAKE_MODULE_COUNT,
           "module section: entry 3 is 'epsilon', which belongs at 4");
}

Test(image, one_entry_twice)
{
    copy_entries();
    entries[1] = &fake_modules[ALPHA];
    EXPECT(FAKE_MODULE_COUNT, "module section: entry 1 is 'alpha', which belongs at 0");
}

Test(image, a_module_of_another_image)
{
    copy_entries();
    fake_infos[GAMMA].name = "stranger";
    EXPECT(FAKE_MODULE_COUNT,
           "module section: entry 2 is 'stranger', which the image lacks");
    fake_infos[GAMMA].name = "storage";
    EXPECT(FAKE_MODULE_COUNT,
           "module section: entry 2 is 'storage', which the image lacks");
}

Test(image, a_descriptor_of_another_layout)
{
    copy_entries();
    fake_modules[DELTA].magic = 0x1234;
    EXPECT(FAKE_MODULE_COUNT,
           "module section: entry 3 has magic 0x00001234, not 0x48584d31");
}

/* Each pointer that the runtime follows without a look. */
Test(image, an_incomplete_descriptor)
{
    struct hx_module whole = fake_modules[BETA];
    struct hx_module_ops ops = fake_ops[BETA];
    struct hx_module *module = &fake_modules[BETA];

    copy_entries();
#define WITHOUT(pointer, text)           \
    do {                                 \
        (pointer) = NULL;                \
        EXPECT(FAKE_MODULE_COUNT, text); \
        *module = whole;                 \
        fake_ops[BETA] = ops;            \
    } while (0)
    WITHOUT(module->info, "module section: entry 1 is incomplete");
    WITHOUT(module->ops, "module section: entry 1 is incomplete");
    WITHOUT(module->context, "module section: entry 1 is incomplete");
    WITHOUT(module->control, "module section: entry 1 is incomplete");
    WITHOUT(fake_ops[BETA].reset, "module section: entry 1 of 'beta' is incomplete");
    WITHOUT(fake_ops[BETA].init, "module section: entry 1 of 'beta' is incomplete");
    WITHOUT(fake_ops[BETA].start, "module section: entry 1 of 'beta' is incomplete");
    WITHOUT(fake_ops[BETA].stop, "module section: entry 1 of 'beta' is incomplete");
    module->context = &fake_contexts[ALPHA];
    EXPECT(FAKE_MODULE_COUNT, "module section: entry 1 of 'beta' is incomplete");
    *module = whole;
    fake_infos[BETA].name = NULL;
    EXPECT(FAKE_MODULE_COUNT, "module section: entry 1 is incomplete");
}
