/* SPDX-License-Identifier: MIT */
/*
 * Where the runtime writes <helix/trace.h>. On the main loop, which alone runs hooks of
 * the life cycle.
 */
#pragma once

#include <helix/trace.h>

/* Notes that a hook begins; returns the number by which its end is told. */
uint32_t hx_trace_begin(const struct hx_module *module, enum hx_trace_phase phase);

/*
 * Notes how it ended. Nothing is noted if its record has been dropped meanwhile: a hook
 * may run those of other modules, and these many more.
 */
void hx_trace_end(uint32_t number, hx_status status);
