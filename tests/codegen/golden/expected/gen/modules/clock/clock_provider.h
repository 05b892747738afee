/* Generated from specs/user.mod. */
/* Edit that file, not this one. */
#pragma once

/* What callers of the interfaces of clock need. */
#include <helix/module.h>
#include "interfaces/test_clock.h"

struct clock;
extern struct clock hxg_self_clock;

extern struct hx_slot hxg_slot_clock_as_test_clock;
uint64_t clock_now(struct clock *self);
