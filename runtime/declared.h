/* SPDX-License-Identifier: MIT */
/*
 * The `on` of modules that are registered at run time: no table of the image has them,
 * so each becomes a subscription when its module starts, and is given back when that
 * ends. On the main loop.
 */
#pragma once

#include <helix/descriptor.h>

/* Subscribes a module that was registered; does nothing for one of the image. */
void hx_declared_listen(const struct hx_module *module);
