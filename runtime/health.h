/* SPDX-License-Identifier: MIT */
/* The question that health.c asks at each poll, for those who ask at another time. */
#pragma once

#include <helix/descriptor.h>

/*
 * Asks a Running module that has an is_healthy. Returns HX_OK, or why it is not, with
 * the detail. On the main loop, with no hook of the module on the stack.
 */
hx_status hx_health_ask(const struct hx_module *module);
