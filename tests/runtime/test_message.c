/* SPDX-License-Identifier: MIT */
/* Who is asked for what, with which memory, and who is answered. */
#include "message_send.h"

#include <helix/interrupt.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

TestSuite(message, .init = fake_shapes_init);

static const struct hx_module *const delta = &fake_modules[DELTA]; /* has 1.0 */

Test(message, the_answer_is_addressed_to_the_sender)
{
    static const enum hx_message_type types[] = {
        HX_MESSAGE_REQUEST,
        HX_MESSAGE_QUERY,
        HX_MESSAGE_CONTROL,
    };

    for (size_t i = 0; i < HX_COUNT_OF(types); i++) {
        struct hx_message message = {
            .source = "shell",
            .target = "alpha",
            .type = types[i],
            .operation = "nothing",
            .id = UINT64_C(0x123456789abcdef0) + i,
        };

        cr_assert_eq(handle(&message), HX_OK);
        expect_answer(1, "nothing()");
        cr_assert_str_eq(answer.source, "alpha");
        cr_assert_str_eq(answer.target, "shell");
        cr_assert_str_eq(answer.operation, "nothing");
        cr_assert_eq(answer.type, types[i]);
        cr_assert_eq(answer.id, message.id);
    }
}

/* With every size of memory from none to enough, and from every alignment. */
static void expect_to_need_memory(const char *operation, const struct hx_value *values,
                                  size_t count, const char *called)
{
    const struct hx_message message = {
        .operation = operation,
        .values = values,
        .value_count = count,
    };

    for (size_t shift = 0; shift < 16; shift++) {
        size_t capacity = 0;
        hx_status status;

        do {
            /* The sanitizer sees what goes beyond it. */
            unsigned char *block = malloc(shift + capacity + 1);
            struct hx_message result = {.operation = "old"};
            struct hx_buffer buffer = {
                .data = block + shift,
                .capacity = capacity,
                .size = 7,
            };
            const size_t sentinel = shift + capacity;

            cr_assert_not_null(block);
            block[sentinel] = 0x5a;
            status = hx_interface_handle_message(alpha, "test.shapes", &message,
                                                 &result, &buffer);
            cr_assert_eq(block[sentinel], 0x5a);
            if (status == HX_OK) {
                cr_assert_eq(buffer.size, capacity);
                cr_assert_str_eq(fake_shapes_called(), called);
            } else {
                cr_assert_eq(status, HX_ERR_NO_SPACE);
                cr_assert_eq(buffer.size, 7);
                cr_assert_str_eq(result.operation, "old");
                cr_assert_neq(strstr(hx_fail_detail(status), " of memory expected, "),
                              NULL);
            }
            free(block);
            capacity++;
        } while (status != HX_OK && capacity < 1024);
        cr_assert_eq(status, HX_OK);
    }
}

#define EXPECT_TO_NEED_MEMORY(operation, called, ...)                          \
    expect_to_need_memory((operation), (const struct hx_value[]){__VA_ARGS__}, \
                          sizeof((const struct hx_value[]){__VA_ARGS__}) /     \
                              sizeof(struct hx_value),                         \
                          (called))

Test(message, memory_of_every_size)
{
    const struct fake_pair pair = {.left = 1, .right = 2};
    const double by = 2;
    const uint32_t items[] = {1, 2, 3};

    expect_to_need_memory("nothing", NULL, 0, "nothing()");
    EXPECT_TO_NEED_MEMORY("narrow", "narrow(1, 2, 3, 4)", U64(1), U64(2), U64(3),
                          U64(4));
    EXPECT_TO_NEED_MEMORY("flip", "flip(1)", BOOL(true));
    EXPECT_TO_NEED_MEMORY("darker", "darker(3)", U64(FAKE_GREY));
    EXPECT_TO_NEED_MEMORY("sum", "sum(3)", OBJECT(items), U64(3));
    EXPECT_TO_NEED_MEMORY("fill", "fill(4, 1)", U64(4), U64(1));
    EXPECT_TO_NEED_MEMORY("swap", "swap(1, 2)", OBJECT(pair));
    EXPECT_TO_NEED_MEMORY("scale", "scale(1, 2, 2)", OBJECT(pair), OBJECT(by));
    EXPECT_TO_NEED_MEMORY("copy", "copy(9)", BYTES("123456789", 9), U64(9));
}

