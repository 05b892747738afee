/* SPDX-License-Identifier: MIT */
/* runtime/string.c under other names, against the C library's. */
#define memcpy own_memcpy
#define memmove own_memmove
#define memset own_memset
#define memcmp own_memcmp
#define strlen own_strlen
#define strcmp own_strcmp
#define strncmp own_strncmp
#include "../../runtime/string.c"
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef strlen
#undef strcmp
#undef strncmp

#include <criterion/criterion.h>
#include <string.h>

#define SIZE 80

static void fill(unsigned char *bytes)
{
    for (unsigned i = 0; i < SIZE; i++)
        bytes[i] = (unsigned char)(i * 7 + 1);
}

/* All alignments of both ends, and every size that fits. */
#define FOR_ALL_PLACES(to, from, size)           \
    for (size_t to = 0; to < 18; to++)           \
        for (size_t from = 0; from < 18; from++) \
            for (size_t size = 0; size < 60; size++)

Test(string, memcpy_copies_what_the_library_copies)
{
    unsigned char source[SIZE], ours[SIZE], theirs[SIZE];

    fill(source);
    FOR_ALL_PLACES(to, from, size)
    {
        memset(ours, 0, SIZE);
        memset(theirs, 0, SIZE);
        memcpy(theirs + to, source + from, size);
        cr_assert_eq(own_memcpy(ours + to, source + from, size), ours + to);
        if (memcmp(ours, theirs, SIZE) != 0)
            cr_assert_fail("to %zu from %zu size %zu", to, from, size);
    }
}

Test(string, memmove_moves_within_one_array)
{
    unsigned char ours[SIZE], theirs[SIZE];

    FOR_ALL_PLACES(to, from, size)
    {
        fill(ours);
        fill(theirs);
        memmove(theirs + to, theirs + from, size);
        cr_assert_eq(own_memmove(ours + to, ours + from, size), ours + to);
        if (memcmp(ours, theirs, SIZE) != 0)
            cr_assert_fail("to %zu from %zu size %zu", to, from, size);
    }
}

Test(string, memset_sets_what_the_library_sets)
{
    unsigned char ours[SIZE], theirs[SIZE];

    FOR_ALL_PLACES(to, value, size)
    {
        fill(ours);
        fill(theirs);
        memset(theirs + to, (int)value + 250, size);
        cr_assert_eq(own_memset(ours + to, (int)value + 250, size), ours + to);
        if (memcmp(ours, theirs, SIZE) != 0)
            cr_assert_fail("to %zu value %zu size %zu", to, value, size);
    }
}

static int sign(int number)
{
    return (number > 0) - (number < 0);
}

Test(string, comparisons_order_as_the_library_does)
{
    static const char *const texts[] = {"",      "a",       "b",       "ab",
                                        "abc",   "abd",     "\x80",    "\xff",
                                        "a\xff", "console", "consoles"};

    for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
        cr_assert_eq(own_strlen(texts[i]), strlen(texts[i]));
        for (size_t j = 0; j < sizeof(texts) / sizeof(*texts); j++) {
            const char *a = texts[i];
            const char *b = texts[j];
            size_t both = strlen(a) < strlen(b) ? strlen(a) + 1 : strlen(b) + 1;

            cr_assert_eq(sign(own_strcmp(a, b)), sign(strcmp(a, b)), "%s %s", a, b);
            for (size_t size = 0; size < 10; size++)
                cr_assert_eq(sign(own_strncmp(a, b, size)), sign(strncmp(a, b, size)));
            for (size_t size = 0; size <= both; size++)
                cr_assert_eq(sign(own_memcmp(a, b, size)), sign(memcmp(a, b, size)));
        }
    }
}
