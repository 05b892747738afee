/* SPDX-License-Identifier: MIT */
/*
 * What the loader keeps of each module that is in memory: one record, which lives from
 * the load until nobody can hold the module any more, and takes the object with it.
 *
 * On the main loop, unless it says otherwise.
 */
#pragma once

#include "carry.h"
#include "object.h"

#include <helix/registry.h>

struct hx_loaded {
    struct hx_loaded *next; /* of all; read from any context */
    struct hx_loaded *next_gone;
    struct hx_object object;
    struct hx_registration room;
    const char *file; /* its name, behind the tables */
    size_t size;      /* of this record with what stands behind it */
    /* Whom it has replaced and who may come back: keep.h. All zero if nobody. */
    struct {
        const struct hx_module *module;
        struct hx_loaded *loaded; /* NULL: one of the image */
        struct hx_snapshot saved; /* its state when it was replaced */
        uint64_t until_ns;
    } before;
};

/*
 * Makes the record of an object that is not sealed, which it takes over whatever comes
 * of it, and writes into the object what only this kernel knows: its slots, those of
 * `heir_of` where it serves the same interfaces (NULL: it follows nobody), and what
 * stands for operations that came after it was built.
 *
 * Returns HX_OK, or HX_ERR_NO_SPACE.
 */
HX_MUST_CHECK hx_status hx_loaded_make(struct hx_object *object, const char *file,
                                       const struct hx_module *heir_of,
                                       struct hx_loaded **loaded);

/* Gives back the record of a module that was never registered, and the object. */
void hx_loaded_drop(struct hx_loaded *loaded);

/* Returns the record of a module, or NULL for one of the image. */
struct hx_loaded *hx_loaded_of(const struct hx_module *module);

/* Over all records: the first for NULL. */
struct hx_loaded *hx_loaded_next(const struct hx_loaded *loaded);

/*
 * Gives back what has been released since: the registry releases a module on whichever
 * CPU, and memory is given back on this one. Returns whether there was any.
 */
bool hx_loaded_collect(void);

/* Is there any? Any context. */
bool hx_loaded_has_gone(void);
