/* Generated from specs/store.mod. */
/* Edit that file, not this one. */
#pragma once

/* What callers of the interfaces of store need. */
#include <helix/module.h>
#include "interfaces/test_store.h"

struct store;
extern struct store hxg_self_store;

extern struct hx_slot hxg_slot_store_as_test_store;
uint32_t store_count(struct store *self);
hx_status store_put(struct store *self, const struct store_item *item);
hx_status store_put_all(struct store *self, const struct store_item *items,
                        size_t item_count);
