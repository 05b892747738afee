/* SPDX-License-Identifier: MIT */
/*
 * May a module be registered? What is asked here is asked under the registry's lock
 * unless it says otherwise, and of a module whose descriptor is sound.
 */
#pragma once

#include <helix/registry.h>

/*
 * Checks all of a descriptor that the registry and the resolver follow without a look.
 * Returns HX_OK, HX_ERR_ABI or HX_ERR_INVALID, with a detail. Needs no lock.
 */
HX_MUST_CHECK hx_status hx_newcomer_check_descriptor(const struct hx_module *newcomer);

/*
 * Does a module of the image name the newcomer in what it needs? Only then can a cycle
 * go through the image. The answer never changes, and needs no lock.
 */
bool hx_newcomer_is_named_by_image(const struct hx_module *newcomer);

/*
 * Is its control block that of a new module? What is not new may be in use, also where
 * it is not in the registry any more. Needs no lock.
 */
HX_MUST_CHECK hx_status hx_newcomer_check_control(const struct hx_module *newcomer);

/*
 * Would it wait for itself? HX_ERR_CIRCULAR, with the cycle. All cycles that there are
 * go through it.
 */
HX_MUST_CHECK hx_status hx_newcomer_check_cycle(const struct hx_module *newcomer);

/* One name means one module, and no capability: the statuses of hx_registry_register().
 */
HX_MUST_CHECK hx_status hx_newcomer_check_names(const struct hx_module *newcomer);

/*
 * Needs and cycles, in the same way. `named` is what hx_newcomer_is_named_by_image()
 * said.
 */
HX_MUST_CHECK hx_status hx_newcomer_check_needs(const struct hx_module *newcomer,
                                                bool named);

/*
 * Counts the optional dependencies that are left out once the newcomer is there, its
 * own and those of others on it, because the version does not fit; writes the first of
 * them into `text`.
 */
unsigned hx_newcomer_count_misfits(const struct hx_module *newcomer, bool named,
                                   char *text, size_t size);
