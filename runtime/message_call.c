/* SPDX-License-Identifier: MIT */
/*
 * Everything here walks the operation's table. First the values are checked and become
 * arguments, then what is behind pointers gets its memory, because how much that is may
 * be said by a value further on; then comes the call.
 */
#include "message_call.h"

#include <helix/fmt.h>
#include <helix/interface.h>
#include <helix/status.h>
#include <helix/string.h>

/* Puts the start of the name of parameter `index` into `name`; returns its length. */
static int find_name(const struct hx_operation *operation, size_t index,
                     const char **name)
{
    const char *start = operation->names;
    int length = 0;

    while (index > 1)
        if (*start++ == ',')
            index--;
    if (*start == ' ')
        start++;
    while (start[length] != ',' && start[length] != '\0')
        length++;
    *name = start;
    return length;
}

/* Fails because of parameter `index`, or of the result. */
HX_PRINTF(4, 5)
static hx_status refuse(hx_status status, const struct hx_message_call *call,
                        size_t index, const char *format, ...)
{
    const char *name = NULL;
    char why[HX_FAIL_DETAIL_SIZE];
    va_list arguments;
    int length;

    va_start(arguments, format);
    hx_format_list(why, sizeof(why), format, arguments);
    va_end(arguments);
    if (index == 0)
        return hx_fail(status, "%s, result: %s", call->name, why);
    length = find_name(call->operation, index, &name);
    return hx_fail(status, "%s(%.*s): %s", call->name, length, name, why);
}

static const char *kind_name(enum hx_value_kind kind)
{
    static const char *const names[] = {
        [HX_VALUE_EMPTY] = "Empty",     [HX_VALUE_BYTES] = "Bytes",
        [HX_VALUE_TEXT] = "Text",       [HX_VALUE_INTEGER] = "Integer",
        [HX_VALUE_BOOLEAN] = "Boolean", [HX_VALUE_LIST] = "List",
        [HX_VALUE_MAP] = "Map",
    };

    return (unsigned)kind < HX_COUNT_OF(names) ? names[kind] : "?";
}

static bool is_memory(const struct hx_parameter *parameter)
{
    return parameter->passing >= HX_PASS_VALUE;
}

/* Is it among the values of the message? */
static bool is_given(const struct hx_parameter *parameter)
{
    return parameter->passing != HX_PASS_OUT;
}

/* Is it among those of the answer? */
static bool is_answered(const struct hx_parameter *parameter)
{
    return parameter->passing == HX_PASS_OUT || parameter->passing == HX_PASS_INOUT;
}

static uint64_t highest_of(const struct hx_parameter *parameter)
{
    return UINT64_MAX >> (64 - 8 * parameter->size + parameter->is_signed);
}

static bool fits(const struct hx_parameter *parameter, const struct hx_integer *integer)
{
    const uint64_t highest = highest_of(parameter);

    if (integer->is_negative && integer->magnitude > 0)
        return parameter->is_signed && integer->magnitude - 1 <= highest;
    return integer->magnitude <= highest;
}

static bool is_enumerator(const struct hx_parameter *parameter, uint64_t number)
{
    for (size_t i = 0; i < parameter->enumerator_count; i++)
        if ((uint64_t)parameter->enumerators[i] == number)
            return true;
    return false;
}

static hx_status refuse_integer(const struct hx_message_call *call, size_t index,
                                const struct hx_integer *integer)
{
    const struct hx_parameter *parameter = &call->operation->parameters[index];
    const unsigned long long highest = highest_of(parameter);
    const long long lowest = parameter->is_signed ? -(long long)highest - 1 : 0;
    const char *sign = integer->is_negative ? "-" : "";
    const unsigned long long magnitude = integer->magnitude;

    if (parameter->enumerators != NULL)
        return refuse(HX_ERR_INVALID, call, index,
                      "one of %zu enumerators expected, %s%llu found",
                      parameter->enumerator_count, sign, magnitude);
    return refuse(HX_ERR_INVALID, call, index, "%lld to %llu expected, %s%llu found",
                  lowest, highest, sign, magnitude);
}

