/* SPDX-License-Identifier: MIT */
/*
 * A .hxm in memory: from the bytes of a file to a descriptor that can be registered.
 * None of its code runs here.
 *
 * Everything that the object holds is found by what this header gives; all of it has
 * been checked. The whole of it is taken and given back in one piece: an object that is
 * all zero is closed, and hx_object_close() is right in every state.
 *
 * On the main loop only.
 */
#pragma once

#include "elf.h"

#include <helix/loading.h>

struct hx_object {
    struct hx_elf elf;
    void *memory; /* elf.span bytes; NULL: closed */
    const struct hx_module *module;
    const char *abi; /* its text, in `memory` */
    const struct hx_loading *loading;
    bool sealed;
};

/*
 * Reads the file and puts the object into memory, relocated, where all of it can be
 * written: signature, ELF, ABI, symbols and descriptor are checked, in this order. The
 * file's bytes may change under our hands, so a copy is checked; it is gone again when
 * this returns. `loading` stays where it is until the object is closed.
 *
 * Returns HX_OK; HX_ERR_SIGNATURE, HX_ERR_CORRUPT, HX_ERR_LOAD (no object that a module
 * can be), HX_ERR_ABI (built against another interface or runtime), HX_ERR_NO_SPACE;
 * `object` is closed then, and the detail says what is wrong.
 */
HX_MUST_CHECK hx_status hx_object_open(struct hx_bytes file,
                                       const struct hx_loading *loading,
                                       struct hx_object *object);

/*
 * Gives the pages their rights: code is executed and not written, data is not executed.
 * Returns HX_OK, or HX_ERR_NO_SPACE; the object is to be closed then.
 */
HX_MUST_CHECK hx_status hx_object_seal(struct hx_object *object);

/* Gives the memory back. Nobody may hold anything of it. */
void hx_object_close(struct hx_object *object);

/* Is `address` in the object's code? */
bool hx_object_has_code(const struct hx_object *object, uintptr_t address);
