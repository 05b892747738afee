/* SPDX-License-Identifier: MIT */
/*
 * Reads the text of abi.h: lines, fields, versions and hashes. What does not parse is
 * HX_ERR_LOAD with the line's number, what was expected and what is there.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>

/* A part of a text; no NUL behind it. */
struct abi_span {
    const char *start;
    size_t size;
};

/* For "%.*s": at most `most` bytes of a span, which fit into an int. */
#define ABI_SHOW(span, most) \
    (int)((span).size < (most) ? (span).size : (most)), (span).start

struct abi_reader {
    const char *next;     /* the line behind this one */
    struct abi_span rest; /* what is left of this one */
    size_t number;        /* of this line, from 1 on */
};

/* Before the first line. */
struct abi_reader abi_reader_of(const char *text);

/* Whether there is no line behind this one. */
bool abi_at_end(const struct abi_reader *reader);

/* Goes to the next line, which must be there and end in "\n". */
HX_MUST_CHECK hx_status abi_next_line(struct abi_reader *reader);

/* Takes the next field; `expected` says what it is, for the detail. */
HX_MUST_CHECK hx_status abi_take(struct abi_reader *reader, const char *expected,
                                 struct abi_span *field);

/* Takes what is left of the line, which is not nothing. */
HX_MUST_CHECK hx_status abi_take_rest(struct abi_reader *reader, const char *expected,
                                      struct abi_span *field);

/* Takes a version of `count` numbers, 2 or 3. */
HX_MUST_CHECK hx_status abi_take_version(struct abi_reader *reader, unsigned count,
                                         hx_version *version);

HX_MUST_CHECK hx_status abi_take_hash(struct abi_reader *reader, uint64_t *hash);

/* The line must end here. */
HX_MUST_CHECK hx_status abi_end_line(const struct abi_reader *reader);

/* Refuses `found`, which is a part of this line. */
HX_MUST_CHECK hx_status abi_expected(const struct abi_reader *reader,
                                     const char *expected, struct abi_span found);

bool abi_span_is(struct abi_span span, const char *text);

/* As strcmp(): negative if `span` comes before `text`. */
int abi_span_compare(struct abi_span span, const char *text);
