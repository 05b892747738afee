/* Generated from specs/store.mod. */
/* Edit that file, not this one. */
#include "interfaces/test_store.h"
#include <helix/loading.h>

static uint32_t parked_count(void)
{
    return 0;
}

static hx_status parked_put(HX_UNUSED const struct store_item *item)
{
    return hx_fail(HX_ERR_BUSY, "the provider of %s is being replaced",
                   "test.store");
}

static hx_status parked_put_all(HX_UNUSED const struct store_item *items,
                                HX_UNUSED size_t item_count)
{
    return hx_fail(HX_ERR_BUSY, "the provider of %s is being replaced",
                   "test.store");
}

static void parked_clear(void)
{
}

static const struct test_store_ops parked_ops = {
    .count = parked_count,
    .put = parked_put,
    .put_all = parked_put_all,
    .clear = parked_clear,
};

/* What every version has is always the provider's own. */
static const struct test_store_ops late_ops = {
    .count = NULL,
    .put = NULL,
    .put_all = NULL,
    .clear = hxg_late_test_store_clear,
};

static const struct hx_operation_abi operations[] = {
    {
        .name = "count",
        .signature = "count() -> u32 @on_fail(0) @atomic",
        .hash = UINT64_C(0xdc2593776a0a003a),
        .since = 0,
    },
    {
        .name = "put",
        .signature = "put(in struct {u32 key, u64 value} item) -> status",
        .hash = UINT64_C(0x4d48ac2a4e1c29f1),
        .since = 0,
    },
    {
        .name = "put_all",
        .signature = "put_all(in struct {u32 key, u64 value} items[item_count], u64 item_count) -> status",
        .hash = UINT64_C(0xa1beaaf325a13933),
        .since = 0,
    },
    {
        .name = "clear",
        .signature = "clear() -> void",
        .hash = UINT64_C(0xfc09c4a7fb00bb81),
        .since = 1,
    },
};

const struct hx_interface_abi hxg_loading_test_store = {
    .interface = &hxg_interface_test_store,
    .operations = operations,
    .operation_count = HX_COUNT_OF(operations),
    .interrupt = false,
    .parked_ops = &parked_ops,
    .late_ops = &late_ops,
};
