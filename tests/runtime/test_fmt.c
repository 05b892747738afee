/* SPDX-License-Identifier: MIT */
/* Against the C library's snprintf, wherever the two mean the same. */
#include <helix/fmt.h>

#include <criterion/criterion.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Also formats that the compiler would refuse, and some that are made at run time. */
#pragma GCC diagnostic ignored "-Wformat"
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
#ifndef __clang__
#pragma GCC diagnostic ignored "-Wformat-overflow"
#pragma GCC diagnostic ignored "-Wformat-truncation"
#endif

#define BUFFER_SIZE 512

#define CHECK(...)                                                                 \
    do {                                                                           \
        char ours[BUFFER_SIZE];                                                    \
        char theirs[BUFFER_SIZE];                                                  \
        size_t size = hx_format(ours, sizeof(ours), __VA_ARGS__);                  \
        int wanted = snprintf(theirs, sizeof(theirs), __VA_ARGS__);                \
                                                                                   \
        cr_assert_str_eq(ours, theirs, "ours \"%s\" theirs \"%s\"", ours, theirs); \
        cr_assert_eq(size, (size_t)wanted);                                        \
    } while (0)

Test(fmt, text_and_percent)
{
    CHECK("plain");
    CHECK("%%");
    CHECK("a%%b%%%%c");
    CHECK("%s", "");
    CHECK("%s-%s", "one", "two");
    CHECK("%5s|%-5s|%.2s|%5.1s|%.0s|%.9s", "abc", "abc", "abc", "abc", "abc", "abc");
    CHECK("%*s|%-*s|%.*s|%*.*s", 6, "ab", 6, "ab", 1, "ab", 6, 1, "ab");
    CHECK("%*s|%.*s", -6, "ab", -1, "ab");
    CHECK("%c%c%3c|%-3c|", 'a', 0xe4, 'b', 'c');
}

Test(fmt, a_precision_bounds_what_is_read)
{
    char text[3] = {'a', 'b', 'c'};

    CHECK("%.3s", text);
    CHECK("%.*s", 2, text);
}

Test(fmt, a_nul_character_is_part_of_the_text)
{
    char buffer[8] = "xxxxxxx";

    cr_assert_eq(hx_format(buffer, sizeof(buffer), "a%cb", 0), 3);
    cr_assert_arr_eq(buffer, "a\0b", 4);
}

#define CHECK_SIGNED(type, prefix, value)                                       \
    do {                                                                        \
        CHECK("%" prefix "d", (type)(value));                                   \
        CHECK("%+" prefix "i|%- 12" prefix "d|", (type)(value), (type)(value)); \
        CHECK("%012" prefix "d|%.5" prefix "d", (type)(value), (type)(value));  \
    } while (0)

#define CHECK_UNSIGNED(type, prefix, value)                                    \
    do {                                                                       \
        CHECK("%" prefix "u %" prefix "o", (type)(value), (type)(value));      \
        CHECK("%" prefix "x %#" prefix "X", (type)(value), (type)(value));     \
        CHECK("%#" prefix "o|%#020" prefix "x", (type)(value), (type)(value)); \
    } while (0)

Test(fmt, all_lengths_at_their_limits)
{
    static const long long values[] = {
        0,         1,       -1,      9,        10,        CHAR_MAX,
        SCHAR_MIN, 255,     256,     SHRT_MIN, SHRT_MAX,  USHRT_MAX,
        65536,     INT_MIN, INT_MAX, UINT_MAX, LLONG_MIN, LLONG_MAX,
    };

    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
        CHECK_SIGNED(signed char, "hh", values[i]);
        CHECK_SIGNED(short, "h", values[i]);
        CHECK_SIGNED(int, "", values[i]);
        CHECK_SIGNED(long, "l", values[i]);
        CHECK_SIGNED(long long, "ll", values[i]);
        CHECK_SIGNED(intmax_t, "j", values[i]);
        CHECK_SIGNED(ptrdiff_t, "t", values[i]);
        CHECK_UNSIGNED(unsigned char, "hh", values[i]);
        CHECK_UNSIGNED(unsigned short, "h", values[i]);
        CHECK_UNSIGNED(unsigned, "", values[i]);
        CHECK_UNSIGNED(unsigned long, "l", values[i]);
        CHECK_UNSIGNED(unsigned long long, "ll", values[i]);
        CHECK_UNSIGNED(uintmax_t, "j", values[i]);
        CHECK_UNSIGNED(size_t, "z", values[i]);
    }
    CHECK("%zd %zi", (ssize_t)-5, (ssize_t)7);
    CHECK("%tx", (ptrdiff_t)-1);
}

