/* Generated from specs/store.mod. */
/* Edit that file, not this one. */
#include "interfaces/test_store.h"

static uint32_t absent_count(void)
{
    return 0;
}

static hx_status absent_put(HX_UNUSED const struct store_item *item)
{
    return hx_fail(HX_ERR_NOT_FOUND, "no provider of %s is up",
                   "test.store");
}

static void absent_clear(void)
{
}

static hx_status absent_put_all(HX_UNUSED const struct store_item *items,
                                HX_UNUSED size_t item_count)
{
    return hx_fail(HX_ERR_NOT_FOUND, "no provider of %s is up",
                   "test.store");
}

void hxg_late_test_store_clear(void)
{
}

const struct test_store_ops hxg_absent_test_store = {
    .count = absent_count,
    .put = absent_put,
    .clear = absent_clear,
    .put_all = absent_put_all,
};

const struct hx_slot hxg_absent_slot_test_store = {
    .ops = &hxg_absent_test_store,
};

static const char *const operations[] = {
    "count",
    "put",
    "clear",
    "put_all",
};

const struct hx_interface hxg_interface_test_store = {
    .name = "test.store",
    .version = HX_VERSION(1, 1, 0),
    .operations = operations,
    .operation_count = HX_COUNT_OF(operations),
    .absent_ops = &hxg_absent_test_store,
    .absent = &hxg_absent_slot_test_store,
};

struct test_store hx_primary_test_store(void)
{
    struct test_store handle;

    handle.slot = hx_interface_primary_slot(&hxg_interface_test_store);
    return handle;
}