/* How long a text is nobody knows before the operation has run. */
Test(message, memory_for_all_but_the_text_of_the_result)
{
    const struct hx_value name = TEXT("x");
    const struct hx_message message = {
        .operation = "greet",
        .values = &name,
        .value_count = 1,
    };
    const size_t before = 2 * sizeof(uint64_t) + sizeof(struct hx_value);
    const size_t text_size = sizeof("hello, x");

    for (size_t capacity = 0; capacity <= before + text_size; capacity++) {
        hx_status status;

        memory = (struct hx_buffer){.data = room, .capacity = capacity, .size = 7};
        answer = (struct hx_message){.operation = "old"};
        status = hx_interface_handle_message(alpha, "test.shapes", &message, &answer,
                                             &memory);
        cr_assert_eq(status, capacity < before + text_size ? HX_ERR_NO_SPACE : HX_OK);
        cr_assert_str_eq(fake_shapes_called(), capacity < before ? "" : "greet(x)");
        cr_assert_str_eq(answer.operation, status == HX_OK ? "greet" : "old");
        cr_assert_eq(memory.size, status == HX_OK ? capacity : 7);
        if (capacity == before)
            cr_assert_str_eq(hx_fail_detail(status), "greet, result: 9 bytes of "
                                                     "memory expected, 0 left");
        if (capacity == before - 1)
            cr_assert_str_eq(hx_fail_detail(status),
                             "greet: more than 40 bytes of memory expected, 39 found");
    }
}

Test(message, no_memory_at_all)
{
    const struct hx_message message = {.operation = "nothing"};

    memory = (struct hx_buffer){.size = 7};
    answer.operation = "old";
    expect_refusal(
        hx_interface_handle_message(alpha, "test.shapes", &message, &answer, &memory),
        HX_ERR_NO_SPACE, "nothing: more than 32 bytes of memory expected, 0 found");
    memory.capacity = 100;
    EXPECT_INVALID(
        hx_interface_handle_message(alpha, "test.shapes", &message, &answer, &memory),
        "nothing: a size without memory");
}

Test(message, what_must_not_be_null)
{
    const struct hx_message message = {.operation = "nothing"};
    const struct hx_message nameless = {.operation = NULL};
    static const char text[] = "message without module, interface or memory";

    memory = (struct hx_buffer){.data = room, .capacity = sizeof(room), .size = 7};
    answer.operation = "old";
    EXPECT_INVALID(
        hx_interface_handle_message(NULL, "test.shapes", &message, &answer, &memory),
        text);
    EXPECT_INVALID(hx_interface_handle_message(alpha, NULL, &message, &answer, &memory),
                   text);
    EXPECT_INVALID(
        hx_interface_handle_message(alpha, "test.shapes", NULL, &answer, &memory),
        text);
    EXPECT_INVALID(
        hx_interface_handle_message(alpha, "test.shapes", &message, &answer, NULL),
        text);
    EXPECT_INVALID(
        hx_interface_handle_message(alpha, "test.shapes", &message, NULL, &memory),
        "nothing: a place for the answer expected, NULL found");
    EXPECT_INVALID(handle(&nameless), "message to 'test.shapes' without an operation");
}

Test(message, a_response_is_not_handled)
{
    EXPECT_INVALID(
        handle(&(struct hx_message){.operation = "nothing", .is_response = true}),
        "nothing: a message expected, a response found");
}

Test(message, types_that_call_nothing)
{
    static const int types[] = {HX_MESSAGE_ERROR, HX_MESSAGE_CUSTOM, 6, INT_MAX};

    for (size_t i = 0; i < HX_COUNT_OF(types); i++) {
        char detail[128];

        snprintf(detail, sizeof(detail),
                 "nothing: a type that calls expected, %d found", types[i]);
        EXPECT_INVALID(handle(&(struct hx_message){
                           .operation = "nothing",
                           .type = (enum hx_message_type)types[i],
                       }),
                       detail);
    }
}

Test(message, a_notification_is_not_answered)
{
    const struct hx_value values[] = {I64(-1), U64(2), U64(3), U64(4)};
    struct hx_message message = {
        .type = HX_MESSAGE_NOTIFY,
        .operation = "narrow",
        .values = values,
        .value_count = 4,
    };

    cr_assert_eq(handle(&message), HX_OK);
    cr_assert_str_eq(fake_shapes_called(), "narrow(-1, 2, 3, 4)");
    cr_assert_str_eq(answer.operation, "old");
    cr_assert_eq(memory.size, 7);
    cr_assert_eq(
        hx_interface_handle_message(alpha, "test.shapes", &message, NULL, &memory),
        HX_OK);
    cr_assert_str_eq(fake_shapes_called(), "narrow(-1, 2, 3, 4)");
    message.value_count = 3;
    EXPECT_INVALID(handle(&message), "narrow: 4 values expected, 3 found");
}

