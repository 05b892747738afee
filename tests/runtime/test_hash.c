/* SPDX-License-Identifier: MIT */
#include "fake_hash.h"

#include <helix/compiler.h>

#include <criterion/criterion.h>
#include <stdio.h>

/* Built by codegen/plan/hash.py for the names below: the two must agree. */
static const uint16_t displacements[] = {0, 6, 0, 0};
static const struct hx_hash_entry entries[] = {
    {"my-scheduler", 2, 12},
    {NULL, 0, 0},
    {NULL, 0, 0},
    {"console", 0, 7},
    {"helix-execution", 3, 15},
    {NULL, 0, 0},
    {"a", 8, 1},
    {"round-robin", 1, 11},
    {"zz", 9, 2},
    {NULL, 0, 0},
    {"scheduler", 6, 9},
    {"cpu.scheduling", 7, 14},
    {"shell", 5, 5},
    {NULL, 0, 0},
    {"bump-allocator", 4, 14},
    {NULL, 0, 0},
};

static const struct hx_hash generated = {
    .seed = 2166136261u,
    .bucket_shift = 30,
    .slot_shift = 28,
    .displacements = displacements,
    .entries = entries,
};
static const char *const names[] = {"console",
                                    "round-robin",
                                    "my-scheduler",
                                    "helix-execution",
                                    "bump-allocator",
                                    "shell",
                                    "scheduler",
                                    "cpu.scheduling",
                                    "a",
                                    "zz"};

Test(hash, finds_every_key_of_a_generated_table)
{
    for (uint32_t i = 0; i < HX_COUNT_OF(names); i++)
        cr_assert_eq(hx_hash_find(&generated, names[i]), i, "%s", names[i]);
}

Test(hash, finds_nothing_else)
{
    static const char *const misses[] = {
        "", "consol", "console ", "Console", "shell2", "b", "zzz", "\xff",
    };
    char name[16];

    for (size_t i = 0; i < HX_COUNT_OF(misses); i++)
        cr_assert_eq(hx_hash_find(&generated, misses[i]), HX_HASH_NONE);
    for (unsigned i = 0; i < 5000; i++) {
        snprintf(name, sizeof(name), "module-%u", i);
        cr_assert_eq(hx_hash_find(&generated, name), HX_HASH_NONE, "%s", name);
    }
}

Test(hash, an_empty_table_holds_nothing)
{
    struct fake_table table;
    struct hx_hash hash;

    fake_hash_build(&hash, &table, NULL, 0);
    cr_assert_eq(hx_hash_find(&hash, ""), HX_HASH_NONE);
    cr_assert_eq(hx_hash_find(&hash, "console"), HX_HASH_NONE);
}
