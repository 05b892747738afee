/* SPDX-License-Identifier: MIT */
/*
 * Replaced modules that are kept for a while, because the one that has replaced them
 * may turn out to be ill: [reload] probation_ms.
 *
 * On the main loop, with no module's code on the stack.
 */
#pragma once

#include "loaded.h"

/*
 * Keeps `before`, whose record is `before_loaded` (NULL: of the image) and which has
 * left its place to the module of `present`, with the state that it had then, which
 * this takes over. Without a probation it goes at once.
 */
void hx_keep(struct hx_loaded *present, const struct hx_module *before,
             struct hx_loaded *before_loaded, const struct hx_snapshot *saved);

/* Lets go of whom `module` has replaced, if there is somebody. */
void hx_keep_end(const struct hx_module *module);

/* How many are kept. */
uint32_t hx_keep_count(void);

/* Ends what is due, after a last look at its health; was there anything? */
bool hx_keep_run(uint64_t now_ns);

/* See struct hx_loader. */
bool hx_keep_unhealthy(const struct hx_module *module, hx_status status);
