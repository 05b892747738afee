/* Generated from specs/user.mod. */
/* Edit that file, not this one. */
#pragma once

#include <helix/module.h>

struct test_absent_ops {
    bool (*there)(void);
};

extern const struct hx_interface hxg_interface_test_absent;
extern const struct test_absent_ops hxg_absent_test_absent;
extern struct hx_slot hxg_absent_slot_test_absent;

/* Whoever provides test.absent behind one slot. Good for ever; cheap to copy. */
struct test_absent {
    struct hx_slot *slot;
};

/*
 * The primary provider: the profile's choice, else the first Running one in start
 * order. With none, the calls fail with HX_ERR_NOT_FOUND or give their @on_fail.
 */
struct test_absent hx_primary_test_absent(void);

/* A parameter may be called as something of a types block is. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"

/* Whether a provider is up behind the handle. */
HX_UNUSED static inline bool hxg_has_test_absent(struct test_absent handle)
{
    const void *ops = __atomic_load_n(&handle.slot->ops, __ATOMIC_ACQUIRE);

    return ops != &hxg_absent_test_absent;
}

HX_UNUSED static inline bool test_absent_there(struct test_absent hxg_handle)
{
    const struct test_absent_ops *hxg_ops;

    hxg_ops = hx_slot_enter(hxg_handle.slot);
    bool hxg_result = hxg_ops->there();
    hx_slot_leave(hxg_handle.slot);
    return hxg_result;
}

#pragma GCC diagnostic pop
