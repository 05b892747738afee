/* SPDX-License-Identifier: MIT */
#include "fake_port.h"

#include <helix/log.h>

#include <criterion/criterion.h>

Test(log, each_level_has_its_prefix)
{
    hx_log_debug("a %d", 1);
    hx_log_info("b %s", "two");
    hx_log_warn("c");
    hx_log_error("%%");
    hx_log_line("helix: %u", 5u);
    cr_assert_str_eq(fake_console(), "[debug] a 1\n[info] b two\n[warn] c\n"
                                     "[error] %\nhelix: 5\n");
}

Test(log, a_text_of_any_length_is_printed_whole)
{
    hx_log_info("%5000d", 1);
    cr_assert_eq(strlen(fake_console()), 5000 + strlen("[info] \n"));
}

Test(log, write_prints_bytes_as_they_are)
{
    hx_log_write("a%d\x01z--", 5);
    hx_log_write(NULL, 0);
    cr_assert_str_eq(fake_console(), "a%d\x01z");
}
