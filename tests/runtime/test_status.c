/* SPDX-License-Identifier: MIT */
#include "fake_port.h"

#include <helix/interrupt.h>
#include <helix/status.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define LAST_STATUS HX_ERR_UNSUPPORTED

Test(status, every_number_has_its_own_name_and_a_text)
{
    for (int i = 0; i >= (int)LAST_STATUS; i--) {
        const char *name = hx_status_name((hx_status)i);

        cr_assert(strncmp(name, i == 0 ? "HX_OK" : "HX_ERR_", i == 0 ? 6 : 7) == 0);
        cr_assert_str_not_empty(hx_status_text((hx_status)i));
        for (int j = 0; j > i; j--)
            cr_assert_str_neq(name, hx_status_name((hx_status)j));
    }
    cr_assert_str_eq(hx_status_name(HX_ERR_UNKNOWN_REQUEST), "HX_ERR_UNKNOWN_REQUEST");
    cr_assert_str_eq(hx_status_name(HX_ERR_NOT_FOUND), "HX_ERR_NOT_FOUND");
    cr_assert_str_eq(hx_status_name(HX_ERR_UNSUPPORTED), "HX_ERR_UNSUPPORTED");
}

Test(status, other_numbers_have_a_name_too)
{
    static const int numbers[] = {1, 1000, (int)LAST_STATUS - 1, INT32_MIN, INT32_MAX};

    for (size_t i = 0; i < HX_COUNT_OF(numbers); i++) {
        cr_assert_str_eq(hx_status_name((hx_status)numbers[i]), "HX_ERR_UNKNOWN");
        cr_assert_str_not_empty(hx_status_text((hx_status)numbers[i]));
    }
}

Test(status, fail_returns_the_status_and_keeps_the_detail)
{
    cr_assert_eq(hx_fail(HX_ERR_INVALID, "block %d of %s", 7, "disk0"), HX_ERR_INVALID);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INVALID), "block 7 of disk0");
}

Test(status, a_detail_belongs_to_its_status)
{
    (void)hx_fail(HX_ERR_INVALID, "block 7");
    cr_assert_str_eq(hx_fail_detail(HX_ERR_BUSY), hx_status_text(HX_ERR_BUSY));
    cr_assert_str_eq(hx_fail_detail(HX_OK), hx_status_text(HX_OK));
    (void)hx_fail(HX_ERR_BUSY, "taken");
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INVALID), hx_status_text(HX_ERR_INVALID));
}

Test(status, before_any_failure_the_detail_is_the_text)
{
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INIT), hx_status_text(HX_ERR_INIT));
    cr_assert_str_eq(hx_fail_detail((hx_status)99), hx_status_text((hx_status)99));
}

Test(status, an_empty_detail_is_none)
{
    (void)hx_fail(HX_ERR_INIT, "%s", "");
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INIT), hx_status_text(HX_ERR_INIT));
}

Test(status, ok_records_nothing)
{
    (void)hx_fail(HX_ERR_BUSY, "taken");
    cr_assert_eq(hx_fail(HX_OK, "fine"), HX_OK);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_BUSY), "taken");
}

Test(status, a_long_detail_is_cut)
{
    char text[HX_FAIL_DETAIL_SIZE * 2];

    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    (void)hx_fail(HX_ERR_BUSY, "%s", text);
    cr_assert_eq(strlen(hx_fail_detail(HX_ERR_BUSY)), HX_FAIL_DETAIL_SIZE - 1);
}

Test(status, a_detail_is_one_line)
{
    (void)hx_fail(HX_ERR_BUSY, "one\ntwo\r\x1b[0m\x7f%s", "\xc3\xa4");
    cr_assert_str_eq(hx_fail_detail(HX_ERR_BUSY), "one two  [0m \xc3\xa4");
}

Test(status, a_detail_may_quote_the_one_before)
{
    (void)hx_fail(HX_ERR_NO_SPACE, "12 bytes");
    (void)hx_fail(HX_ERR_INIT, "log: %s, %s", hx_fail_detail(HX_ERR_NO_SPACE),
                  hx_fail_detail(HX_ERR_NO_SPACE));
    cr_assert_str_eq(hx_fail_detail(HX_ERR_INIT), "log: 12 bytes, 12 bytes");
}

Test(status, each_cpu_has_its_detail)
{
    for (fake_cpu = 0; fake_cpu < HX_CPU_MAX; fake_cpu++)
        (void)hx_fail(HX_ERR_BUSY, "cpu %u", (unsigned)fake_cpu);
    for (fake_cpu = 0; fake_cpu < HX_CPU_MAX; fake_cpu++) {
        char expected[16];

        snprintf(expected, sizeof(expected), "cpu %u", (unsigned)fake_cpu);
        cr_assert_str_eq(hx_fail_detail(HX_ERR_BUSY), expected);
    }
}

Test(status, an_interrupt_leaves_the_detail_alone)
{
    (void)hx_fail(HX_ERR_BUSY, "below");
    hx_interrupt_enter();
    (void)hx_fail(HX_ERR_BUSY, "above");
    cr_assert_str_eq(hx_fail_detail(HX_ERR_BUSY), "above");
    hx_interrupt_exit();
    cr_assert_str_eq(hx_fail_detail(HX_ERR_BUSY), "below");
}
