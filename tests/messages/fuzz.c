/* SPDX-License-Identifier: MIT */
#include "fuzz.h"

static unsigned char memory_area[8192];

/* A value of any kind, whose memory is there. */
static struct hx_value any_value(void)
{
    switch (fuzz_below(8)) {
    case 0:
        return hx_value_from_bool(fuzz_below(2) == 0);
    case 1:
        return fuzz_text();
    case 2:
        return hx_value_from_text(NULL);
    case 3:
        return fuzz_bytes((size_t)fuzz_below(64));
    case 4:
        return hx_value_from_bytes(NULL, (size_t)fuzz_below(32));
    case 5:
        return (struct hx_value){.kind = (enum hx_value_kind)(5 + fuzz_below(4))};
    case 6:
        /* Times the size of an element it may be 0 again. */
        return hx_value_from_u64(UINT64_C(1) << (fuzz_below(2) * 60 + fuzz_below(4)));
    default:
        return fuzz_integer(UINT64_MAX, UINT64_MAX);
    }
}

static void spoil(struct hx_message *message, size_t count, struct hx_value *values)
{
    struct hx_value *victim = &values[fuzz_below(count + 1)];

    switch (fuzz_below(8)) {
    case 0:
        message->value_count += fuzz_below(2) == 0 ? 1 : (size_t)-1;
        break;
    case 1:
        message->type = (enum hx_message_type)fuzz_below(8);
        break;
    case 2:
        message->is_response = true;
        break;
    case 3:
        if (victim->kind == HX_VALUE_BYTES && victim->bytes.size > 0)
            victim->bytes.size--;
        break;
    case 4:
        if (victim->kind == HX_VALUE_INTEGER)
            victim->integer.magnitude += fuzz_below(3) - 1;
        break;
    case 5:
        if (victim->kind == HX_VALUE_INTEGER)
            victim->integer.is_negative = !victim->integer.is_negative;
        break;
    default:
        *victim = any_value();
        break;
    }
}

static bool is_equal(const struct hx_value *a, const struct hx_value *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case HX_VALUE_BYTES:
        return a->bytes.size == b->bytes.size &&
               memcmp(a->bytes.data, b->bytes.data, a->bytes.size) == 0;
    case HX_VALUE_TEXT:
        return strcmp(a->text, b->text) == 0;
    case HX_VALUE_INTEGER:
        return a->integer.magnitude == b->integer.magnitude &&
               a->integer.is_negative == b->integer.is_negative;
    case HX_VALUE_BOOLEAN:
        return a->boolean == b->boolean;
    default:
        return true;
    }
}

static hx_status compare(const struct hx_message *answer, uint64_t seen,
                         const struct fuzz_outcome *expected)
{
    if (seen != expected->seen)
        return hx_fail(HX_ERR_INTERNAL, "%s: other arguments have arrived",
                       answer->operation);
    if (answer->value_count != expected->count)
        return hx_fail(HX_ERR_INTERNAL, "%s: %zu values, not %zu", answer->operation,
                       answer->value_count, expected->count);
    for (size_t i = 0; i < expected->count; i++)
        if (!is_equal(&answer->values[i], &expected->values[i]))
            return hx_fail(HX_ERR_INTERNAL, "%s: another value %zu", answer->operation,
                           i);
    return HX_OK;
}

static bool calls(const struct hx_message *message)
{
    return !message->is_response &&
           (unsigned)message->type <= (unsigned)HX_MESSAGE_CONTROL;
}

/* Says whether a message that ended with `status` should have ended so. */
static hx_status judge(const struct fuzz_operation *operation,
                       const struct hx_message *message, size_t capacity,
                       hx_status status)
{
    uint64_t needed = 0;
    const bool fits = calls(message) &&
                      message->value_count == operation->value_count &&
                      operation->fits(message->values, &needed);

    if (!fits && status != HX_ERR_INVALID && status != HX_ERR_NO_SPACE)
        return hx_fail(HX_ERR_INTERNAL, "%s: a bad message gave %s", operation->name,
                       hx_status_name(status));
    /* Arrays, alignment and a text come on top. */
    if (fits && status != HX_OK &&
        (status != HX_ERR_NO_SPACE || needed + 1024 <= capacity))
        return hx_fail(HX_ERR_INTERNAL, "%s: a good message gave %s", operation->name,
                       hx_status_name(status));
    if (fits && status == HX_OK && needed > capacity)
        return hx_fail(HX_ERR_INTERNAL, "%s: more than the memory", operation->name);
    return HX_OK;
}

static hx_status try_once(struct fuzzer *self, const struct fuzz_operation *operation,
                          bool *accepted)
{
    const struct hx_module *server = hx_interface_primary("fuzz.ops");
    struct hx_value values[FUZZ_VALUE_MAX] = {{.kind = HX_VALUE_EMPTY}};
    const size_t start = (size_t)fuzz_below(16);
    const size_t capacity = (size_t)fuzz_below(fuzz_below(4) == 0 ? 256 : 4096);
    struct hx_buffer memory = {.data = memory_area + start, .capacity = capacity};
    struct hx_message answer = {.operation = operation->name};
    struct fuzz_outcome expected = {.count = 0};
    struct hx_message message = {
        .operation = operation->name,
        .values = values,
        .value_count = operation->value_count,
    };
    hx_status status;
    uint64_t seen;

    operation->make(values);
    for (uint64_t i = fuzz_below(3); i > 0; i--)
        spoil(&message, operation->value_count, values);
    memset(memory_area, 0x5a, sizeof(memory_area));
    status =
        hx_interface_handle_message(server, "fuzz.ops", &message, &answer, &memory);
    for (size_t i = start + capacity; i < sizeof(memory_area); i++)
        if (memory_area[i] != 0x5a)
            return hx_fail(HX_ERR_INTERNAL, "%s: beyond the memory", operation->name);
    *accepted = status == HX_OK;
    status = judge(operation, &message, capacity, status);
    if (status != HX_OK || !*accepted)
        return status;
    seen = fuzz_seen();
    fuzz_room_empty();
    operation->call(self, values, &expected);
    if (message.type == HX_MESSAGE_NOTIFY)
        return seen == expected.seen
                   ? HX_OK
                   : hx_fail(HX_ERR_INTERNAL, "%s: notified", operation->name);
    return compare(&answer, seen, &expected);
}

hx_status fuzzer_request_run(struct fuzzer *self, const struct hx_request *request,
                             struct hx_response *response)
{
    uint32_t accepted_count = 0;
    uint32_t refused_count = 0;

    (void)request;
    for (uint32_t round = 0; round < self->config->rounds; round++) {
        for (size_t i = 0; i < fuzz_operation_count; i++) {
            bool accepted = false;
            hx_status status = try_once(self, &fuzz_operations[i], &accepted);

            if (status != HX_OK)
                return status;
            accepted_count += accepted;
            refused_count += !accepted;
        }
    }
    return hx_respond_fmt(response, "%u accepted %u refused", accepted_count,
                          refused_count);
}
