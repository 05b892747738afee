/* SPDX-License-Identifier: MIT */
/* For those who build tables while they run: the runtime's tests. */
#pragma once

#include <helix/hash.h>

#include <stddef.h>

/* The hash of `size` bytes, as helix/hash.h says. */
uint32_t hx_hash_of(const char *key, size_t size, uint32_t seed);
