/* SPDX-License-Identifier: MIT */
/*
 * Holds what a module was built against against what this kernel is.
 *
 * Each module brings along a text (its symbol `hxm_abi`), which
 * codegen/ninja/abi_note.py writes when it is built. Lines end in "\n", fields in one
 * blank, the text in a NUL:
 *
 *     hxm 1
 *     target x86_64
 *     abi 1.0
 *     module counter 1.0.0
 *     interface helix.clock 1.1.0          which it uses, implements or asks for,
 *     operation now 1.0 HASH SIGNATURE     with all that the interface had then,
 *     operation set 1.1 HASH SIGNATURE     in the order of the struct of functions
 *     runtime HASH                         of all that the runtime offered then
 *     function hx_fail HASH SIGNATURE      which it imports of the runtime
 *     type hx_module HASH DEFINITION       to which these and its descriptor lead
 *
 * HASH has 16 hexadecimal digits and is all that is compared while it is the same; what
 * it is made of says codegen/plan/abi.py. The signatures are there to explain a
 * difference. Where the runtime has the same HASH here, what follows that line, which
 * is most of the text, does not differ, and is not read.
 *
 * The text is hostile, up to its NUL. What it says of itself is believed: it keeps
 * honest modules from a kernel that they do not fit, and nobody out.
 *
 * Nothing here allocates or keeps a pointer. Not from an interrupt; otherwise any
 * context.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/loading.h>

/*
 * Checks the whole text. `target` is the kernel's own, such as "x86_64".
 *
 * An interface may have operations that the module does not know, if they came with a
 * younger version than the module's: the module's struct of functions is the beginning
 * of the kernel's.
 *
 * Returns HX_OK; HX_ERR_LOAD if the text is not of this form, and the detail has the
 * line and what was expected; HX_ERR_ABI if the module does not fit, and the detail
 * names what differs, how it is here and how it is in the module:
 *
 *     helix.block_device.read: argument 2 'lba' is u64 here, u32 in the module
 */
HX_MUST_CHECK hx_status hx_abi_check(const char *text, const struct hx_loading *loading,
                                     const char *target);

/* An interface that a text declares. The name is in the text, and has no NUL. */
struct hx_abi_interface {
    const char *name;
    size_t name_size;
    hx_version version;
};

/*
 * Replaces `interface` by the next one of a text for which hx_abi_check() has returned
 * HX_OK, and returns true; false behind the last. Starts with one that is all zero.
 */
bool hx_abi_next_interface(const char *text, struct hx_abi_interface *interface);