Test(message, an_operation_that_there_is_not)
{
    expect_refusal(send("narro", NULL, 0), HX_ERR_UNKNOWN_REQUEST,
                   "no operation 'narro' in test.shapes");
    expect_refusal(send("", NULL, 0), HX_ERR_UNKNOWN_REQUEST,
                   "no operation '' in test.shapes");
}

static hx_status ask(const struct hx_module *module, const char *interface,
                     const char *operation)
{
    const struct hx_message message = {.operation = operation};

    memory = (struct hx_buffer){.data = room, .capacity = sizeof(room), .size = 7};
    answer = (struct hx_message){.operation = "old"};
    return hx_interface_handle_message(module, interface, &message, &answer, &memory);
}

Test(message, an_interface_that_there_is_not)
{
    expect_refusal(ask(alpha, "test.shape", "nothing"), HX_ERR_NOT_FOUND,
                   "no interface 'test.shape'");
}

Test(message, an_interface_that_the_module_does_not_implement)
{
    expect_refusal(ask(&fake_modules[EPSILON], "test.shapes", "nothing"),
                   HX_ERR_UNSUPPORTED, "'epsilon' does not implement test.shapes");
    expect_refusal(ask(alpha, "helix.audio", "nothing"), HX_ERR_UNSUPPORTED,
                   "'alpha' does not implement helix.audio");
}

Test(message, an_operation_younger_than_the_provider)
{
    expect_refusal(ask(delta, "test.shapes", "nothing"), HX_ERR_UNSUPPORTED,
                   "nothing: version 1.2 expected, 1.0 found");
    expect_refusal(ask(delta, "test.shapes", "copy"), HX_ERR_UNSUPPORTED,
                   "copy: version 1.1 expected, 1.0 found");
    cr_assert_eq(ask(alpha, "test.shapes", "nothing"), HX_OK);
}

Test(message, a_provider_that_is_not_up)
{
    fake_shapes_open(false);
    /* Whatever the operation's @on_fail would be: nobody was asked. */
    expect_refusal(send("nothing", NULL, 0), HX_ERR_NOT_FOUND,
                   "nothing: no provider of test.shapes is up");
    expect_refusal(SEND("flip", BOOL(true)), HX_ERR_NOT_FOUND,
                   "flip: no provider of test.shapes is up");
    fake_shapes_open(true);
    cr_assert_eq(send("nothing", NULL, 0), HX_OK);
}

Test(message, from_an_interrupt)
{
    hx_status status;

    hx_interrupt_enter();
    status = send("nothing", NULL, 0);
    expect_refusal(status, HX_ERR_WRONG_CONTEXT, "message handled in an interrupt");
    hx_interrupt_exit();
    cr_assert_eq(send("nothing", NULL, 0), HX_OK);
}

Test(message, supported_operations_are_those_of_the_version)
{
    const char *names[16] = {NULL};

    cr_assert_eq(hx_interface_supported_operations(alpha, "test.shapes", names, 16),
                 11);
    cr_assert_str_eq(names[0], "narrow");
    cr_assert_str_eq(names[9], "copy");
    cr_assert_str_eq(names[10], "nothing");
    cr_assert_null(names[11]);
    names[8] = NULL;
    names[9] = NULL;
    cr_assert_eq(hx_interface_supported_operations(delta, "test.shapes", names, 16), 9);
    cr_assert_str_eq(names[8], "shift");
    cr_assert_null(names[9]);
}

Test(message, supported_operations_beyond_the_capacity)
{
    const char *names[2] = {NULL};

    cr_assert_eq(hx_interface_supported_operations(delta, "test.shapes", names, 1), 9);
    cr_assert_str_eq(names[0], "narrow");
    cr_assert_null(names[1]);
    cr_assert_eq(hx_interface_supported_operations(delta, "test.shapes", NULL, 0), 9);
}

Test(message, supported_operations_of_what_is_not_implemented)
{
    cr_assert_eq(hx_interface_supported_operations(alpha, "helix.audio", NULL, 0), 0);
    cr_assert_eq(hx_interface_supported_operations(alpha, "unheard.of", NULL, 0), 0);
}
