/* SPDX-License-Identifier: MIT */
/*
 * What the generator says of the state of a HOT_RELOADABLE module, and how that state
 * crosses from one version of the module to another.
 *
 * Saved state describes itself: a header, the data, and a table of the fields.
 *
 *     struct hx_state_header
 *     data     the runs of the state, one behind the other, as they are in memory
 *     table    for each field, in the order of the names' bytes, a struct
 *              hx_state_entry, the name and the type's text, neither with a NUL
 *
 * Nothing in it is aligned, all numbers are the machine's own: it never leaves the
 * machine. A run is what stands between two fields that are not saved. A type's text
 * has everything resolved that decides what the bytes mean: `u32`, `i8[4][2]`,
 * `struct{u32 size; i8[32] text}`, `enum{0,1,2}`; no tag, no typedef's name, no
 * enumerator's. So a copy of an old struct under another tag is of the old type.
 *
 * Restoring takes one of two ways. If the layout's hash and the size of the data are
 * the own ones, the runs are copied as they are. Otherwise each field that both sides
 * have is copied by itself: an integer into one of the same signedness that is at least
 * as wide, everything else into what has the same type. A field that only the saved
 * state has is dropped; one that it lacks stays as it is. If the saved state is of an
 * older version, it is read into the `from` of that version, and each step from there
 * moves what crosses by name and type (or was renamed) on, and runs its body.
 *
 * Saved state is hostile: every size and position is checked before it is used, so are
 * every bool, which must be 0 or 1, and every enum, which must be one of its
 * enumerators, also in structs and arrays. Not checked, because there is no telling:
 * what is inside a union, enums that are bit-fields, and floating numbers.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/state.h>

#define HX_STATE_MAGIC UINT32_C(0x54535848) /* "HXST" */
#define HX_STATE_FORMAT 1

struct hx_state_header {
    uint32_t magic;
    uint16_t format;
    uint16_t field_count;
    uint32_t version;
    uint32_t plain_since; /* no step leads from this version, or a later one, on to
                             `version`: between them fields cross by name and type */
    uint64_t layout;
    uint32_t data_size;
    uint32_t table_size;
};

enum hx_state_kind {
    HX_STATE_UNSIGNED,
    HX_STATE_SIGNED,
    HX_STATE_OTHER, /* anything but an integer */
};

struct hx_state_entry {
    uint32_t position; /* in the data */
    uint32_t size;
    uint16_t name_size; /* at least 1 */
    uint16_t type_size; /* at least 1 */
    uint16_t kind;      /* enum hx_state_kind */
    uint16_t reserved;  /* 0 */
};

/* Below is what the generator writes, const and as long-lived as the module. ------- */

/* `count` of something, each `stride` bytes behind the one before. */
struct hx_state_repeat {
    uint32_t count;
    uint32_t stride;
};

/*
 * Bools (`values` NULL) or enums of four bytes in a field. `repeats` are the arrays
 * around it, the outermost first; there is none around a single one.
 */
struct hx_state_check {
    uint32_t offset;       /* in the field */
    uint32_t value_count;  /* at least 1 where there are values */
    const int32_t *values; /* what it may be, ascending */
    const struct hx_state_repeat *repeats;
    uint32_t repeat_count;
};

/* A saved field. */
struct hx_state_field {
    const char *name;
    const char *type; /* its text; where that is long, its beginning and a hash */
    uint32_t offset;  /* in the state */
    uint32_t size;
    uint16_t name_size;
    uint16_t type_size;
    uint16_t kind; /* enum hx_state_kind */
    uint16_t check_count;
    const struct hx_state_check *checks;
};

/* Bytes of the state that are saved as they are. */
struct hx_state_run {
    uint32_t offset;
    uint32_t size;
};

struct hx_state_step;

struct hx_state_schema {
    uint64_t layout; /* a hash over the fields' names, types, order and places */
    uint32_t version;
    uint32_t plain_since;                /* as in the header */
    const struct hx_state_run *runs;     /* ascending, apart from each other */
    const struct hx_state_field *fields; /* each in one run, ascending by name */
    const struct hx_state_step *steps;   /* from consecutive versions to this one */
    uint16_t run_count;
    uint16_t field_count;
    uint16_t step_count;
};

/* A field that crosses in a step; its type is equal, or an integer that fits. */
struct hx_state_move {
    uint32_t old_offset;
    uint32_t old_size;
    uint32_t new_offset;
    uint32_t new_size;
    enum hx_state_kind kind;
};

/*
 * A `migrate`. It leads from `old`, whose state is in memory of its own, to that of the
 * step behind it, or to the module's.
 */
struct hx_state_step {
    const struct hx_state_schema *old; /* without steps */
    void *state;
    void (*reset)(void); /* `state` to zero, but for config and context */
    const struct hx_state_move *moves;
    uint32_t move_count;
    hx_status (*body)(void); /* NULL: none */
};

/*
 * Writes the saved form of `state`: all of it, or nothing and the writer's
 * HX_ERR_NO_SPACE. A writer that measures learns the size from this, too. Called by
 * generated hooks, on the main loop.
 */
hx_status hx_state_save(const struct hx_state_schema *schema, const void *state,
                        struct hx_writer *writer);

/*
 * Restores all that is left in `reader` into `state`, which has its defaults. Returns
 *
 * - HX_ERR_CORRUPT if the bytes are no saved state, or hold a bool or an enum that is
 *   none;
 * - HX_ERR_VERSION if they are one, of another schema that no way leads from: a field
 *   of the same name is of another type, or the version is newer, or older than the
 *   first step;
 * - what the body of a step returned, if that is not HX_OK.
 *
 * After a failure `state` is not to be used before it is reset; without steps it is as
 * it was. Called by generated hooks, on the main loop. Takes time proportional to the
 * sizes of the saved state and of the schema, and does not recurse.
 */
hx_status hx_state_restore(const struct hx_state_schema *schema, void *state,
                           struct hx_reader *reader);
