/* SPDX-License-Identifier: MIT */
/*
 * Requests: a question to one module by name, answered before the call returns.
 *
 * The caller owns the request, its payload, the response and the response's buffer; the
 * handler sees them for the time of the call only.
 *
 *     char text[64];
 *     struct hx_response response = { .payload = { .data = text,
 *                                                  .capacity = sizeof(text) } };
 *     hx_status status = hx_request_service(self->context, "my-scheduler",
 *         &(struct hx_request){ .type = "get_stats" }, &response);
 *
 * There are three outcomes: not delivered, or failed in the handler (a status other
 * than HX_OK, and its detail); answered no (HX_OK, `success` false, the reason in
 * `error`); answered yes (HX_OK, `success` true, the answer in `payload`).
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>

/*
 * How many requests may be under way inside each other. Each is a stack frame of the
 * kernel's one stack; a chain of modules that long is a mistake.
 */
#define HX_REQUEST_DEPTH_MAX 32

/* For handlers: is the request of this type? Any context. */
bool hx_request_is(const struct hx_request *request, const char *type);

/*
 * For handlers: answers yes with a copy of `size` bytes at `data` (which may lie in the
 * response's own buffer; may be NULL if `size` is 0). Returns HX_OK, or HX_ERR_NO_SPACE
 * if the caller's buffer is smaller; the response is then as it was.
 */
hx_status hx_respond(struct hx_response *response, const void *data, size_t size);

/*
 * The same with formatted text (helix/fmt.h), of which no argument may lie in the
 * response's buffer. The payload has no NUL at its end.
 */
hx_status hx_respond_fmt(struct hx_response *response, const char *format, ...)
    HX_PRINTF(2, 3);

/*
 * For handlers: answers no. The reason is copied into the response's buffer with its
 * NUL, and cut where that is too small; `payload.size` becomes 0. Returns HX_OK: the
 * request was handled.
 */
hx_status hx_respond_error(struct hx_response *response, const char *message);

/*
 * Asks `target`, the name of a module or of a capability (then its first Running
 * provider in start order). `ctx` is the caller's own context, and NULL for the kernel
 * itself: the handler sees the true name behind it, "kernel" for NULL, in
 * `request->source`, whatever the caller wrote there. When the call returns, `response`
 * holds the outcome described above; `error` is "" unless the answer was no. Called on
 * another CPU or thread than the main loop's, it has the loop ask and waits.
 *
 * Returns what the handler returned, or
 *   HX_ERR_NOT_FOUND      nothing of that name is in the image
 *   HX_ERR_NOT_RUNNING    it is not Running
 *   HX_ERR_CYCLE          one of its hooks is on the stack: the request came back
 *   HX_ERR_NO_SPACE       HX_REQUEST_DEPTH_MAX requests are under way already; or, from
 *                         the handler, the answer does not fit into the buffer
 *   HX_ERR_UNKNOWN_REQUEST  from the module: it knows no such type
 *   HX_ERR_WRONG_CONTEXT  called from an interrupt
 *   HX_ERR_TIMEOUT        on another CPU: the loop had no time for it within
 *                         HX_REMOTE_DEADLINE_MS, and the module will not be asked
 *   HX_ERR_INVALID        target, request, its type or response is NULL, or a size
 *                         comes without memory
 * A module without any request handler answers no with "Not implemented".
 */
hx_status hx_request_service(const struct hx_context *ctx, const char *target,
                             const struct hx_request *request,
                             struct hx_response *response);
