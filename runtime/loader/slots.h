/* SPDX-License-Identifier: MIT */
/*
 * Slots for loaded modules. One that was given stays for ever, because handles of the
 * interface's primary (hx_primary_...) may be kept; a module that comes back under its
 * name gets the same ones again, so there are only as many as names and interfaces.
 *
 * On the main loop only.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/descriptor.h>

/*
 * Puts into `slot` a slot for what the module `name`, which is not registered, serves
 * of `interface`: one that no registered module has. Returns HX_OK, or HX_ERR_NO_SPACE.
 */
HX_MUST_CHECK hx_status hx_slots_find(const char *name,
                                      const struct hx_interface *interface,
                                      struct hx_slot **slot);
