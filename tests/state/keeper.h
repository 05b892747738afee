/* SPDX-License-Identifier: MIT */
#pragma once

#include <helix/descriptor.h>

/* A generated module and its one state. */
struct kept {
    const struct hx_module *module;
    void *state;
    size_t size;
};

extern const struct kept kept_modules[];