Test(fmt, zero_with_every_flag)
{
    CHECK("%.0d|%.0u|%.0x|%.0o|%.d", 0, 0u, 0u, 0u, 0);
    CHECK("%#.0o|%#o|%#x|%#5.0x|%+.0d|% .0d", 0u, 0u, 0u, 0u, 0, 0);
    CHECK("%05.0d|%-05d|%+05d|% 05d", 0, 0, 0, 0);
    CHECK("%#.3o|%#.1o|%#o", 8u, 8u, 8u);
}

Test(fmt, pointers)
{
    char buffer[64];
    int object;

    CHECK("%p", (void *)&object);
    CHECK("%20p|%-20p|", (void *)&object, (void *)&object);
    hx_format(buffer, sizeof(buffer), "%p", NULL);
    cr_assert_str_eq(buffer, "0x0");
}

Test(fmt, a_null_string)
{
    const char *text = NULL;
    char buffer[64];

    hx_format(buffer, sizeof(buffer), "%s|%.2s", text, text);
    cr_assert_str_eq(buffer, "(null)|(n");
}

/* What cannot be converted must not eat arguments: nothing is converted any more. */
Test(fmt, unknown_conversions_end_the_conversions)
{
    static const char *const rests[] = {"%f %d", "%n%s", "%ls",    "%lc", "%5.2y%d",
                                        "%",     "%l",   "%-0+ #", "%*"};
    char format[64];
    char buffer[64];

    for (size_t i = 0; i < sizeof(rests) / sizeof(*rests); i++) {
        snprintf(format, sizeof(format), "%%d:%s", rests[i]);
        hx_format(buffer, sizeof(buffer), format, 7, 1, 2);
        cr_assert_eq(strncmp(buffer, "7:", 2), 0);
        cr_assert_str_eq(buffer + 2, rests[i]);
    }
}

Test(fmt, a_small_buffer_is_filled_and_terminated)
{
    for (size_t capacity = 1; capacity < 20; capacity++) {
        char ours[24];
        char theirs[24];

        memset(ours, '#', sizeof(ours));
        memset(theirs, '#', sizeof(theirs));
        cr_assert_eq(hx_format(ours, capacity, "%s=%05d", "speed", 42), 11);
        snprintf(theirs, capacity, "%s=%05d", "speed", 42);
        cr_assert_arr_eq(ours, theirs, sizeof(ours));
    }
    cr_assert_eq(hx_format(NULL, 0, "%s=%05d", "speed", 42), 11);
}

Test(fmt, widths_beyond_any_buffer)
{
    char buffer[4];

    cr_assert_eq(hx_format(buffer, sizeof(buffer), "%100000d", 1), 100000);
    cr_assert_str_eq(buffer, "   ");
    cr_assert_eq(hx_format(buffer, sizeof(buffer), "%-*s", 70000, ""), 70000);
    cr_assert_eq(hx_format(buffer, sizeof(buffer), "%.*d", 70000, 1), 70000);
    cr_assert_str_eq(buffer, "000");
}

/* A number too large to be one is some number; it neither overflows nor misparses. */
Test(fmt, an_absurd_precision_still_bounds_a_string)
{
    char buffer[16];

    hx_format(buffer, sizeof(buffer), "%.99999999999999999999s|%d", "abc", 7);
    cr_assert_str_eq(buffer, "abc|7");
    hx_format(buffer, sizeof(buffer), "%.18446744073709551617s|%d", "abc", 7);
    cr_assert_str_eq(buffer, "abc|7");
}

