/* SPDX-License-Identifier: MIT */
/*
 * What a check does with the provider's answers. A check is a function that returns
 * NULL or, as soon as something is wrong, what that is.
 */
#pragma once

#include <helix/types.h>

struct filesystem_check;

typedef const char *(*check_fn)(struct filesystem_check *self);

/* Runs a check between two looks at the root folder, and answers for it. */
hx_status check_run(struct filesystem_check *self, check_fn check,
                    struct hx_response *response);

/* NULL if a call returned what is promised. The text is good until the next one. */
const char *check_status(struct filesystem_check *self, int line, const char *call,
                         hx_status got, hx_status wanted);
const char *check_truth(struct filesystem_check *self, int line, const char *what,
                        bool is_true);

#define EXPECT_STATUS(call, wanted)                                                 \
    do {                                                                            \
        const char *wrong_ = check_status(self, __LINE__, #call, (call), (wanted)); \
                                                                                    \
        if (wrong_ != NULL)                                                         \
            return wrong_;                                                          \
    } while (false)
#define EXPECT_OK(call) EXPECT_STATUS(call, HX_OK)
#define EXPECT(condition)                                                          \
    do {                                                                           \
        const char *wrong_ = check_truth(self, __LINE__, #condition, (condition)); \
                                                                                   \
        if (wrong_ != NULL)                                                        \
            return wrong_;                                                         \
    } while (false)
/* Runs a part of a check. */
#define EXPECT_GOOD(part)            \
    do {                             \
        const char *wrong_ = (part); \
                                     \
        if (wrong_ != NULL)          \
            return wrong_;           \
    } while (false)

/* Makes a file with this text. */
const char *check_make(struct filesystem_check *self, const char *path,
                       const char *text);
/* The file at `path` holds this text, by its size and its bytes. */
const char *check_text(struct filesystem_check *self, const char *path,
                       const char *text);
/* `path` is not there. */
const char *check_none(struct filesystem_check *self, const char *path);
/* A folder has so many entries. */
const char *check_count(struct filesystem_check *self, const char *path, size_t count);

/* Below `below`, the same for the same seed. */
uint64_t check_random(struct filesystem_check *self, uint64_t below);
