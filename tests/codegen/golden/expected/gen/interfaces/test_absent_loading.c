/* Generated from specs/user.mod. */
/* Edit that file, not this one. */
#include "interfaces/test_absent.h"
#include <helix/loading.h>

static bool parked_there(void)
{
    return false;
}

static const struct test_absent_ops parked_ops = {
    .there = parked_there,
};

/* What every version has is always the provider's own. */
static const struct test_absent_ops late_ops = {
    .there = NULL,
};

static const struct hx_operation_abi operations[] = {
    {
        .name = "there",
        .signature = "there() -> bool @on_fail(0)",
        .hash = UINT64_C(0xc0f869cea5db4ff0),
        .since = 0,
    },
};

const struct hx_interface_abi hxg_loading_test_absent = {
    .interface = &hxg_interface_test_absent,
    .operations = operations,
    .operation_count = HX_COUNT_OF(operations),
    .interrupt = false,
    .parked_ops = &parked_ops,
    .late_ops = &late_ops,
};
