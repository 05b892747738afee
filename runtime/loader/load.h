/* SPDX-License-Identifier: MIT */
/* The entries of struct hx_loader: see helix/loader.h. On the main loop. */
#pragma once

#include "loaded.h"

hx_status hx_load(const char *file);
hx_status hx_unload(const char *name);
hx_status hx_reload(const char *name, const char *file);

/*
 * Opens the module in `file` of the archive, which would follow `heir_of` (NULL:
 * nobody), with its handles bound; none of its code has run, and nobody can find it.
 * Statuses as of hx_loader.load.
 */
HX_MUST_CHECK hx_status hx_load_prepare(const char *file,
                                        const struct hx_module *heir_of,
                                        struct hx_loaded **loaded);

/*
 * Parks a module and waits until nobody is inside, [reload] deadline_ms at most.
 * Returns HX_OK, or HX_ERR_TIMEOUT; it is not parked then.
 */
HX_MUST_CHECK hx_status hx_load_park(const struct hx_module *module);
