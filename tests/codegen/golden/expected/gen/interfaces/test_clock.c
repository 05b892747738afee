/* Generated from specs/user.mod. */
/* Edit that file, not this one. */
#include "interfaces/test_clock.h"
#include <helix/operation.h>

static uint64_t absent_now(void)
{
    return 0;
}

const struct test_clock_ops hxg_absent_test_clock = {
    .now = absent_now,
};

struct hx_slot hxg_absent_slot_test_clock = {
    .ops = &hxg_absent_test_clock,
};

static const char *const operations[] = {
    "now",
};

const struct hx_interface hxg_interface_test_clock = {
    .name = "test.clock",
    .version = HX_VERSION(1, 0, 0),
    .operations = operations,
    .operation_count = HX_COUNT_OF(operations),
    .absent_ops = &hxg_absent_test_clock,
    .absent = &hxg_absent_slot_test_clock,
};

struct test_clock hx_primary_test_clock(void)
{
    struct test_clock handle;

    handle.slot = hx_interface_primary_slot(&hxg_interface_test_clock);
    return handle;
}

/* From here on: for messages, and linked only into an image that sends some. */
extern const struct hx_operation hxg_operations_test_clock[];

static void hxg_call_now(struct hx_slot *hxg_slot,
                         HX_UNUSED union hx_argument *hxg_arguments)
{
    const struct test_clock hxg_handle = {.slot = hxg_slot};

    hxg_arguments[0].integer = (uint64_t)test_clock_now(hxg_handle);
}

static const struct hx_parameter hxg_parameters_now[] = {
    HX_AS_INTEGER(uint64_t),
};

const struct hx_operation hxg_operations_test_clock[] = {
    {
        .call = hxg_call_now,
        .parameters = hxg_parameters_now,
        .parameter_count = HX_COUNT_OF(hxg_parameters_now),
        .since = 0,
    },
};
