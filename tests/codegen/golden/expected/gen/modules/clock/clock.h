/* Generated from specs/user.mod. */
/* Edit that file, not this one. */
#pragma once

#include <helix/module.h>
#include "interfaces/test_clock.h"

struct clock {
    const struct clock_config *config;
    const struct hx_context *context;
};

hx_status clock_init(struct clock *self, const struct hx_context *ctx);
hx_status clock_start(struct clock *self);
hx_status clock_stop(struct clock *self);
enum hx_event_response clock_handle_event(struct clock *self,
                                          const struct hx_event *event);
hx_status clock_handle_request(struct clock *self, const struct hx_request *request,
                               struct hx_response *response);
uint64_t clock_now(struct clock *self);
