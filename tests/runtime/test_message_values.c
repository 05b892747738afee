/* SPDX-License-Identifier: MIT */
/* What the values of a message may be, and what becomes of them. */
#include "message_send.h"

#include <stdio.h>

TestSuite(message_values, .init = fake_shapes_init);

static const struct hx_value empty = {.kind = HX_VALUE_EMPTY};

Test(message_values, integers_and_a_status)
{
    cr_assert_eq(SEND("narrow", U64(0), U64(2), I64(-3), U64(4)), HX_OK);
    expect_answer(1, "narrow(0, 2, -3, 4)");
    cr_assert_eq(integer_at(0), HX_OK);
}

Test(message_values, a_failing_operation_was_called_all_the_same)
{
    cr_assert_eq(SEND("narrow", I64(-5), U64(0), U64(0), U64(0)), HX_OK);
    expect_answer(1, "narrow(-5, 0, 0, 0)");
    cr_assert_eq(integer_at(0), HX_ERR_BUSY);
    cr_assert_str_eq(hx_fail_detail(HX_ERR_BUSY), "a is -5");
}

Test(message_values, a_result_of_nothing_is_empty)
{
    cr_assert_eq(send("nothing", NULL, 0), HX_OK);
    expect_answer(1, "nothing()");
    cr_assert_eq(answer.values[0].kind, HX_VALUE_EMPTY);
}

Test(message_values, booleans)
{
    cr_assert_eq(SEND("flip", BOOL(true)), HX_OK);
    expect_answer(1, "flip(1)");
    cr_assert_eq(answer.values[0].kind, HX_VALUE_BOOLEAN);
    cr_assert_not(answer.values[0].boolean);
    cr_assert_eq(SEND("flip", BOOL(false)), HX_OK);
    cr_assert(answer.values[0].boolean);
}

Test(message_values, enumerators)
{
    cr_assert_eq(SEND("darker", I64(FAKE_PALE)), HX_OK);
    expect_answer(1, "darker(-1)");
    cr_assert_eq(integer_at(0), FAKE_DARK);
    cr_assert_eq(SEND("darker", U64(FAKE_DARK)), HX_OK);
    cr_assert_eq(integer_at(0), FAKE_PALE);
}

Test(message_values, what_is_no_enumerator)
{
    EXPECT_INVALID(SEND("darker", U64(0)),
                   "darker(shade): one of 3 enumerators expected, 0 found");
    EXPECT_INVALID(SEND("darker", U64(8)),
                   "darker(shade): one of 3 enumerators expected, 8 found");
    EXPECT_INVALID(SEND("darker", U64(UINT64_MAX)),
                   "darker(shade): one of 3 enumerators expected, "
                   "18446744073709551615 found");
    EXPECT_INVALID(SEND("darker", I64(INT64_MIN)),
                   "darker(shade): one of 3 enumerators expected, "
                   "-9223372036854775808 found");
    EXPECT_INVALID(SEND("darker", U64(UINT32_MAX)),
                   "darker(shade): one of 3 enumerators expected, 4294967295 found");
}

Test(message_values, text_is_copied_out_of_the_provider)
{
    cr_assert_eq(SEND("greet", TEXT("you")), HX_OK);
    expect_answer(1, "greet(you)");
    cr_assert_eq(answer.values[0].kind, HX_VALUE_TEXT);
    cr_assert_str_eq(answer.values[0].text, "hello, you");
    cr_assert_geq((uintptr_t)answer.values[0].text, (uintptr_t)room);
    cr_assert_lt((uintptr_t)answer.values[0].text, (uintptr_t)room + sizeof(room));
}

Test(message_values, text_that_is_null)
{
    cr_assert_eq(SEND("greet", TEXT("")), HX_OK);
    expect_answer(1, "greet()");
    cr_assert_eq(answer.values[0].kind, HX_VALUE_EMPTY);
    EXPECT_INVALID(SEND("greet", TEXT(NULL)), "greet(name): Text expected, NULL found");
}

Test(message_values, bytes_in_wherever_they_are)
{
    const uint32_t items[] = {1, 20, 300};
    unsigned char anywhere[sizeof(items) + 1];

    for (size_t shift = 0; shift <= 1; shift++) {
        memcpy(anywhere + shift, items, sizeof(items));
        cr_assert_eq(SEND("sum", BYTES(anywhere + shift, sizeof(items)), U64(3)),
                     HX_OK);
        expect_answer(1, "sum(3)");
        cr_assert_eq(integer_at(0), 321);
    }
}

