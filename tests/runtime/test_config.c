/* SPDX-License-Identifier: MIT */
#include "fake_image.h"

#include <helix/config.h>

#include <criterion/criterion.h>

static const struct hx_context *ctx = &fake_contexts[ALPHA];

Test(config, gives_the_value_as_text)
{
    cr_assert_str_eq(hx_config(ctx, "time_slice_ms"), "10");
    cr_assert_str_eq(hx_config(ctx, "greeting"), "hello");
    cr_assert_str_eq(hx_config(ctx, "empty"), "");
    cr_assert_str_eq(hx_config(ctx, "enabled"), "true");
}

Test(config, an_array_an_unknown_key_or_no_module_is_null)
{
    cr_assert_null(hx_config(ctx, "table"));
    cr_assert_null(hx_config(ctx, "time_slice"));
    cr_assert_null(hx_config(ctx, NULL));
    cr_assert_null(hx_config(NULL, "greeting"));
    cr_assert_null(hx_config(&fake_contexts[BETA], "greeting"));
}

Test(config, or_gives_the_fallback_in_its_place)
{
    cr_assert_str_eq(hx_config_or(ctx, "greeting", "bye"), "hello");
    cr_assert_str_eq(hx_config_or(ctx, "table", "bye"), "bye");
    cr_assert_null(hx_config_or(ctx, "unknown", NULL));
}

Test(config, u64_reads_decimal_numbers_only)
{
    static const char *const no_numbers[] = {"offset",  "greeting", "empty",    "table",
                                             "enabled", "unknown",  "too_large"};
    uint64_t value = 77;

    cr_assert(hx_config_u64(ctx, "time_slice_ms", &value));
    cr_assert_eq(value, 10);
    cr_assert(hx_config_u64(ctx, "largest", &value));
    cr_assert_eq(value, UINT64_MAX);
    value = 77;
    for (size_t i = 0; i < HX_COUNT_OF(no_numbers); i++)
        cr_assert_not(hx_config_u64(ctx, no_numbers[i], &value), "%s", no_numbers[i]);
    cr_assert_eq(value, 77);
}
