/* SPDX-License-Identifier: MIT */
/* A call that must fail, and say why. */
#pragma once

#include <helix/status.h>

#include <criterion/criterion.h>

#define EXPECT_FAIL(call, status, detail)                                          \
    do {                                                                           \
        hx_status expect_found = (call);                                           \
        cr_assert_eq(expect_found, status, "%s: %s", hx_status_name(expect_found), \
                     hx_fail_detail(expect_found));                                \
        cr_assert_str_eq(hx_fail_detail(status), detail);                          \
    } while (0)
