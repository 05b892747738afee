/* Generated from specs/store.mod. */
/* Edit that file, not this one. */
#include "interfaces/test_store.h"
#include <helix/operation.h>

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

struct hx_slot hxg_absent_slot_test_store = {
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

/* From here on: for messages, and linked only into an image that sends some. */
extern const struct hx_operation hxg_operations_test_store[];

static void hxg_call_count(struct hx_slot *hxg_slot,
                           HX_UNUSED union hx_argument *hxg_arguments)
{
    const struct test_store hxg_handle = {.slot = hxg_slot};

    hxg_arguments[0].integer = (uint64_t)test_store_count(hxg_handle);
}

static const struct hx_parameter hxg_parameters_count[] = {
    HX_AS_INTEGER(uint32_t),
};

static void hxg_call_put(struct hx_slot *hxg_slot,
                         HX_UNUSED union hx_argument *hxg_arguments)
{
    const struct test_store hxg_handle = {.slot = hxg_slot};

    hxg_arguments[0].integer = (uint64_t)test_store_put(hxg_handle,
                                                        hxg_arguments[1].pointer);
}

static const char hxg_names_put[] = "item";
static const struct hx_parameter hxg_parameters_put[] = {
    HX_AS_INTEGER(hx_status),
    HX_AS_ELEMENTS(HX_PASS_IN, struct store_item, 1u, 0),
};

static void hxg_call_clear(struct hx_slot *hxg_slot,
                           HX_UNUSED union hx_argument *hxg_arguments)
{
    const struct test_store hxg_handle = {.slot = hxg_slot};

    test_store_clear(hxg_handle);
}

static const struct hx_parameter hxg_parameters_clear[] = {
    HX_AS_NOTHING,
};

static void hxg_call_put_all(struct hx_slot *hxg_slot,
                             HX_UNUSED union hx_argument *hxg_arguments)
{
    const struct test_store hxg_handle = {.slot = hxg_slot};

    hxg_arguments[0].integer = (uint64_t)test_store_put_all(
        hxg_handle, hxg_arguments[1].pointer, (size_t)hxg_arguments[2].integer);
}

static const char hxg_names_put_all[] = "items, item_count";
static const struct hx_parameter hxg_parameters_put_all[] = {
    HX_AS_INTEGER(hx_status),
    HX_AS_ELEMENTS(HX_PASS_IN, struct store_item, 1u, 2),
    HX_AS_INTEGER(size_t),
};

const struct hx_operation hxg_operations_test_store[] = {
    {
        .call = hxg_call_count,
        .parameters = hxg_parameters_count,
        .parameter_count = HX_COUNT_OF(hxg_parameters_count),
        .since = 0,
    },
    {
        .call = hxg_call_put,
        .parameters = hxg_parameters_put,
        .parameter_count = HX_COUNT_OF(hxg_parameters_put),
        .since = 0,
        .names = hxg_names_put,
    },
    {
        .call = hxg_call_clear,
        .parameters = hxg_parameters_clear,
        .parameter_count = HX_COUNT_OF(hxg_parameters_clear),
        .since = 1,
    },
    {
        .call = hxg_call_put_all,
        .parameters = hxg_parameters_put_all,
        .parameter_count = HX_COUNT_OF(hxg_parameters_put_all),
        .since = 0,
        .names = hxg_names_put_all,
    },
};
