/* SPDX-License-Identifier: MIT */
#include <helix/state.h>
#include <helix/status.h>
#include <helix/string.h>

void hx_writer_init(struct hx_writer *writer, void *data, size_t capacity)
{
    *writer = (struct hx_writer){.data = data, .capacity = capacity};
}

void hx_reader_init(struct hx_reader *reader, const void *data, size_t size)
{
    *reader = (struct hx_reader){.data = data, .size = size};
}

size_t hx_reader_left(const struct hx_reader *reader)
{
    return reader->size - reader->position;
}

hx_status hx_write(struct hx_writer *writer, const void *data, size_t size)
{
    bool measures = writer->data == NULL && writer->capacity == 0;
    size_t left = (measures ? SIZE_MAX : writer->capacity) - writer->size;

    if (size > left)
        return hx_fail(HX_ERR_NO_SPACE, "saved state: %zu bytes, room for %zu", size,
                       left);
    if (size > 0 && !measures)
        memcpy(writer->data + writer->size, data, size);
    writer->size += size;
    return HX_OK;
}

hx_status hx_read(struct hx_reader *reader, void *data, size_t size)
{
    size_t left = hx_reader_left(reader);

    if (size > left)
        return hx_fail(HX_ERR_CORRUPT, "saved state: %zu bytes wanted, %zu left", size,
                       left);
    if (size > 0)
        memcpy(data, reader->data + reader->position, size);
    reader->position += size;
    return HX_OK;
}
