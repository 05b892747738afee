/* SPDX-License-Identifier: MIT */
/* What becomes of a module that has failed while it was Running. On the main loop. */
#pragma once

#include <helix/descriptor.h>

/*
 * Stops it, and before it those that require it, and decides when it is restarted. It
 * is Running, not ESSENTIAL, and no hook is on the stack.
 */
void hx_restart_failed(const struct hx_module *module, hx_status why);

/* Makes the attempts that are due; returns whether there was one. */
bool hx_restart_run_due(uint64_t now_ns);

/* Starts those that were stopped along and have all that they require again. */
void hx_restart_start_along(void);

/* Attempts within the last window. */
uint32_t hx_restart_count(const struct hx_module *module, uint64_t now_ns);
