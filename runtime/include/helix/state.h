/* SPDX-License-Identifier: MIT */
/*
 * A module's saved state: a stretch of bytes that save_state writes front to back and
 * restore_state reads in the same order. Both work on memory of whoever calls the hook.
 * Any context.
 */
#pragma once

#include <helix/types.h>

/* The fields are the runtime's: use the functions. */
struct hx_writer {
    unsigned char *data;
    size_t capacity;
    size_t size; /* written so far */
};

struct hx_reader {
    const unsigned char *data;
    size_t size;
    size_t position; /* read so far */
};

/*
 * `data` stays the caller's, and must stay there as long as the writer is in use.
 *
 * A writer without memory, `data` NULL and `capacity` 0, measures: it takes everything,
 * keeps nothing, and its `size` is the room that the same writes need. So whoever calls
 * save_state calls it twice: once to learn the size, once to save. Nothing may run in
 * between that changes the state.
 */
void hx_writer_init(struct hx_writer *writer, void *data, size_t capacity);
void hx_reader_init(struct hx_reader *reader, const void *data, size_t size);

/*
 * Appends all of it, or nothing and HX_ERR_NO_SPACE; when measuring, that is a sum
 * beyond SIZE_MAX.
 */
hx_status hx_write(struct hx_writer *writer, const void *data, size_t size);

/*
 * Reads exactly `size` bytes. HX_ERR_CORRUPT if fewer are left: `data` and the reader
 * are then as they were.
 */
hx_status hx_read(struct hx_reader *reader, void *data, size_t size);

/* How many bytes are left to read. */
size_t hx_reader_left(const struct hx_reader *reader);
