/* Generated from specs/store.mod. */
/* Edit that file, not this one. */
#pragma once

/* For callers who know store by its spec: a misspelt request does not compile. */
#include <helix/module.h>

HX_UNUSED static inline hx_status store_ask_count(const struct hx_context *ctx,
                                                  struct hx_bytes payload,
                                                  struct hx_response *response)
{
    const struct hx_request hxg_request = {
        .type = "count",
        .payload = payload,
    };

    return hx_request_service(ctx, "store", &hxg_request, response);
}

HX_UNUSED static inline hx_status store_ask_storage_clear(const struct hx_context *ctx,
                                                          struct hx_bytes payload,
                                                          struct hx_response *response)
{
    const struct hx_request hxg_request = {
        .type = "storage.clear",
        .payload = payload,
    };

    return hx_request_service(ctx, "store", &hxg_request, response);
}
