/* Generated from specs/user.mod. */
/* Edit that file, not this one. */
#include "interfaces/test_clock.h"
#include <helix/loading.h>

static uint64_t parked_now(void)
{
    return 0;
}

static const struct test_clock_ops parked_ops = {
    .now = parked_now,
};

/* What every version has is always the provider's own. */
static const struct test_clock_ops late_ops = {
    .now = NULL,
};

static const struct hx_operation_abi operations[] = {
    {
        .name = "now",
        .signature = "now() -> u64 @on_fail(0)",
        .hash = UINT64_C(0xef5c426b376d279c),
        .since = 0,
    },
};

const struct hx_interface_abi hxg_loading_test_clock = {
    .interface = &hxg_interface_test_clock,
    .operations = operations,
    .operation_count = HX_COUNT_OF(operations),
    .interrupt = false,
    .parked_ops = &parked_ops,
    .late_ops = &late_ops,
};
