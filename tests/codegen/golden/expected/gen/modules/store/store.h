/* Generated from specs/store.mod. */
/* Edit that file, not this one. */
#pragma once

#include <helix/module.h>
#include "interfaces/test_store.h"
#include "types/store.h"

/* Const for the life of the module: the profile's values, else the defaults. */
struct store_config {
    /* How many it takes. */
    uint16_t limit;
    bool loud;
    const char *greeting;
    int8_t weights[3];
};

/* Keeps up to sixteen. */
struct store {
    const struct store_config *config;
    const struct hx_context *context;
    /* In the order of their coming. */
    struct store_item items[16];
    uint32_t used;
    uint8_t pattern[4];
};

hx_status store_init(struct store *self, const struct hx_context *ctx);
hx_status store_start(struct store *self);
hx_status store_stop(struct store *self);
enum hx_event_response store_on_memory_pressure(struct store *self,
                                                const struct hx_event *event);
hx_status store_request_count(struct store *self, const struct hx_request *request,
                              struct hx_response *response);
hx_status store_request_storage_clear(struct store *self,
                                      const struct hx_request *request,
                                      struct hx_response *response);
uint32_t store_count(struct store *self);
hx_status store_put(struct store *self, const struct store_item *item);
hx_status store_put_all(struct store *self, const struct store_item *items,
                        size_t item_count);
