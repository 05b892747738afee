/* Generated from specs/user.mod. */
/* Edit that file, not this one. */
#pragma once

#include <helix/module.h>
#include "interfaces/test_absent.h"
#include "interfaces/test_clock.h"
#include "interfaces/test_store.h"
#include "modules/clock/clock_provider.h"
#include "modules/store/store_provider.h"
#include "types/store.h"

#line 16 "specs/user.mod"
            enum mood { CALM, BUSY };
#line 16 "gen/modules/user/user.h"

/* Const for the life of the module: the profile's values, else the defaults. */
struct user_config {
    enum mood mood;
};

struct user {
    const struct user_config *config;
    const struct hx_context *context;
    enum mood mood;
};

hx_status user_start(struct user *self);
hx_status user_stop(struct user *self);
bool user_is_healthy(struct user *self);
enum hx_event_response user_on_tick(struct user *self, const struct hx_event *event);
enum hx_event_response user_on_custom(struct user *self, const struct hx_event *event);

/* Defined in the module's sources; a compiler's note shows the hook in the spec. */
hx_status
#line 20 "specs/user.mod"
        user_init(struct user *self, const struct hx_context *ctx);
enum hx_event_response
#line 25 "specs/user.mod"
           user_on_store_full(struct user *self, const struct hx_event *event);
#line 42 "gen/modules/user/user.h"

/* Returns how many items there are. */
HX_UNUSED static inline uint32_t user_items_count(HX_UNUSED struct user *self)
{
    struct test_store hxg_handle = {
        .slot = &hxg_slot_store_as_test_store,
    };

    return test_store_count(hxg_handle);
}

/* Puts one in; HX_ERR_NO_SPACE if it is full. */
HX_UNUSED static inline hx_status user_items_put(HX_UNUSED struct user *self,
                                                 const struct store_item *item)
{
    struct test_store hxg_handle = {
        .slot = &hxg_slot_store_as_test_store,
    };

    return test_store_put(hxg_handle, item);
}

/* Puts several in. */
HX_UNUSED static inline hx_status user_items_put_all(HX_UNUSED struct user *self,
                                                     const struct store_item *items,
                                                     size_t item_count)
{
    struct test_store hxg_handle = {
        .slot = &hxg_slot_store_as_test_store,
    };

    return test_store_put_all(hxg_handle, items, item_count);
}

HX_UNUSED static inline uint64_t user_clock_now(HX_UNUSED struct user *self)
{
    return clock_now(&hxg_self_clock);
}

/* Whether a provider of "test.store" is up. */
HX_UNUSED static inline bool user_has_late(HX_UNUSED struct user *self)
{
    struct test_store hxg_handle = {
        .slot = &hxg_slot_store_as_test_store,
    };

    return hxg_has_test_store(hxg_handle);
}

/* Returns how many items there are. */
HX_UNUSED static inline uint32_t user_late_count(HX_UNUSED struct user *self)
{
    struct test_store hxg_handle = {
        .slot = &hxg_slot_store_as_test_store,
    };

    return test_store_count(hxg_handle);
}

/* Puts one in; HX_ERR_NO_SPACE if it is full. */
HX_UNUSED static inline hx_status user_late_put(HX_UNUSED struct user *self,
                                                const struct store_item *item)
{
    struct test_store hxg_handle = {
        .slot = &hxg_slot_store_as_test_store,
    };

    return test_store_put(hxg_handle, item);
}

/* Puts several in. */
HX_UNUSED static inline hx_status user_late_put_all(HX_UNUSED struct user *self,
                                                    const struct store_item *items,
                                                    size_t item_count)
{
    struct test_store hxg_handle = {
        .slot = &hxg_slot_store_as_test_store,
    };

    return test_store_put_all(hxg_handle, items, item_count);
}

/* Whether a provider of "test.absent" is up. */
HX_UNUSED static inline bool user_has_absent(HX_UNUSED struct user *self)
{
    return false;
}

HX_UNUSED static inline bool user_absent_there(HX_UNUSED struct user *self)
{
    return hxg_absent_test_absent.there();
}
