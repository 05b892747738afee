/* SPDX-License-Identifier: MIT */
/* One operation called with the values of a message: between message.c and its call. */
#pragma once

#include <helix/message.h>
#include <helix/operation.h>

/*
 * `memory` is a copy of the caller's, whose size is what is taken so far; the arrays
 * are in it. Number i of `arguments` belongs to parameter i, number 0 is the result;
 * the results are the values of the answer.
 */
struct hx_message_call {
    const char *name; /* the operation's */
    const struct hx_operation *operation;
    struct hx_slot *slot;
    const struct hx_message *message;
    struct hx_buffer memory;
    union hx_argument *arguments;
    struct hx_value *results;
    size_t result_count;
};

/*
 * Checks the values of the message, makes the call and collects the results. The caller
 * has set the members up to `memory`. Returns HX_OK if the operation was called and its
 * results are there; else HX_ERR_INVALID or HX_ERR_NO_SPACE, see helix/message.h.
 */
HX_MUST_CHECK hx_status hx_message_call(struct hx_message_call *call);
