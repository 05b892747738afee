/* SPDX-License-Identifier: MIT */
#include "state_value.h"

#include <helix/status.h>
#include <helix/string.h>

/* `count` bools without a gap, eight at a time. */
static bool are_bools(const unsigned char *data, uint32_t count)
{
    uint64_t seen = 0;
    uint64_t eight;
    uint32_t i = 0;

    for (; count - i >= sizeof(eight); i += (uint32_t)sizeof(eight)) {
        memcpy(&eight, data + i, sizeof(eight));
        seen |= eight;
    }
    for (; i < count; i++)
        seen |= data[i];
    return (seen & ~UINT64_C(0x0101010101010101)) == 0;
}

static bool is_enumerator(const struct hx_state_check *check, int32_t value)
{
    const int32_t *values = check->values;
    uint32_t low = 0;
    uint32_t high = check->value_count;

    if (value < values[0] || value > values[high - 1])
        return false;
    /* Without gaps, as most are. */
    if ((int64_t)values[high - 1] - values[0] == (int64_t)high - 1)
        return true;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;

        if (value < values[middle])
            high = middle;
        else
            low = middle;
    }
    return values[low] == value;
}

/* `count` values of the check, `stride` bytes apart. */
static bool are_good(const struct hx_state_check *check, const unsigned char *data,
                     struct hx_state_repeat repeat)
{
    if (check->values == NULL && repeat.stride == 1)
        return are_bools(data, repeat.count);
    for (uint32_t i = 0; i < repeat.count; i++) {
        const unsigned char *at = data + (size_t)i * repeat.stride;
        int32_t value;

        if (check->values == NULL) {
            if (*at > 1)
                return false;
            continue;
        }
        memcpy(&value, at, sizeof(value));
        if (!is_enumerator(check, value))
            return false;
    }
    return true;
}

/* Takes the innermost array as a whole, and counts through those around it. */
static bool is_good(const struct hx_state_check *check, const unsigned char *data)
{
    struct hx_state_repeat innermost = {.count = 1, .stride = 1};
    uint32_t outer_count = 0;
    uint64_t total = 1;

    if (check->repeat_count > 0) {
        outer_count = check->repeat_count - 1;
        innermost = check->repeats[outer_count];
    }
    for (uint32_t i = 0; i < outer_count; i++)
        total *= check->repeats[i].count;
    for (uint64_t n = 0; n < total; n++) {
        size_t offset = check->offset;
        uint64_t rest = n;

        for (uint32_t i = outer_count; i-- > 0;) {
            offset +=
                (size_t)(rest % check->repeats[i].count) * check->repeats[i].stride;
            rest /= check->repeats[i].count;
        }
        if (!are_good(check, data + offset, innermost))
            return false;
    }
    return true;
}

hx_status hx_state_check_field(const struct hx_state_field *field,
                               const unsigned char *data)
{
    for (uint32_t i = 0; i < field->check_count; i++) {
        const struct hx_state_check *check = &field->checks[i];

        if (!is_good(check, data))
            return hx_fail(HX_ERR_CORRUPT, "saved field '%s' holds %s that is none",
                           field->name, check->values == NULL ? "a bool" : "an enum");
    }
    return HX_OK;
}

bool hx_state_widens(enum hx_state_kind old_kind, uint32_t old_size,
                     enum hx_state_kind new_kind, uint32_t new_size)
{
    return old_kind == new_kind && new_kind != HX_STATE_OTHER && old_size <= new_size;
}

static uint64_t load(enum hx_state_kind kind, const unsigned char *data, uint32_t size)
{
    uint8_t one;
    uint16_t two;
    uint32_t four;
    uint64_t eight;
    bool extend = kind == HX_STATE_SIGNED;

    switch (size) {
    case 1:
        memcpy(&one, data, sizeof(one));
        return extend ? (uint64_t)(int8_t)one : one;
    case 2:
        memcpy(&two, data, sizeof(two));
        return extend ? (uint64_t)(int16_t)two : two;
    case 4:
        memcpy(&four, data, sizeof(four));
        return extend ? (uint64_t)(int32_t)four : four;
    default:
        memcpy(&eight, data, sizeof(eight));
        return eight;
    }
}

void hx_state_copy(enum hx_state_kind kind, unsigned char *new_data, uint32_t new_size,
                   const unsigned char *old_data, uint32_t old_size)
{
    uint64_t value;
    uint16_t two;
    uint32_t four;

    if (old_size == new_size) {
        memcpy(new_data, old_data, new_size);
        return;
    }
    value = load(kind, old_data, old_size);
    switch (new_size) {
    case 2:
        two = (uint16_t)value;
        memcpy(new_data, &two, sizeof(two));
        break;
    case 4:
        four = (uint32_t)value;
        memcpy(new_data, &four, sizeof(four));
        break;
    default:
        memcpy(new_data, &value, sizeof(value));
        break;
    }
}
