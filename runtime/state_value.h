/* SPDX-License-Identifier: MIT */
/* The bytes of single fields: whether they are values of their type, and copies. */
#pragma once

#include <helix/schema.h>

/*
 * HX_ERR_CORRUPT if a bool or an enum among the `field->size` bytes at `data` is none.
 * `data` need not be aligned.
 */
HX_MUST_CHECK hx_status hx_state_check_field(const struct hx_state_field *field,
                                             const unsigned char *data);

/* Whether an integer of that kind and size becomes one of these without loss. */
bool hx_state_widens(enum hx_state_kind old_kind, uint32_t old_size,
                     enum hx_state_kind new_kind, uint32_t new_size);

/*
 * Copies a value; where the sizes differ it is an integer, and new_size is the larger
 * one. Neither place need be aligned.
 */
void hx_state_copy(enum hx_state_kind kind, unsigned char *new_data, uint32_t new_size,
                   const unsigned char *old_data, uint32_t old_size);
