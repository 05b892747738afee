/* SPDX-License-Identifier: MIT */
/*
 * Two things restore: `saved` into a state of some version, and from there step by step
 * to the module's own. What is read into is called the target: the module's own state,
 * or that of the step at which the saved version comes in.
 */
#include <helix/status.h>
#include <helix/string.h>

#include "state_saved.h"
#include "state_value.h"

struct target {
    const struct hx_state_schema *schema;
    unsigned char *state;
    bool own;
};

static bool has_layout(const struct hx_state_schema *schema,
                       const struct hx_state_header *header)
{
    return header->layout == schema->layout &&
           header->data_size == hx_saved_data_size(schema);
}

/* All fields are checked before any is copied. */
static hx_status copy_runs(const struct target *target, const unsigned char *data)
{
    const struct hx_state_schema *schema = target->schema;

    for (uint32_t i = 0; i < schema->field_count; i++) {
        const struct hx_state_field *field = &schema->fields[i];
        hx_status status;

        if (field->check_count == 0)
            continue;
        status = hx_state_check_field(field, data + hx_saved_position(schema, field));
        if (status != HX_OK)
            return status;
    }
    for (uint32_t i = 0; i < schema->run_count; i++) {
        memcpy(target->state + schema->runs[i].offset, data, schema->runs[i].size);
        data += schema->runs[i].size;
    }
    return HX_OK;
}

static int shown(size_t size, int most)
{
    return size < (size_t)most ? (int)size : most;
}

static hx_status refuse_field(const struct target *target,
                              const struct hx_state_field *field,
                              const struct saved_field *saved)
{
    const struct hx_state_entry *entry = &saved->entry;

    if (target->own)
        return hx_fail(HX_ERR_VERSION,
                       "saved field '%.*s' was %.*s, is %.36s; write a migrate step",
                       shown(entry->name_size, 32), saved->name,
                       shown(entry->type_size, 36), saved->type, field->type);
    return hx_fail(HX_ERR_VERSION, "saved field '%.*s' was %.*s, 'from' %u says %.36s",
                   shown(entry->name_size, 32), saved->name,
                   shown(entry->type_size, 36), saved->type,
                   (unsigned)target->schema->version, field->type);
}

static hx_status check_field(const struct target *target,
                             const struct hx_state_field *field,
                             const struct saved_field *saved)
{
    const struct hx_state_entry *entry = &saved->entry;

    if (hx_state_widens(entry->kind, entry->size, field->kind, field->size))
        return HX_OK;
    if (field->kind != HX_STATE_OTHER || entry->kind != HX_STATE_OTHER ||
        hx_saved_compare(field->type, field->type_size, saved->type,
                         entry->type_size) != 0)
        return refuse_field(target, field, saved);
    if (entry->size != field->size)
        return hx_fail(HX_ERR_CORRUPT,
                       "saved field '%s' is a %.40s of %u bytes, not %u", field->name,
                       field->type, (unsigned)entry->size, (unsigned)field->size);
    return hx_state_check_field(field, saved->data);
}

/*
 * Goes through the fields of both sides, which ascend by name, and checks those that
 * both have; with `copies` set, it copies them. All are checked before one is copied.
 */
static hx_status cross_fields(const struct target *target,
                              const struct saved_state *saved, bool copies)
{
    const struct hx_state_schema *schema = target->schema;
    struct saved_cursor cursor = {.count = 0};
    uint32_t next = 0;

    if (saved->header.field_count == 0 && saved->header.table_size > 0)
        return hx_fail(HX_ERR_CORRUPT, "saved state: a table of no fields");
    while (hx_saved_has_next(saved, &cursor)) {
        const struct saved_field *old = &cursor.field;
        hx_status status = hx_saved_next(saved, &cursor);
        int order = 1;

        if (status != HX_OK)
            return status;
        for (; next < schema->field_count; next++) {
            const struct hx_state_field *field = &schema->fields[next];

            order = hx_saved_compare(field->name, field->name_size, old->name,
                                     old->entry.name_size);
            if (order >= 0)
                break;
        }
        if (next == schema->field_count || order != 0)
            continue;
        if (copies)
            hx_state_copy(old->entry.kind, target->state + schema->fields[next].offset,
                          schema->fields[next].size, old->data, old->entry.size);
        else
            status = check_field(target, &schema->fields[next], old);
        if (status != HX_OK)
            return status;
    }
    return HX_OK;
}

static hx_status read_into(const struct target *target, const struct saved_state *saved)
{
    hx_status status;

    if (has_layout(target->schema, &saved->header))
        return copy_runs(target, saved->data);
    status = cross_fields(target, saved, false);
    if (status == HX_OK)
        status = cross_fields(target, saved, true);
    return status;
}

/* Finds the step at which the saved version comes in; all of them if none is needed. */
static hx_status find_step(const struct hx_state_schema *schema,
                           const struct hx_state_header *header, uint32_t *first)
{
    unsigned saved = header->version;
    unsigned own = schema->version;

    if (saved > own && header->plain_since > own)
        return hx_fail(HX_ERR_VERSION,
                       "saved state of version %u cannot go back to %u: a migrate "
                       "step leads there",
                       saved, own);
    if (saved < own && schema->step_count > 0) {
        unsigned oldest = schema->steps[0].old->version;

        if (saved < oldest)
            return hx_fail(HX_ERR_VERSION,
                           "saved state of version %u: no migrate step leads on, "
                           "the first is from %u",
                           saved, oldest);
        *first = saved - oldest;
        return HX_OK;
    }
    *first = schema->step_count;
    return HX_OK;
}

static hx_status take_step(const struct hx_state_step *step, unsigned char *state)
{
    const unsigned char *old = step->state;

    for (uint32_t i = 0; i < step->move_count; i++) {
        const struct hx_state_move *move = &step->moves[i];

        hx_state_copy(move->kind, state + move->new_offset, move->new_size,
                      old + move->old_offset, move->old_size);
    }
    return step->body == NULL ? HX_OK : step->body();
}

hx_status hx_state_restore(const struct hx_state_schema *schema, void *state,
                           struct hx_reader *reader)
{
    struct saved_state saved;
    struct target target = {.schema = schema, .state = state, .own = true};
    uint32_t first = 0;
    hx_status status = hx_saved_open(reader, &saved);

    if (status == HX_OK)
        status = find_step(schema, &saved.header, &first);
    if (status != HX_OK)
        return status;
    if (first < schema->step_count)
        target = (struct target){
            .schema = schema->steps[first].old,
            .state = schema->steps[first].state,
        };
    for (uint32_t i = first; i < schema->step_count; i++)
        schema->steps[i].reset();
    status = read_into(&target, &saved);
    for (uint32_t i = first; status == HX_OK && i < schema->step_count; i++)
        status =
            take_step(&schema->steps[i],
                      i + 1u < schema->step_count ? schema->steps[i + 1].state : state);
    if (status == HX_OK)
        reader->position = reader->size;
    return status;
}
