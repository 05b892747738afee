/* SPDX-License-Identifier: MIT */
/*
 * Messages: operations of interfaces, called by name with values that say what they
 * are.
 *
 * Typed calls are cheaper and are checked by the compiler. A message is for those who
 * learn only at run time what is to be called: a shell, a bridge to another machine, a
 * test. What is in it is checked here, against the spec, before the operation runs.
 *
 *     struct hx_value unit = hx_value_from_u64(0);
 *     struct hx_message answer, message = {
 *         .operation = "block_count", .values = &unit, .value_count = 1,
 *     };
 *     unsigned char room[128];
 *     struct hx_buffer memory = {.data = room, .capacity = sizeof(room)};
 *     uint64_t blocks = 0;
 *
 *     hx_status status = hx_interface_handle_message(disk, "helix.block_device",
 *                                                    &message, &answer, &memory);
 *     if (status == HX_OK && hx_value_to_u64(&answer.values[0], &blocks))
 *         hx_log_info("%llu blocks", (unsigned long long)blocks);
 *
 * The values of a message are the operation's parameters in their order, without those
 * that are @out. Those of an answer are the result, then what @out and @inout
 * parameters hold after the call, in their order.
 *
 *     in the spec                    in a message
 *     integer, char, @address        Integer, in the range of the type
 *     enum                           Integer, one of the enumerators
 *     bool                           Boolean
 *     @string                        Text, not NULL; a result that is NULL: Empty
 *     @in(n), @inout(n)              Bytes, as many as n elements have; n is itself a
 *                                    value of the message, or a constant
 *     @out(n)                        nothing; Bytes in the answer
 *     struct, union, floating number Bytes, as many as it has
 *     no result                      Empty
 *
 * What the bytes of a struct mean is between the caller and the provider: a bool or an
 * enum inside is not looked at.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>

/* REQUEST, QUERY and CONTROL call an operation; NOTIFY does, and wants no answer. */
enum hx_message_type {
    HX_MESSAGE_REQUEST,
    HX_MESSAGE_NOTIFY,
    HX_MESSAGE_QUERY,
    HX_MESSAGE_CONTROL,
    HX_MESSAGE_ERROR,  /* for those who carry messages: they agree on what it means */
    HX_MESSAGE_CUSTOM, /* the same, with `custom` */
};

enum hx_value_kind {
    HX_VALUE_EMPTY,
    HX_VALUE_BYTES,
    HX_VALUE_TEXT,
    HX_VALUE_INTEGER,
    HX_VALUE_BOOLEAN,
    HX_VALUE_LIST, /* no operation takes one, as yet; nor a map */
    HX_VALUE_MAP,
};

/* Every int64_t and every uint64_t, each as itself. */
struct hx_integer {
    uint64_t magnitude;
    bool is_negative;
};

struct hx_value_list {
    const struct hx_value *values;
    size_t count;
};

struct hx_value_map {
    const struct hx_value_entry *entries;
    size_t count;
};

/* The member of `kind` is the one that counts. Pointers are borrowed. */
struct hx_value {
    enum hx_value_kind kind;
    union {
        struct hx_bytes bytes;
        const char *text; /* with a NUL at its end */
        struct hx_integer integer;
        bool boolean;
        struct hx_value_list list;
        struct hx_value_map map;
    };
};

struct hx_value_entry {
    const char *key;
    struct hx_value value;
};

struct hx_message {
    const char *source; /* for the carrier, like target and id; may be NULL */
    const char *target;
    enum hx_message_type type;
    uint32_t custom; /* which of CUSTOM */
    const char *operation;
    const struct hx_value *values;
    size_t value_count;
    uint64_t id;
    bool is_response;
};

