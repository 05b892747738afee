/* Generated from specs/user.mod. */
/* Edit that file, not this one. */
#include "interfaces/test_absent.h"

static bool absent_there(void)
{
    return false;
}

const struct test_absent_ops hxg_absent_test_absent = {
    .there = absent_there,
};

const struct hx_slot hxg_absent_slot_test_absent = {
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
