/* SPDX-License-Identifier: MIT */
/*
 * The untyped way to a module's configuration: everything as text, by name. A module's
 * own code rather reads `self->config->key`, which has the key's type and costs a load.
 *
 * An integer is its decimal digits, a bool "true" or "false", an enum its enumerator's
 * name, a string itself. Values are fixed when the image is built; the texts live as
 * long as the module. Any context.
 */
#pragma once

#include <helix/descriptor.h>

/* Returns the value of `key`; NULL for an unknown key, an array, or a NULL `ctx`. */
const char *hx_config(const struct hx_context *ctx, const char *key);

/* The same, with `fallback` in the place of NULL. */
const char *hx_config_or(const struct hx_context *ctx, const char *key,
                         const char *fallback);

/*
 * Puts the number that `key` holds into `value` and returns true. Returns false and
 * leaves `value` alone if there is no such key or it holds no number from 0 to 2^64
 * - 1.
 */
bool hx_config_u64(const struct hx_context *ctx, const char *key, uint64_t *value);
