/* SPDX-License-Identifier: MIT */
#include "trace.h"

#include <helix/port.h>

struct hx_trace hx_trace;

/* Else the order of the ring would break where the count wraps. */
_Static_assert((HX_TRACE_RECORDS & (HX_TRACE_RECORDS - 1)) == 0 && HX_TRACE_RECORDS > 0,
               "HX_TRACE_RECORDS is a power of two");
_Static_assert(HX_TRACE_KEPT > 0, "at least one slow record is kept");
_Static_assert(sizeof(struct hx_trace_record) == 64, "tools know the layout");

static struct hx_trace_record *room_of(uint32_t number)
{
    return &hx_trace.ring[number % HX_TRACE_RECORDS];
}

/*
 * Drops a record, or keeps it in the place of the fastest that is kept. The oldest
 * stand first: a record is dropped before all that are younger. How long one took that
 * has not returned yet, nobody will know.
 */
static void keep_or_drop(const struct hx_trace_record *record)
{
    uint32_t place = 0;

    if (record->duration_ns == HX_TRACE_UNFINISHED)
        return;
    if (hx_trace.kept_count < HX_TRACE_KEPT) {
        hx_trace.kept[hx_trace.kept_count++] = *record;
        return;
    }
    for (uint32_t i = 1; i < HX_TRACE_KEPT; i++)
        if (hx_trace.kept[i].duration_ns < hx_trace.kept[place].duration_ns)
            place = i;
    if (record->duration_ns <= hx_trace.kept[place].duration_ns)
        return;
    for (; place + 1 < HX_TRACE_KEPT; place++)
        hx_trace.kept[place] = hx_trace.kept[place + 1];
    hx_trace.kept[place] = *record;
}

uint32_t hx_trace_begin(const struct hx_module *module, enum hx_trace_phase phase)
{
    const uint32_t number = hx_trace.count++;
    struct hx_trace_record *record = room_of(number);
    const char *name = module->info->name;
    size_t size = 0;

    if (number >= HX_TRACE_RECORDS)
        keep_or_drop(record);
    record->number = number;
    record->phase = (uint8_t)phase;
    record->module_id = module->control->id;
    record->version = module->info->version;
    for (; size < HX_TRACE_NAME_SIZE - 1 && name[size] != '\0'; size++)
        record->name[size] = name[size];
    record->name[size] = '\0';
    record->status = HX_OK;
    record->duration_ns = HX_TRACE_UNFINISHED;
    record->begin_ns = hx_port_time_ns();
    return number;
}

void hx_trace_end(uint32_t number, hx_status status)
{
    const uint64_t now_ns = hx_port_time_ns();
    struct hx_trace_record *record = room_of(number);

    if (record->number != number)
        return;
    record->duration_ns = now_ns - record->begin_ns;
    record->status = (int32_t)status;
}

static bool is_kept(const struct hx_trace_record *record)
{
    return record >= hx_trace.kept && record < hx_trace.kept + HX_TRACE_KEPT;
}

const struct hx_trace_record *hx_trace_next(const struct hx_trace_record *record)
{
    const uint32_t count = hx_trace.count;
    const bool in_kept = record == NULL || is_kept(record);
    uint32_t next = count < HX_TRACE_RECORDS ? 0 : count - HX_TRACE_RECORDS;

    if (in_kept) {
        record = record == NULL ? hx_trace.kept : record + 1;
        if (record < hx_trace.kept + hx_trace.kept_count)
            return record;
    } else {
        next = record->number + 1;
    }
    return next != count ? room_of(next) : NULL;
}

uint32_t hx_trace_lost_count(void)
{
    if (hx_trace.count <= HX_TRACE_RECORDS)
        return 0;
    return hx_trace.count - HX_TRACE_RECORDS - hx_trace.kept_count;
}

const char *hx_trace_phase_name(enum hx_trace_phase phase)
{
    switch (phase) {
    case HX_TRACE_INIT:
        return "init";
    case HX_TRACE_START:
        return "start";
    case HX_TRACE_STOP:
        return "stop";
    }
    return "?";
}