Test(message_values, no_elements)
{
    cr_assert_eq(SEND("sum", BYTES(NULL, 0), U64(0)), HX_OK);
    expect_answer(1, "sum(0)");
    cr_assert_eq(integer_at(0), 0);
    cr_assert_eq(SEND("fill", U64(0), U64(1)), HX_OK);
    expect_answer(2, "fill(0, 1)");
    bytes_at(1, 0);
}

Test(message_values, bytes_out)
{
    const uint16_t expected[] = {5, 5, 5, 5, 5, 5};

    cr_assert_eq(SEND("fill", U64(2), U64(5)), HX_OK);
    expect_answer(2, "fill(2, 5)");
    cr_assert_eq(integer_at(0), HX_OK);
    cr_assert_arr_eq(bytes_at(1, sizeof(expected)), expected, sizeof(expected));
}

Test(message_values, what_the_operation_does_not_write_is_zero)
{
    const uint16_t expected[3] = {0};

    cr_assert_eq(SEND("fill", U64(1), U64(0)), HX_OK);
    cr_assert_arr_eq(bytes_at(1, sizeof(expected)), expected, sizeof(expected));
}

Test(message_values, bytes_in_and_out)
{
    const struct fake_pair before = {.left = 3, .right = 4};
    struct fake_pair after;

    cr_assert_eq(SEND("swap", OBJECT(before)), HX_OK);
    expect_answer(2, "swap(3, 4)");
    cr_assert_eq(answer.values[0].kind, HX_VALUE_EMPTY);
    memcpy(&after, bytes_at(1, sizeof(after)), sizeof(after));
    cr_assert_eq(after.left, 4);
    cr_assert_eq(after.right, 3);
    cr_assert_eq(before.left, 3, "the message stays as it was");
}

Test(message_values, values_that_are_bytes)
{
    const struct fake_pair pair = {.left = 3, .right = 4};
    const double by = 2.5;
    double result;

    cr_assert_eq(SEND("scale", OBJECT(pair), OBJECT(by)), HX_OK);
    expect_answer(1, "scale(3, 4, 2.5)");
    memcpy(&result, bytes_at(0, sizeof(result)), sizeof(result));
    cr_assert_eq(result, 10.0);
}

Test(message_values, addresses_are_integers)
{
    cr_assert_eq(SEND("shift", U64(0x1000), U64(0x234)), HX_OK);
    expect_answer(1, "shift(0x1000, 564)");
    cr_assert_eq(integer_at(0), 0x1234);
    EXPECT_INVALID(SEND("shift", I64(-1), U64(0)),
                   "shift(at): 0 to 18446744073709551615 expected, -1 found");
}

Test(message_values, constant_and_void_memory)
{
    cr_assert_eq(SEND("copy", BYTES("abcde", 5), U64(5)), HX_OK);
    expect_answer(2, "copy(5)");
    cr_assert_arr_eq(bytes_at(1, 5), "abcde", 5);
}

/* Each parameter of `narrow` at the ends of its type, and one beyond. */
Test(message_values, integers_at_the_ends_of_their_types)
{
    const struct hx_value zero = U64(0);
    const struct {
        size_t index;
        struct hx_value value;
        const char *refusal; /* NULL: it fits */
    } cases[] = {
        {0, I64(-128), NULL},
        {0, I64(-129), "narrow(a): -128 to 127 expected, -129 found"},
        {0, U64(127), NULL},
        {0, U64(128), "narrow(a): -128 to 127 expected, 128 found"},
        {1, U64(65535), NULL},
        {1, U64(65536), "narrow(b): 0 to 65535 expected, 65536 found"},
        {1, I64(-1), "narrow(b): 0 to 65535 expected, -1 found"},
        {2, I64(INT64_MIN), NULL},
        {2,
         {.kind = HX_VALUE_INTEGER,
          .integer = {UINT64_C(0x8000000000000001), .is_negative = true}},
         "narrow(c): -9223372036854775808 to 9223372036854775807 expected, "
         "-9223372036854775809 found"},
        {2, I64(INT64_MAX), NULL},
        {2, U64(UINT64_C(0x8000000000000000)),
         "narrow(c): -9223372036854775808 to 9223372036854775807 expected, "
         "9223372036854775808 found"},
        {3, U64(UINT64_MAX), NULL},
        {3, I64(-1), "narrow(d): 0 to 18446744073709551615 expected, -1 found"},
        {3,
         {.kind = HX_VALUE_INTEGER, .integer = {UINT64_MAX, .is_negative = true}},
         "narrow(d): 0 to 18446744073709551615 expected, "
         "-18446744073709551615 found"},
        /* There is but one zero. */
        {3, {.kind = HX_VALUE_INTEGER, .integer = {0, .is_negative = true}}, NULL},
    };

    for (size_t i = 0; i < HX_COUNT_OF(cases); i++) {
        struct hx_value values[] = {zero, zero, zero, zero};
        hx_status status;

        values[cases[i].index] = cases[i].value;
        status = send("narrow", values, HX_COUNT_OF(values));
        if (cases[i].refusal != NULL)
            EXPECT_INVALID(status, cases[i].refusal);
        else
            cr_assert_eq(status, HX_OK, "%zu: %s", i, hx_fail_detail(status));
        fake_shapes_called();
    }
}