static hx_status take_integer(const struct hx_message_call *call, size_t index,
                              const struct hx_integer *integer)
{
    const struct hx_parameter *parameter = &call->operation->parameters[index];
    const uint64_t number =
        integer->is_negative ? 0 - integer->magnitude : integer->magnitude;

    if (!fits(parameter, integer) ||
        (parameter->enumerators != NULL && !is_enumerator(parameter, number)))
        return refuse_integer(call, index, integer);
    call->arguments[index].integer = number;
    return HX_OK;
}

static hx_status take_value(const struct hx_message_call *call, size_t index,
                            const struct hx_value *value)
{
    static const uint8_t kinds[] = {
        [HX_PASS_INTEGER] = HX_VALUE_INTEGER, [HX_PASS_BOOLEAN] = HX_VALUE_BOOLEAN,
        [HX_PASS_TEXT] = HX_VALUE_TEXT,       [HX_PASS_VALUE] = HX_VALUE_BYTES,
        [HX_PASS_IN] = HX_VALUE_BYTES,        [HX_PASS_INOUT] = HX_VALUE_BYTES,
    };
    const uint8_t passing = call->operation->parameters[index].passing;
    const enum hx_value_kind expected = (enum hx_value_kind)kinds[passing];

    if (value->kind != expected)
        return refuse(HX_ERR_INVALID, call, index, "%s expected, %s found",
                      kind_name(expected), kind_name(value->kind));
    switch (expected) {
    case HX_VALUE_INTEGER:
        return take_integer(call, index, &value->integer);
    case HX_VALUE_BOOLEAN:
        call->arguments[index].integer = value->boolean;
        return HX_OK;
    case HX_VALUE_TEXT:
        if (value->text == NULL)
            return refuse(HX_ERR_INVALID, call, index, "Text expected, NULL found");
        call->arguments[index].text = value->text;
        return HX_OK;
    default:
        return HX_OK; /* Bytes: when it is known how many there must be */
    }
}

static hx_status take_values(const struct hx_message_call *call)
{
    const struct hx_operation *operation = call->operation;
    const struct hx_message *message = call->message;
    const struct hx_value *value = message->values;
    hx_status status = HX_OK;
    size_t count = 0;

    for (size_t i = 1; i < operation->parameter_count; i++)
        count += is_given(&operation->parameters[i]);
    if (message->value_count != count)
        return hx_fail(HX_ERR_INVALID, "%s: %zu values expected, %zu found", call->name,
                       count, message->value_count);
    if (value == NULL && count > 0)
        return hx_fail(HX_ERR_INVALID, "%s: %zu values expected, NULL found",
                       call->name, count);
    for (size_t i = 1; i < operation->parameter_count && status == HX_OK; i++)
        if (is_given(&operation->parameters[i]))
            status = take_value(call, i, value++);
    return status;
}

/* Takes the next bytes of the memory, NULL if not as many are left. */
static void *carve(struct hx_buffer *memory, size_t size, size_t alignment)
{
    const size_t left = memory->capacity - memory->size;
    unsigned char *place = memory->data;
    size_t gap;

    if (place == NULL)
        return NULL;
    place += memory->size;
    gap = (0 - (uintptr_t)place) & (alignment - 1);
    if (gap > left || size > left - gap)
        return NULL;
    memory->size += gap + size;
    return place + gap;
}

static hx_status place_arrays(struct hx_message_call *call)
{
    const struct hx_operation *operation = call->operation;
    const size_t argument_size = operation->parameter_count * sizeof(*call->arguments);
    size_t result_size = sizeof(*call->results);

    for (size_t i = 1; i < operation->parameter_count; i++)
        if (is_answered(&operation->parameters[i]))
            result_size += sizeof(*call->results);
    call->arguments = carve(&call->memory, argument_size, _Alignof(union hx_argument));
    call->results = carve(&call->memory, result_size, _Alignof(struct hx_value));
    if (call->arguments == NULL || call->results == NULL)
        return hx_fail(HX_ERR_NO_SPACE,
                       "%s: more than %zu bytes of memory expected, %zu found",
                       call->name, argument_size + result_size, call->memory.capacity);
    call->result_count = 1;
    return HX_OK;
}