/*
 * Calls the operation that the message names, of `interface`, in `module`, and puts the
 * outcome into `answer`: with the same id, type and operation, with source and target
 * exchanged, and `is_response` set.
 *
 * HX_OK means that the operation was called; whether it succeeded, the first value of
 * the answer says. With NOTIFY nobody learns that: `answer` may be NULL and is left
 * alone.
 *
 * All Bytes are copied into `memory`, aligned, before the call; a Text is passed as it
 * is. The values, bytes and text of the answer are in `memory`, too, and good for as
 * long as it is. So it is what bounds a message: 8 bytes for each parameter and 8 more,
 * 24 for each value of the answer, all bytes that go in or out, and what aligning
 * takes. `memory->size` becomes what was used. The message must lie elsewhere. What is
 * @out starts as zeros: the answer holds nothing but what the operation wrote.
 *
 * Runs where the caller runs, as a typed call does, and goes through the same slot. If
 * it fails, `answer` and `memory->size` are as they were, and the detail names the
 * operation and the argument, what was expected and what was found:
 *   HX_ERR_WRONG_CONTEXT    called from an interrupt
 *   HX_ERR_INVALID          something is NULL that must not be; the message is a
 *                           response or of a type that calls nothing; too few or too
 *                           many values; a value of another kind, out of its range, or
 *                           of another size; a count that no memory could hold
 *   HX_ERR_NOT_FOUND        the image has no such interface; or the module is not up
 *   HX_ERR_UNSUPPORTED      the module does not implement the interface, or a version
 *                           of it that is older than the operation
 *   HX_ERR_UNKNOWN_REQUEST  the interface has no such operation
 *   HX_ERR_NO_SPACE         `memory` is too small. The operation was not called, unless
 *                           it is the text of its result that does not fit.
 */
HX_MUST_CHECK hx_status hx_interface_handle_message(const struct hx_module *module,
                                                    const char *interface,
                                                    const struct hx_message *message,
                                                    struct hx_message *answer,
                                                    struct hx_buffer *memory);

/*
 * Fills up to `capacity` names of the operations that `module` has of `interface`,
 * those of the version that it implements, and returns how many there are; 0 if it does
 * not implement it. Any context. The names live as long as the image.
 */
size_t hx_interface_supported_operations(const struct hx_module *module,
                                         const char *interface,
                                         const char *operations[], size_t capacity);

/* Values of what C has. What they point to stays the caller's. Any context. */

HX_UNUSED static inline struct hx_value hx_value_from_u64(uint64_t number)
{
    return (struct hx_value){.kind = HX_VALUE_INTEGER, .integer = {number, false}};
}

HX_UNUSED static inline struct hx_value hx_value_from_i64(int64_t number)
{
    struct hx_value value = hx_value_from_u64((uint64_t)number);

    if (number < 0)
        value.integer = (struct hx_integer){0 - (uint64_t)number, true};
    return value;
}

HX_UNUSED static inline struct hx_value hx_value_from_bool(bool boolean)
{
    return (struct hx_value){.kind = HX_VALUE_BOOLEAN, .boolean = boolean};
}

HX_UNUSED static inline struct hx_value hx_value_from_text(const char *text)
{
    return (struct hx_value){.kind = HX_VALUE_TEXT, .text = text};
}

HX_UNUSED static inline struct hx_value hx_value_from_bytes(const void *data,
                                                            size_t size)
{
    return (struct hx_value){.kind = HX_VALUE_BYTES, .bytes = {data, size}};
}

/*
 * Each puts the number into `number` if the value is an Integer in the range of that
 * type, and returns whether it is. Any context.
 */
HX_UNUSED static inline bool hx_value_to_u64(const struct hx_value *value,
                                             uint64_t *number)
{
    const struct hx_integer *integer = &value->integer;

    if (value->kind != HX_VALUE_INTEGER ||
        (integer->is_negative && integer->magnitude != 0))
        return false;
    *number = integer->magnitude;
    return true;
}

HX_UNUSED static inline bool hx_value_to_i64(const struct hx_value *value,
                                             int64_t *number)
{
    const struct hx_integer *integer = &value->integer;

    if (value->kind != HX_VALUE_INTEGER ||
        integer->magnitude > (uint64_t)INT64_MAX + integer->is_negative)
        return false;
    *number =
        (int64_t)(integer->is_negative ? 0 - integer->magnitude : integer->magnitude);
    return true;
}
