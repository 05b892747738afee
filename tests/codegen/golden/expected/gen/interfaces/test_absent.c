/* Generated from specs/user.mod. */
/* Edit that file, not this one. */
#include "interfaces/test_absent.h"
#include <helix/operation.h>

static bool absent_there(void)
{
    return false;
}

const struct test_absent_ops hxg_absent_test_absent = {
    .there = absent_there,
};

struct hx_slot hxg_absent_slot_test_absent = {
    .ops = &hxg_absent_test_absent,
};

static const char *const operations[] = {
    "there",
};

const struct hx_interface hxg_interface_test_absent = {
    .name = "test.absent",
    .version = HX_VERSION(1, 0, 0),
    .operations = operations,
    .operation_count = HX_COUNT_OF(operations),
    .absent_ops = &hxg_absent_test_absent,
    .absent = &hxg_absent_slot_test_absent,
};

struct test_absent hx_primary_test_absent(void)
{
    struct test_absent handle;

    handle.slot = hx_interface_primary_slot(&hxg_interface_test_absent);
    return handle;
}

/* From here on: for messages, and linked only into an image that sends some. */
extern const struct hx_operation hxg_operations_test_absent[];

static void hxg_call_there(struct hx_slot *hxg_slot,
                           HX_UNUSED union hx_argument *hxg_arguments)
{
    const struct test_absent hxg_handle = {.slot = hxg_slot};

    hxg_arguments[0].integer = test_absent_there(hxg_handle);
}

static const struct hx_parameter hxg_parameters_there[] = {
    HX_AS_BOOLEAN,
};

const struct hx_operation hxg_operations_test_absent[] = {
    {
        .call = hxg_call_there,
        .parameters = hxg_parameters_there,
        .parameter_count = HX_COUNT_OF(hxg_parameters_there),
        .since = 0,
    },
};
