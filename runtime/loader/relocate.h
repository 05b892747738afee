/* SPDX-License-Identifier: MIT */
/*
 * Gives the addresses in a placed object their final values: see elf.h.
 */
#pragma once

#include "elf.h"

/*
 * Returns the address of what the kernel exports as `name`, or 0. `name` is the
 * object's, and good during the call.
 */
typedef uintptr_t (*hx_elf_resolve_fn)(void *arg, const char *name);

/*
 * Relocates the object that hx_elf_place() has put to `memory`, where it is going to
 * run. `resolve` is asked once for each symbol that the object does not define itself;
 * a weak one that nobody has is 0.
 *
 * Returns HX_OK; HX_ERR_LOAD if other symbols are not exported, and the detail has the
 * first of them and the count of the rest. What is in `memory` is of no use then.
 */
HX_MUST_CHECK hx_status hx_elf_relocate(const struct hx_elf *elf, void *memory,
                                        hx_elf_resolve_fn resolve, void *arg);
