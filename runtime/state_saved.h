/* SPDX-License-Identifier: MIT */
/*
 * The saved form of helix/schema.h. As bytes from anywhere nothing of it is believed
 * before it has been checked here.
 */
#pragma once

#include <helix/schema.h>

/* The size of the data that a schema's state is saved as. */
uint32_t hx_saved_data_size(const struct hx_state_schema *schema);

/* Where in that data a field of the schema stands. */
uint32_t hx_saved_position(const struct hx_state_schema *schema,
                           const struct hx_state_field *field);

/* Borrowed from the reader's memory. */
struct saved_state {
    struct hx_state_header header;
    const unsigned char *data;  /* header.data_size bytes */
    const unsigned char *table; /* header.table_size bytes */
};

/* An entry of the table: its sizes fit, its bytes are within the saved state. */
struct saved_field {
    const char *name; /* no NUL behind it, nor behind `type` */
    const char *type;
    const unsigned char *data; /* entry.size bytes */
    struct hx_state_entry entry;
};

/* Where in the table. All zero is the beginning. */
struct saved_cursor {
    struct saved_field field; /* the last one that was read */
    uint32_t position;
    uint16_t count; /* of those read */
};

/*
 * Takes the header, and all that is left in `reader`. HX_ERR_CORRUPT if they are no
 * saved state, HX_ERR_VERSION if it is of a format that is not known. The table is not
 * looked at.
 */
HX_MUST_CHECK hx_status hx_saved_open(const struct hx_reader *reader,
                                      struct saved_state *saved);

static inline bool hx_saved_has_next(const struct saved_state *saved,
                                     const struct saved_cursor *cursor)
{
    return cursor->count < saved->header.field_count;
}

/*
 * Goes on to the next field. HX_ERR_CORRUPT if it is none, or if the names do not
 * ascend, or if bytes follow the last one.
 */
HX_MUST_CHECK hx_status hx_saved_next(const struct saved_state *saved,
                                      struct saved_cursor *cursor);

/* As memcmp(); of two names of which one begins with the other, that one is less. */
int hx_saved_compare(const char *left, size_t left_size, const char *right,
                     size_t right_size);
