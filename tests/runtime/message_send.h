/* SPDX-License-Identifier: MIT */
/* Messages to ALPHA's "test.shapes", and what the tests of them look at. */
#pragma once

#include "fake_shapes.h"

#include <helix/interface.h>
#include <helix/message.h>

#include <criterion/criterion.h>
#include <string.h>

static const struct hx_module *const alpha = &fake_modules[ALPHA]; /* has 1.2 */

static _Alignas(16) unsigned char room[1024];
static struct hx_buffer memory;
static struct hx_message answer;

static inline hx_status handle(const struct hx_message *message)
{
    memset(room, 0xaa, sizeof(room));
    memory = (struct hx_buffer){.data = room, .capacity = sizeof(room), .size = 7};
    answer = (struct hx_message){.operation = "old"};
    return hx_interface_handle_message(alpha, "test.shapes", message, &answer, &memory);
}

static inline hx_status send(const char *operation, const struct hx_value *values,
                             size_t count)
{
    return handle(&(struct hx_message){
        .source = "here",
        .target = "there",
        .operation = operation,
        .values = values,
        .value_count = count,
        .id = UINT64_MAX,
    });
}

/* Sends the values behind the operation. */
#define SEND(operation, ...)                                  \
    send((operation), (const struct hx_value[]){__VA_ARGS__}, \
         sizeof((const struct hx_value[]){__VA_ARGS__}) / sizeof(struct hx_value))

#define U64 hx_value_from_u64
#define I64 hx_value_from_i64
#define TEXT hx_value_from_text
#define BOOL hx_value_from_bool
#define BYTES hx_value_from_bytes
#define OBJECT(object) hx_value_from_bytes(&(object), sizeof(object))

static inline int64_t integer_at(size_t index)
{
    int64_t number = 0;

    cr_assert_lt(index, answer.value_count);
    cr_assert(hx_value_to_i64(&answer.values[index], &number));
    return number;
}

static inline const void *bytes_at(size_t index, size_t size)
{
    cr_assert_lt(index, answer.value_count);
    cr_assert_eq(answer.values[index].kind, HX_VALUE_BYTES);
    cr_assert_eq(answer.values[index].bytes.size, size);
    return answer.values[index].bytes.data;
}

static inline void expect_answer(size_t value_count, const char *called)
{
    cr_assert_str_eq(fake_shapes_called(), called);
    cr_assert_eq(answer.value_count, value_count);
    cr_assert(answer.is_response);
}

/* The message was refused, and nothing but the memory's content has changed. */
static inline void expect_refusal(hx_status status, hx_status expected,
                                  const char *detail)
{
    cr_assert_eq(status, expected, "%s: %s", hx_status_name(status),
                 hx_fail_detail(status));
    cr_assert_str_eq(hx_fail_detail(status), detail);
    cr_assert_str_eq(fake_shapes_called(), "");
    cr_assert_str_eq(answer.operation, "old");
    cr_assert_eq(memory.size, 7);
}

#define EXPECT_INVALID(sent, detail) expect_refusal((sent), HX_ERR_INVALID, (detail))