struct pieces {
    char text[64];
    size_t size;
    bool empty_piece;
};

static void collect(void *context, const char *data, size_t size)
{
    struct pieces *pieces = context;

    pieces->empty_piece |= size == 0;
    memcpy(pieces->text + pieces->size, data, size);
    pieces->size += size;
}

static size_t format_pieces(struct pieces *pieces, const char *format, ...)
{
    va_list arguments;
    size_t size;

    va_start(arguments, format);
    size = hx_format_to(collect, pieces, format, arguments);
    va_end(arguments);
    return size;
}

Test(fmt, a_sink_gets_the_text_in_order_and_no_empty_piece)
{
    struct pieces pieces = {.size = 0};

    cr_assert_eq(format_pieces(&pieces, "%s%s%.0d<%8d>%%", "", "ab", 0, -5), 13);
    pieces.text[pieces.size] = '\0';
    cr_assert_str_eq(pieces.text, "ab<      -5>%");
    cr_assert_not(pieces.empty_piece);
    cr_assert_eq(format_pieces(&pieces, ""), 0);
}

static uint64_t random_state = 88172645463325252u;

static uint64_t draw(void)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state;
}

static unsigned draw_below(unsigned count)
{
    return (unsigned)(draw() % count);
}

/* One random conversion of a family; returns its end. */
static char *write_conversion(char *at, const char *types, const char *lengths)
{
    static const char flags[] = "-+ #0";

    *at++ = '%';
    for (unsigned i = draw_below(4); i > 0; i--)
        *at++ = flags[draw_below(5)];
    if (draw_below(2))
        at += sprintf(at, "%u", 1 + draw_below(30));
    if (draw_below(2))
        at += draw_below(4) ? sprintf(at, ".%u", draw_below(30)) : sprintf(at, ".");
    at += sprintf(at, "%s", lengths);
    *at++ = types[draw_below((unsigned)strlen(types))];
    *at = '\0';
    return at;
}

static unsigned long long draw_number(void)
{
    unsigned long long number = draw();

    switch (draw_below(4)) {
    case 0:
        return number & 0xff;
    case 1:
        return 0 - (number & 0xffff);
    case 2:
        return number >> draw_below(64);
    default:
        return draw_below(3);
    }
}

#pragma GCC diagnostic push
#ifdef __clang__
#pragma GCC diagnostic ignored "-Wformat"
#endif

/* Flags that a conversion ignores are undefined in C: both must only agree elsewhere.
 */
Test(fmt, random_integers)
{
    char format[128];

    for (unsigned i = 0; i < 60000; i++) {
        bool is_signed = draw_below(2) != 0;
        const char *types = is_signed ? "di" : "uoxX";
        unsigned long long number = draw_number();

        switch (draw_below(4)) {
        case 0:
            write_conversion(format, types, "");
            CHECK(format, (unsigned)number);
            break;
        case 1:
            write_conversion(format, types, "hh");
            CHECK(format, (int)(signed char)number);
            break;
        case 2:
            write_conversion(format, types, "h");
            CHECK(format, (int)(short)number);
            break;
        default:
            write_conversion(format, types, draw_below(2) ? "ll" : "j");
            CHECK(format, number);
            break;
        }
    }
}

Test(fmt, random_mixtures)
{
    static const char *const words[] = {"", "a", "scheduler", "Zürich", "%d"};
    char format[256];

    for (unsigned i = 0; i < 30000; i++) {
        char *at = format;
        const char *word = words[draw_below(5)];
        int width = (int)draw_below(40) - 20;
        int precision = (int)draw_below(20) - 5;
        unsigned long long number = draw_number();

        at = write_conversion(at, "d", "");
        at += sprintf(at, " %s", draw_below(2) ? "<%*.*s>" : "<%-*.*s>");
        at = write_conversion(at, "x", "z");
        at += sprintf(at, "%%%%");
        at = write_conversion(at, "d", "l");
        CHECK(format, (int)number, width, precision, word, (size_t)number,
              (long)number);
    }
}
