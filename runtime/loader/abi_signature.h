/* SPDX-License-Identifier: MIT */
/*
 * Takes signatures and types apart, whose form is that of codegen/plan/abi.py. Any text
 * may be given: what is not of that form is in no pieces, or in odd ones.
 */
#pragma once

#include "abi_text.h"

/* NAME(PARAMETERS) -> RESULT MARKS */
struct abi_signature {
    struct abi_span parameters;
    struct abi_span result;
    struct abi_span marks; /* from the first @ on; may be empty */
};

/* TYPE NAME, or TYPE NAME[COUNT] where the glue follows a pointer; or TYPE alone. */
struct abi_item {
    struct abi_span type;
    struct abi_span name;
    struct abi_span count;
};

/* Returns false if `text` is no signature. */
bool abi_read_signature(struct abi_span text, struct abi_signature *signature);

/* Takes the first item of a list, which ends in a comma outside of brackets. */
bool abi_take_item(struct abi_span *list, struct abi_span *text);

size_t abi_count_items(struct abi_span list);

struct abi_item abi_read_item(struct abi_span text);

/* Returns which item of a list has that name, from 1 on; 0 for none. */
size_t abi_find_item(struct abi_span list, struct abi_span name);

/*
 * Splits a type into what stands in front of its braces, with the first of them, and
 * what stands between them. Returns false if it does not end in braces.
 */
bool abi_open_type(struct abi_span type, struct abi_span *head,
                   struct abi_span *inside);

bool abi_spans_equal(struct abi_span left, struct abi_span right);