Test(message_values, integers_arrive_as_they_were_sent)
{
    cr_assert_eq(SEND("narrow", I64(0), U64(65535), I64(INT64_MIN), U64(UINT64_MAX)),
                 HX_OK);
    expect_answer(1, "narrow(0, 65535, -9223372036854775808, 18446744073709551615)");
}

Test(message_values, a_value_of_another_kind)
{
    const struct hx_value kinds[] = {
        empty,
        BYTES("", 0),
        TEXT(""),
        U64(1),
        BOOL(true),
        {.kind = HX_VALUE_LIST},
        {.kind = HX_VALUE_MAP},
        {.kind = (enum hx_value_kind)99},
    };
    static const char *const names[] = {"Empty",   "Bytes", "Text", "Integer",
                                        "Boolean", "List",  "Map",  "?"};
    static const struct {
        const char *operation;
        const char *parameter;
        const char *expected;
    } cases[] = {
        {"flip", "value", "Boolean"},
        {"darker", "shade", "Integer"},
        {"greet", "name", "Text"},
        {"swap", "pair", "Bytes"},
    };

    for (size_t i = 0; i < HX_COUNT_OF(cases); i++) {
        for (size_t kind = 0; kind < HX_COUNT_OF(kinds); kind++) {
            char detail[128];

            if (strcmp(cases[i].expected, names[kind]) == 0)
                continue;
            snprintf(detail, sizeof(detail), "%s(%s): %s expected, %s found",
                     cases[i].operation, cases[i].parameter, cases[i].expected,
                     names[kind]);
            EXPECT_INVALID(send(cases[i].operation, &kinds[kind], 1), detail);
        }
    }
}

Test(message_values, the_argument_is_named_wherever_it_stands)
{
    EXPECT_INVALID(SEND("narrow", U64(0), empty, U64(0), U64(0)),
                   "narrow(b): Integer expected, Empty found");
    EXPECT_INVALID(SEND("narrow", U64(0), U64(0), U64(0), TEXT("4")),
                   "narrow(d): Integer expected, Text found");
    EXPECT_INVALID(SEND("scale", BYTES("", 0), empty),
                   "scale(by): Bytes expected, Empty found");
    EXPECT_INVALID(SEND("fill", U64(1), BOOL(true)),
                   "fill(with): Integer expected, Boolean found");
}

Test(message_values, too_few_and_too_many_values)
{
    const struct hx_value values[5] = {U64(0), U64(0), U64(0), U64(0), U64(0)};

    EXPECT_INVALID(send("narrow", values, 3), "narrow: 4 values expected, 3 found");
    EXPECT_INVALID(send("narrow", values, 5), "narrow: 4 values expected, 5 found");
    EXPECT_INVALID(send("narrow", NULL, 0), "narrow: 4 values expected, 0 found");
    EXPECT_INVALID(send("nothing", values, 1), "nothing: 0 values expected, 1 found");
    EXPECT_INVALID(send("nothing", NULL, SIZE_MAX),
                   "nothing: 0 values expected, 18446744073709551615 found");
    /* What is @out is no value of the message. */
    EXPECT_INVALID(send("fill", values, 3), "fill: 2 values expected, 3 found");
    EXPECT_INVALID(send("narrow", NULL, 4), "narrow: 4 values expected, NULL found");
}

