/* SPDX-License-Identifier: MIT */
/*
 * Random messages to random operations, and beside them a second way to make the same
 * call that is too simple to be wrong. operations.py writes both.
 */
#pragma once

#include <helix/module.h>

#define FUZZ_VALUE_MAX 16

struct fuzzer;

/* What a call left, whichever way it was made. */
struct fuzz_outcome {
    uint64_t seen; /* a hash of all that arrived at the provider */
    size_t count;
    struct hx_value values[FUZZ_VALUE_MAX];
};

struct fuzz_operation {
    const char *name;
    size_t value_count;
    /* Writes values that fit. */
    void (*make)(struct hx_value *values);
    /* Do these fit? `needed` becomes how many bytes cross. */
    bool (*fits)(const struct hx_value *values, uint64_t *needed);
    /* The typed call with values that fit. */
    void (*call)(struct fuzzer *self, const struct hx_value *values,
                 struct fuzz_outcome *outcome);
};

extern const struct fuzz_operation fuzz_operations[];
extern const size_t fuzz_operation_count;

/* The same numbers in every run. */
uint64_t fuzz_random(void);
uint64_t fuzz_below(uint64_t limit);

/* For `make`: a number from -lowest to highest, a text, bytes anywhere in memory. */
struct hx_value fuzz_integer(uint64_t lowest, uint64_t highest);
struct hx_value fuzz_text(void);
struct hx_value fuzz_bytes(size_t size);

/* For `fits`. A `value` of NULL is memory that the message does not bring. */
bool fuzz_is_integer(const struct hx_value *value, uint64_t lowest, uint64_t highest);
bool fuzz_is_memory(const struct hx_value *value, uint64_t count, uint64_t size,
                    uint64_t *needed);
uint64_t fuzz_bits(const struct hx_value *value);

/* For `call`: memory, a copy or zeros. Emptied before each call. */
void fuzz_room_empty(void);
void *fuzz_room(size_t size, const void *copy);

/* For the provider: what arrives, and what goes back. */
void fuzz_see_nothing(void);
void fuzz_see_number(uint64_t number);
void fuzz_see_bytes(const void *data, size_t size, size_t alignment);
uint64_t fuzz_seen(void);
void fuzz_fill(void *data, size_t size);
const char *fuzz_result_text(void);