/* How many bytes parameter `index` or the result has. */
static hx_status measure(const struct hx_message_call *call, size_t index, size_t *size)
{
    const struct hx_parameter *parameters = call->operation->parameters;
    const struct hx_parameter *parameter = &parameters[index];
    size_t times = 1;

    if (parameter->counter != 0) {
        times = (size_t)call->arguments[parameter->counter].integer;
        if (parameters[parameter->counter].is_signed && (int64_t)times < 0)
            return refuse(HX_ERR_INVALID, call, parameter->counter,
                          "a count expected, %lld found", (long long)times);
    }
    if (hx_size_overflows(times, parameter->count) ||
        hx_size_overflows(times * parameter->count, parameter->size))
        return refuse(HX_ERR_INVALID, call, index,
                      "%zu times %zu elements of %zu bytes are more than memory holds",
                      times, parameter->count, parameter->size);
    *size = times * parameter->count * parameter->size;
    return HX_OK;
}

/* Gives parameter `index` or the result its memory: a copy of `bytes`, or zeros. */
static hx_status place_memory(struct hx_message_call *call, size_t index,
                              const struct hx_bytes *bytes)
{
    const struct hx_parameter *parameter = &call->operation->parameters[index];
    size_t size = 0;
    hx_status status = measure(call, index, &size);
    void *place;

    if (status != HX_OK)
        return status;
    if (bytes != NULL && bytes->size != size)
        return refuse(HX_ERR_INVALID, call, index, "%zu bytes expected, %zu found",
                      size, bytes->size);
    if (bytes != NULL && bytes->data == NULL && size > 0)
        return refuse(HX_ERR_INVALID, call, index, "%zu bytes expected, NULL found",
                      size);
    place = carve(&call->memory, size, parameter->alignment);
    if (place == NULL)
        return refuse(HX_ERR_NO_SPACE, call, index,
                      "%zu bytes of memory expected, %zu left", size,
                      call->memory.capacity - call->memory.size);
    if (bytes == NULL)
        memset(place, 0, size);
    else if (size > 0)
        memcpy(place, bytes->data, size);
    call->arguments[index].pointer = place;
    if (is_answered(parameter))
        call->results[call->result_count++] = hx_value_from_bytes(place, size);
    return HX_OK;
}

static hx_status place_all(struct hx_message_call *call)
{
    const struct hx_operation *operation = call->operation;
    const struct hx_value *value = call->message->values;
    hx_status status = HX_OK;

    if (is_memory(&operation->parameters[0]))
        status = place_memory(call, 0, NULL);
    for (size_t i = 1; i < operation->parameter_count && status == HX_OK; i++) {
        const struct hx_parameter *parameter = &operation->parameters[i];
        const struct hx_value *given = is_given(parameter) ? value++ : NULL;

        if (is_memory(parameter))
            status = place_memory(call, i, given != NULL ? &given->bytes : NULL);
    }
    return status;
}

static hx_status copy_text(struct hx_message_call *call, const char *text)
{
    const size_t size = strlen(text) + 1;
    char *copy = carve(&call->memory, size, 1);

    if (copy == NULL)
        return refuse(HX_ERR_NO_SPACE, call, 0,
                      "%zu bytes of memory expected, %zu left", size,
                      call->memory.capacity - call->memory.size);
    memcpy(copy, text, size);
    call->results[0] = hx_value_from_text(copy);
    return HX_OK;
}

static hx_status take_result(struct hx_message_call *call)
{
    const struct hx_parameter *result = &call->operation->parameters[0];
    const union hx_argument *argument = &call->arguments[0];

    call->results[0] = (struct hx_value){.kind = HX_VALUE_EMPTY};
    switch (result->passing) {
    case HX_PASS_INTEGER:
        call->results[0] = result->is_signed
                               ? hx_value_from_i64((int64_t)argument->integer)
                               : hx_value_from_u64(argument->integer);
        return HX_OK;
    case HX_PASS_BOOLEAN:
        call->results[0] = hx_value_from_bool(argument->integer != 0);
        return HX_OK;
    case HX_PASS_VALUE:
        call->results[0] = hx_value_from_bytes(argument->pointer, result->size);
        return HX_OK;
    case HX_PASS_TEXT:
        return argument->text != NULL ? copy_text(call, argument->text) : HX_OK;
    default:
        return HX_OK;
    }
}

hx_status hx_message_call(struct hx_message_call *call)
{
    hx_status status = place_arrays(call);

    if (status == HX_OK)
        status = take_values(call);
    if (status == HX_OK)
        status = place_all(call);
    if (status != HX_OK)
        return status;
    call->operation->call(call->slot, call->arguments);
    return take_result(call);
}
