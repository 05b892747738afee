/* SPDX-License-Identifier: MIT */
/*
 * The descriptor of a loaded object, and all that the runtime follows from it without a
 * further look.
 */
#pragma once

#include "object.h"

/*
 * Checks everything that is reachable from object->module, of an object that has been
 * relocated: that it lies in the object and is aligned, that texts end there, functions
 * are its code and what changes can be written; that interfaces are the image's, at a
 * version that it has. Clears the control block and what else changes of its own.
 *
 * Returns HX_OK; HX_ERR_ABI for a descriptor of another layout; HX_ERR_LOAD, and the
 * detail names the field.
 */
HX_MUST_CHECK hx_status hx_metadata_check(const struct hx_object *object);

/* Returns the index of `interface` in the image's list; HX_HASH_NONE: not of it. */
uint32_t hx_metadata_interface_index(const struct hx_interface *interface);

/*
 * Returns how many operations, the first ones of its struct of functions, version
 * `version` of an interface has.
 */
uint32_t hx_metadata_operation_count(const struct hx_interface_abi *abi,
                                     hx_version version);
