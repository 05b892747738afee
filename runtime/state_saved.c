/* SPDX-License-Identifier: MIT */
#include "state_saved.h"

#include <helix/status.h>
#include <helix/string.h>

uint32_t hx_saved_data_size(const struct hx_state_schema *schema)
{
    uint32_t size = 0;

    for (uint32_t i = 0; i < schema->run_count; i++)
        size += schema->runs[i].size;
    return size;
}

uint32_t hx_saved_position(const struct hx_state_schema *schema,
                           const struct hx_state_field *field)
{
    const struct hx_state_run *run = schema->runs;
    uint32_t position = 0;

    for (; field->offset - run->offset >= run->size; run++)
        position += run->size;
    return position + (field->offset - run->offset);
}

hx_status hx_saved_open(const struct hx_reader *reader, struct saved_state *saved)
{
    struct hx_reader rest = *reader;
    struct hx_state_header header;
    hx_status status = hx_read(&rest, &header, sizeof(header));
    uint64_t announced;

    if (status != HX_OK)
        return status;
    if (header.magic != HX_STATE_MAGIC)
        return hx_fail(HX_ERR_CORRUPT, "saved state begins with 0x%x, not with 0x%x",
                       (unsigned)header.magic, (unsigned)HX_STATE_MAGIC);
    if (header.format != HX_STATE_FORMAT)
        return hx_fail(HX_ERR_VERSION, "saved state has format %u, known is %u",
                       (unsigned)header.format, (unsigned)HX_STATE_FORMAT);
    if (header.plain_since < 1 || header.plain_since > header.version)
        return hx_fail(HX_ERR_CORRUPT,
                       "saved state of version %u crosses plainly since %u",
                       (unsigned)header.version, (unsigned)header.plain_since);
    announced = (uint64_t)header.data_size + header.table_size;
    if (announced != hx_reader_left(&rest))
        return hx_fail(HX_ERR_CORRUPT, "saved state: %llu bytes announced, %zu follow",
                       (unsigned long long)announced, hx_reader_left(&rest));
    saved->header = header;
    saved->data = rest.data + rest.position;
    saved->table = saved->data + header.data_size;
    return HX_OK;
}

int hx_saved_compare(const char *left, size_t left_size, const char *right,
                     size_t right_size)
{
    int order = memcmp(left, right, left_size < right_size ? left_size : right_size);

    if (order != 0)
        return order;
    return (left_size > right_size) - (left_size < right_size);
}

/* Texts are printed when something is refused: they are printable ASCII. */
static bool is_printable(const char *text, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) {
        if (text[i] < 0x20 || text[i] > 0x7e)
            return false;
    }
    return true;
}

/* Whether kind and size go together, and the bytes are within the data. */
static bool is_sound(const struct saved_state *saved,
                     const struct hx_state_entry *entry)
{
    uint32_t data_size = saved->header.data_size;
    uint32_t size = entry->size;

    if (entry->kind > HX_STATE_OTHER || entry->reserved != 0 || size == 0)
        return false;
    if (entry->kind != HX_STATE_OTHER && size != 1 && size != 2 && size != 4 &&
        size != 8)
        return false;
    return size <= data_size && entry->position <= data_size - size;
}

hx_status hx_saved_next(const struct saved_state *saved, struct saved_cursor *cursor)
{
    struct saved_field next;
    struct hx_state_entry *entry = &next.entry;
    uint32_t left = saved->header.table_size - cursor->position;
    const unsigned char *at = saved->table + cursor->position;
    uint32_t texts_size;
    bool last;

    if (left < sizeof(*entry))
        return hx_fail(HX_ERR_CORRUPT, "saved state: its table ends in field %u",
                       (unsigned)cursor->count);
    memcpy(entry, at, sizeof(*entry));
    left -= (uint32_t)sizeof(*entry);
    texts_size = (uint32_t)entry->name_size + entry->type_size;
    if (entry->name_size == 0 || entry->type_size == 0 || texts_size > left)
        return hx_fail(HX_ERR_CORRUPT,
                       "saved state: field %u has texts of %u and %u bytes, of %u",
                       (unsigned)cursor->count, (unsigned)entry->name_size,
                       (unsigned)entry->type_size, (unsigned)left);
    if (!is_sound(saved, entry))
        return hx_fail(
            HX_ERR_CORRUPT, "saved state: field %u of kind %u, %u bytes at %u of %u",
            (unsigned)cursor->count, (unsigned)entry->kind, (unsigned)entry->size,
            (unsigned)entry->position, (unsigned)saved->header.data_size);
    next.name = (const char *)at + sizeof(*entry);
    next.type = next.name + entry->name_size;
    if (!is_printable(next.name, texts_size))
        return hx_fail(HX_ERR_CORRUPT, "saved state: field %u has texts that are none",
                       (unsigned)cursor->count);
    next.data = saved->data + entry->position;
    if (cursor->count > 0 &&
        hx_saved_compare(cursor->field.name, cursor->field.entry.name_size, next.name,
                         entry->name_size) >= 0)
        return hx_fail(HX_ERR_CORRUPT,
                       "saved state: the name of field %u is not "
                       "behind that of the one before",
                       (unsigned)cursor->count);
    left -= texts_size;
    last = cursor->count + 1u == saved->header.field_count;
    if (last && left > 0)
        return hx_fail(HX_ERR_CORRUPT, "saved state: %u bytes behind its last field",
                       (unsigned)left);
    cursor->field = next;
    cursor->position = saved->header.table_size - left;
    cursor->count++;
    return HX_OK;
}
