/* Generated from specs/store.mod. */
/* Edit that file, not this one. */
#pragma once

#include <helix/module.h>
#include "types/store.h"

/* Numbers behind keys. */
struct test_store_ops {
    uint32_t (*count)(void);
    hx_status (*put)(const struct store_item *item);
    hx_status (*put_all)(const struct store_item *items, size_t item_count);
    void (*clear)(void);
};

extern const struct hx_interface hxg_interface_test_store;
extern const struct test_store_ops hxg_absent_test_store;
extern struct hx_slot hxg_absent_slot_test_store;

/* Whoever provides test.store behind one slot. Good for ever; cheap to copy. */
struct test_store {
    struct hx_slot *slot;
};

/*
 * The primary provider: the profile's choice, else the first Running one in start
 * order. With none, the calls fail with HX_ERR_NOT_FOUND or give their @on_fail.
 */
struct test_store hx_primary_test_store(void);

/* A parameter may be called as something of a types block is. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"

/* Whether a provider is up behind the handle. */
HX_UNUSED static inline bool hxg_has_test_store(struct test_store handle)
{
    const void *ops = __atomic_load_n(&handle.slot->ops, __ATOMIC_ACQUIRE);

    return ops != &hxg_absent_test_store;
}

/* Returns how many items there are. */
/* runs with preemption off and never blocks */
HX_UNUSED static inline uint32_t test_store_count(struct test_store hxg_handle)
{
    const struct test_store_ops *hxg_ops;

    hxg_ops = hx_slot_enter(hxg_handle.slot);
    hx_preempt_off();
    uint32_t hxg_result = hxg_ops->count();
    hx_preempt_on();
    hx_slot_leave(hxg_handle.slot);
    return hxg_result;
}

/* Puts one in; HX_ERR_NO_SPACE if it is full. */
HX_UNUSED static inline hx_status test_store_put(struct test_store hxg_handle,
                                                 const struct store_item *item)
{
    const struct test_store_ops *hxg_ops;

    hxg_ops = hx_slot_enter(hxg_handle.slot);
    hx_status hxg_result = hxg_ops->put(item);
    hx_slot_leave(hxg_handle.slot);
    return hxg_result;
}

/* What a provider older than 1.1 has for it. */
void hxg_late_test_store_clear(void);

HX_UNUSED static inline void test_store_clear(struct test_store hxg_handle)
{
    const struct test_store_ops *hxg_ops;

    hxg_ops = hx_slot_enter(hxg_handle.slot);
    hxg_ops->clear();
    hx_slot_leave(hxg_handle.slot);
}

/* Puts several in. */
HX_UNUSED static inline hx_status test_store_put_all(struct test_store hxg_handle,
                                                     const struct store_item *items,
                                                     size_t item_count)
{
    const struct test_store_ops *hxg_ops;

    if (hx_size_overflows((size_t)item_count, sizeof *items))
        return HX_ERR_INVALID;
    hxg_ops = hx_slot_enter(hxg_handle.slot);
    hx_status hxg_result = hxg_ops->put_all(items, item_count);
    hx_slot_leave(hxg_handle.slot);
    return hxg_result;
}

#pragma GCC diagnostic pop
