/* SPDX-License-Identifier: MIT */
#include "state_saved.h"

static uint32_t table_size_of(const struct hx_state_schema *schema)
{
    uint32_t size = 0;

    for (uint32_t i = 0; i < schema->field_count; i++)
        size += (uint32_t)sizeof(struct hx_state_entry) + schema->fields[i].name_size +
                schema->fields[i].type_size;
    return size;
}

static hx_status write_field(const struct hx_state_schema *schema,
                             const struct hx_state_field *field,
                             struct hx_writer *writer)
{
    struct hx_state_entry entry = {
        .position = hx_saved_position(schema, field),
        .size = field->size,
        .name_size = field->name_size,
        .type_size = field->type_size,
        .kind = field->kind,
    };
    hx_status status = hx_write(writer, &entry, sizeof(entry));

    if (status == HX_OK)
        status = hx_write(writer, field->name, field->name_size);
    if (status == HX_OK)
        status = hx_write(writer, field->type, field->type_size);
    return status;
}

static hx_status write_all(const struct hx_state_schema *schema,
                           const unsigned char *state, struct hx_writer *writer)
{
    struct hx_state_header header = {
        .magic = HX_STATE_MAGIC,
        .format = HX_STATE_FORMAT,
        .field_count = schema->field_count,
        .version = schema->version,
        .plain_since = schema->plain_since,
        .layout = schema->layout,
        .data_size = hx_saved_data_size(schema),
        .table_size = table_size_of(schema),
    };
    hx_status status = hx_write(writer, &header, sizeof(header));

    for (uint32_t i = 0; status == HX_OK && i < schema->run_count; i++)
        status = hx_write(writer, state + schema->runs[i].offset, schema->runs[i].size);
    for (uint32_t i = 0; status == HX_OK && i < schema->field_count; i++)
        status = write_field(schema, &schema->fields[i], writer);
    return status;
}

hx_status hx_state_save(const struct hx_state_schema *schema, const void *state,
                        struct hx_writer *writer)
{
    size_t before = writer->size;
    hx_status status = write_all(schema, state, writer);

    if (status != HX_OK)
        writer->size = before;
    return status;
}
