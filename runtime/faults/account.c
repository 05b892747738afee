/* SPDX-License-Identifier: MIT */
/*
 * The accounting at the end of a run. A module that has failed, or never came up, holds
 * nothing; one that was stopped, or was skipped behind its init, holds only what its
 * init took; the interfaces of both are closed. And the runtime's own lists hold what
 * modules hold, and nothing else: an entry that its owner has lost would be overwritten
 * when the owner's state is reset.
 */
#include "../event_receiver.h"
#include "../listener.h"
#include "../resource.h"
#include "../step.h"
#include "faults.h"

#include <helix/log.h>
#include <helix/port.h>
#include <helix/registry.h>
#include <helix/string.h>

static uint32_t leak_count;

static void leak(const struct hx_module *module, const char *what, const char *which)
{
    leak_count++;
    hx_log_line("faults: " HX_MODULE_FORMAT " is %s, and %s%s",
                HX_MODULE_ARGUMENTS(module),
                hx_module_state_name(hx_module_state_of(module)), what, which);
}

/* Up, or on the way: a panic comes in the middle of the boot. */
static bool is_up(const struct hx_module *module)
{
    enum hx_module_state state = hx_module_state_of(module);

    return state == HX_STATE_RUNNING ||
           (state == HX_STATE_LOADED && !module->control->skipped);
}

static void check_held(const struct hx_module *module)
{
    enum hx_module_state state = hx_module_state_of(module);
    bool may_last = state == HX_STATE_STOPPED || state == HX_STATE_LOADED;

    for (const struct hx_resource *r = module->control->taken; r != NULL; r = r->next)
        if (!(may_last && r->lasting))
            leak(module, "holds: ", r->kind->name);
}

static void check_slots(const struct hx_module *module)
{
    for (uint32_t i = 0; i < module->implementation_count; i++) {
        const struct hx_implementation *served = &module->implementations[i];

        if (served->slot->ops != served->interface->absent_ops)
            leak(module, "can be called through: ", served->interface->name);
    }
}

static void check_module(const struct hx_module *module)
{
    if (hx_fault_case.module == module->control->id &&
        hx_fault_case.hook == HX_FAULT_EVENT && hx_fault_fired_count > 0 &&
        module->control->event_errors == 0)
        leak(module, "the failure of its handler was not counted", "");
    if (module->control->hook_depth > 0)
        leak(module, "a hook of it is on the stack", "");
    if (module->control->deferred > 0)
        leak(module, "events wait for a hook of it to return", "");
    if (is_up(module))
        return;
    check_held(module);
    check_slots(module);
}

static uint32_t count_listeners(void)
{
    uint32_t count = 0;

    for (size_t kind = 0; kind < HX_EVENT_KIND_COUNT; kind++)
        for (const struct hx_listener *listener = hx_listeners[kind].first;
             listener != NULL; listener = listener->next)
            count++;
    return count;
}

static uint32_t count_held(const char *kind)
{
    uint32_t count = 0;

    for (const struct hx_module *module = hx_registry_next(NULL); module != NULL;
         module = hx_registry_next(module))
        for (const struct hx_resource *r = module->control->taken; r != NULL;
             r = r->next)
            if (strcmp(r->kind->name, kind) == 0)
                count++;
    return count;
}

static void compare(const char *name, uint32_t listed, uint32_t held)
{
    if (listed == held)
        return;
    leak_count++;
    hx_log_line("faults: %s: %u with the runtime, %u held by modules", name,
                (unsigned)listed, (unsigned)held);
}

static void check_lists(void)
{
    static const struct {
        const char *kind;
        uint32_t (*count)(void);
    } lists[] = {
        {"timer", hx_fault_count_timers},  {"work", hx_fault_count_works},
        {"irq", hx_fault_count_lines},     {"change", hx_fault_count_changes},
        {"subscription", count_listeners},
    };

    for (size_t i = 0; i < HX_COUNT_OF(lists); i++)
        compare(lists[i].kind, lists[i].count(), count_held(lists[i].kind));
    compare("deferred event", hx_fault_count_deferred(), 0);
    compare("publish under way", hx_event_depth, 0);
}

void hx_fault_report(void)
{
    /* What an interrupt takes would be counted on one side only. */
    uintptr_t saved = hx_port_irq_save();

    for (const struct hx_module *module = hx_registry_next(NULL); module != NULL;
         module = hx_registry_next(module))
        check_module(module);
    check_lists();
    hx_log_line("faults: fired=%u leaks=%u", (unsigned)hx_fault_fired_count,
                (unsigned)leak_count);
    hx_port_irq_restore(saved);
}
