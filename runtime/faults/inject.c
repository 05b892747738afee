/* SPDX-License-Identifier: MIT */
#include "faults.h"

#include <helix/event.h>
#include <helix/status.h>
#include <helix/string.h>

_Static_assert(sizeof(struct hx_fault_case) == 16, "codegen/faults writes four words");
_Static_assert(HX_EVENT_CUSTOM + 1 == HX_EVENT_KIND_COUNT, "a part names one event");

struct hx_fault_case hx_fault_case = {.module = HX_FAULT_NOBODY};
uint32_t hx_fault_fired_count;
bool hx_fault_ready;
const struct hx_event *hx_fault_watched;
uint32_t hx_fault_told_count;

static bool is_meant(const struct hx_module *module, enum hx_fault_hook hook)
{
    return hx_fault_case.module == module->control->id && hx_fault_case.hook == hook &&
           hx_fault_fired_count == 0;
}

static hx_status fire(void)
{
    hx_fault_fired_count++;
    return hx_fail(HX_ERR_INTERNAL, HX_FAULT_DETAIL);
}

hx_status hx_fault_hook(const struct hx_module *module, enum hx_fault_hook hook,
                        hx_status status)
{
    return is_meant(module, hook) ? fire() : status;
}

uint32_t hx_fault_part_of(const struct hx_event *event)
{
    uint32_t index;

    if (event->kind != HX_EVENT_CUSTOM)
        return event->kind;
    index = hx_hash_find(&hx_image.events, event->custom.name);
    return index != HX_HASH_NONE ? HX_EVENT_KIND_COUNT + index : HX_EVENT_CUSTOM;
}

enum hx_event_response hx_fault_event(const struct hx_module *module,
                                      const struct hx_event *event,
                                      enum hx_event_response response)
{
    if (event == hx_fault_watched)
        hx_fault_told_count++;
    if (!hx_fault_ready || !is_meant(module, HX_FAULT_EVENT) ||
        hx_fault_part_of(event) != hx_fault_case.part)
        return response;
    (void)fire();
    return hx_event_fail(HX_FAULT_DETAIL);
}

static bool is_meant_type(const struct hx_module *module, const char *type)
{
    if (module->request_type_count == 0)
        return true;
    return hx_fault_case.part < module->request_type_count &&
           strcmp(module->request_types[hx_fault_case.part], type) == 0;
}

hx_status hx_fault_request(const struct hx_module *module,
                           const struct hx_request *request, hx_status status)
{
    if (!hx_fault_ready || !is_meant(module, HX_FAULT_REQUEST) ||
        !is_meant_type(module, request->type))
        return status;
    return fire();
}

hx_status hx_fault_reload(enum hx_fault_step step, hx_status status)
{
    (void)step;
    return status;
}

bool hx_fault_health(const struct hx_module *module, bool healthy)
{
    return is_meant(module, HX_FAULT_HEALTH) ? fire() == HX_OK : healthy;
}