Test(message_values, bytes_of_another_size)
{
    const uint32_t items[4] = {0};
    const struct fake_pair pairs[2] = {{0}};
    const double by = 1;

    EXPECT_INVALID(SEND("sum", BYTES(items, 15), U64(4)),
                   "sum(items): 16 bytes expected, 15 found");
    EXPECT_INVALID(SEND("sum", BYTES(items, 16), U64(3)),
                   "sum(items): 12 bytes expected, 16 found");
    EXPECT_INVALID(SEND("sum", BYTES(items, 4), U64(0)),
                   "sum(items): 0 bytes expected, 4 found");
    EXPECT_INVALID(SEND("swap", BYTES(pairs, 17)),
                   "swap(pair): 16 bytes expected, 17 found");
    EXPECT_INVALID(SEND("scale", BYTES(pairs, 15), OBJECT(by)),
                   "scale(pair): 16 bytes expected, 15 found");
    EXPECT_INVALID(SEND("scale", BYTES(pairs, 16), BYTES(&by, 7)),
                   "scale(by): 8 bytes expected, 7 found");
}

Test(message_values, bytes_that_are_null)
{
    EXPECT_INVALID(SEND("sum", BYTES(NULL, 8), U64(2)),
                   "sum(items): 8 bytes expected, NULL found");
    EXPECT_INVALID(SEND("swap", BYTES(NULL, 16)),
                   "swap(pair): 16 bytes expected, NULL found");
}

Test(message_values, a_count_that_is_negative)
{
    EXPECT_INVALID(SEND("fill", I64(-1), U64(0)),
                   "fill(n): a count expected, -1 found");
    EXPECT_INVALID(SEND("fill", I64(INT32_MIN), U64(0)),
                   "fill(n): a count expected, -2147483648 found");
}

Test(message_values, a_count_that_no_memory_holds)
{
    EXPECT_INVALID(SEND("sum", BYTES("", 0), U64(UINT64_C(1) << 62)),
                   "sum(items): 4611686018427387904 times 1 elements of 4 bytes are "
                   "more than memory holds");
    EXPECT_INVALID(SEND("sum", BYTES("", 0), U64(UINT64_MAX)),
                   "sum(items): 18446744073709551615 times 1 elements of 4 bytes are "
                   "more than memory holds");
    /* One less is a size, though not one that anybody has. */
    EXPECT_INVALID(SEND("sum", BYTES("", 0), U64((UINT64_C(1) << 62) - 1)),
                   "sum(items): 18446744073709551612 bytes expected, 0 found");
    EXPECT_INVALID(SEND("copy", BYTES("", 0), U64(UINT64_MAX)),
                   "copy(from): 18446744073709551615 bytes expected, 0 found");
    expect_refusal(SEND("fill", U64(INT32_MAX), U64(1)), HX_ERR_NO_SPACE,
                   "fill(out): 12884901882 bytes of memory expected, 944 left");
}

Test(message_values, numbers_and_values)
{
    const struct hx_value most_negative = {
        .kind = HX_VALUE_INTEGER,
        .integer = {UINT64_C(0x8000000000000001), true},
    };
    struct hx_value value = I64(INT64_MIN);
    uint64_t u64 = 77;
    int64_t i64 = 77;

    cr_assert(value.integer.is_negative);
    cr_assert_eq(value.integer.magnitude, UINT64_C(0x8000000000000000));
    cr_assert(hx_value_to_i64(&value, &i64));
    cr_assert_eq(i64, INT64_MIN);
    cr_assert_not(hx_value_to_u64(&value, &u64));
    cr_assert_eq(u64, 77);

    value = U64(UINT64_MAX);
    cr_assert(hx_value_to_u64(&value, &u64));
    cr_assert_eq(u64, UINT64_MAX);
    cr_assert_not(hx_value_to_i64(&value, &i64));
    value = U64(INT64_MAX);
    cr_assert(hx_value_to_i64(&value, &i64));
    cr_assert_eq(i64, INT64_MAX);
    value = U64(UINT64_C(0x8000000000000000));
    cr_assert_not(hx_value_to_i64(&value, &i64));
    cr_assert_not(hx_value_to_i64(&most_negative, &i64));
    cr_assert_eq(i64, INT64_MAX);

    value = TEXT("1");
    cr_assert_not(hx_value_to_i64(&value, &i64));
    cr_assert_not(hx_value_to_u64(&value, &u64));
}
