/* Generated from specs/user.mod. */
/* Edit that file, not this one. */
#pragma once

#include <helix/module.h>

struct test_clock_ops {
    uint64_t (*now)(void);
};

extern const struct hx_interface hxg_interface_test_clock;
extern const struct test_clock_ops hxg_absent_test_clock;
extern struct hx_slot hxg_absent_slot_test_clock;

/* Whoever provides test.clock behind one slot. Good for ever; cheap to copy. */
struct test_clock {
    struct hx_slot *slot;
};

/*
 * The primary provider: the profile's choice, else the first Running one in start
 * order. With none, the calls fail with HX_ERR_NOT_FOUND or give their @on_fail.
 */
struct test_clock hx_primary_test_clock(void);

/* A parameter may be called as something of a types block is. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"

/* Whether a provider is up behind the handle. */
HX_UNUSED static inline bool hxg_has_test_clock(struct test_clock handle)
{
    const void *ops = __atomic_load_n(&handle.slot->ops, __ATOMIC_ACQUIRE);

    return ops != &hxg_absent_test_clock;
}

HX_UNUSED static inline uint64_t test_clock_now(struct test_clock hxg_handle)
{
    const struct test_clock_ops *hxg_ops;

    hxg_ops = hx_slot_enter(hxg_handle.slot);
    uint64_t hxg_result = hxg_ops->now();
    hx_slot_leave(hxg_handle.slot);
    return hxg_result;
}

#pragma GCC diagnostic pop
