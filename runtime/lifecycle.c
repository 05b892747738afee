/* SPDX-License-Identifier: MIT */
#include "fault_injection.h"
#include "internal.h"
#include "resource.h"
#include "trace.h"
#include "walk.h"

#include <helix/fmt.h>
#include <helix/interface.h>
#include <helix/interrupt.h>
#include <helix/lifecycle.h>
#include <helix/registry.h>

void (*hx_lifecycle_starts)(const struct hx_module *module);
void (*hx_lifecycle_ends)(const struct hx_module *module);

#define STATE_BIT(name) (1u << HX_STATE_##name)
#define STATE_COUNT (HX_STATE_ERROR + 1)

/* By present state: the states that may follow. */
static const uint16_t followers[STATE_COUNT] = {
    [HX_STATE_REGISTERED] =
        STATE_BIT(LOADING) | STATE_BIT(INITIALIZING) | STATE_BIT(UNLOADING),
    [HX_STATE_LOADING] = STATE_BIT(REGISTERED) | STATE_BIT(ERROR),
    [HX_STATE_LOADED] =
        STATE_BIT(INITIALIZING) | STATE_BIT(UNLOADING) | STATE_BIT(ERROR),
    [HX_STATE_INITIALIZING] = STATE_BIT(LOADED) | STATE_BIT(RUNNING) | STATE_BIT(ERROR),
    [HX_STATE_RUNNING] = STATE_BIT(STOPPING) | STATE_BIT(ERROR),
    [HX_STATE_STOPPING] = STATE_BIT(STOPPED) | STATE_BIT(ERROR),
    [HX_STATE_STOPPED] = STATE_BIT(INITIALIZING) | STATE_BIT(UNLOADING),
    [HX_STATE_UNLOADING] = 0,
    [HX_STATE_ERROR] = STATE_BIT(INITIALIZING) | STATE_BIT(UNLOADING),
};

hx_status hx_lifecycle_transition(const struct hx_module *module,
                                  enum hx_module_state state)
{
    enum hx_module_state present;

    do {
        present = hx_module_state_of(module);
        if ((unsigned)state >= STATE_COUNT || (followers[present] >> state & 1) == 0)
            return hx_fail(HX_ERR_WRONG_STATE, "module '%s' is %s and cannot become %s",
                           module->info->name, hx_module_state_name(present),
                           hx_module_state_name(state));
    } while (!hx_module_move(module, present, state));
    return HX_OK;
}

/* May the hook run, which wants the module in one of two states? */
static hx_status check_hook(const struct hx_module *module, enum hx_trace_phase phase,
                            enum hx_module_state wanted, enum hx_module_state or_wanted)
{
    const char *hook = hx_trace_phase_name(phase);
    enum hx_module_state present = hx_module_state_of(module);
    const char *name = module->info->name;

    if (hx_interrupt_active())
        return hx_fail(HX_ERR_WRONG_CONTEXT, "%s of '%s' asked for in an interrupt",
                       hook, name);
    if (module->control->hook_depth > 0)
        return hx_fail(HX_ERR_BUSY, "%s of '%s': another of its hooks is on the stack",
                       hook, name);
    if (present == wanted || present == or_wanted)
        return HX_OK;
    if (wanted == or_wanted)
        return hx_fail(HX_ERR_WRONG_STATE, "module '%s' is %s, %s wants %s", name,
                       hx_module_state_name(present), hook,
                       hx_module_state_name(wanted));
    return hx_fail(HX_ERR_WRONG_STATE, "module '%s' is %s, %s wants %s or %s", name,
                   hx_module_state_name(present), hook, hx_module_state_name(wanted),
                   hx_module_state_name(or_wanted));
}

/* A hook that is on the stack. */
struct run {
    uint32_t fail_serial;
    uint32_t trace_number;
};

/* Makes way for a hook: it is on the stack, and the module in the state `during` it. */
static hx_status begin_hook(const struct hx_module *module, enum hx_trace_phase phase,
                            enum hx_module_state wanted, enum hx_module_state or_wanted,
                            enum hx_module_state during, struct run *run)
{
    hx_status status;

    /* Another CPU may unregister the module right behind the look. */
    do {
        status = check_hook(module, phase, wanted, or_wanted);
        if (status != HX_OK)
            return status;
    } while (!hx_module_move(module, wanted, during) &&
             !hx_module_move(module, or_wanted, during));
    hx_hook_enter(module);
    run->fail_serial = hx_fail_mark();
    run->trace_number = hx_trace_begin(module, phase);
    return HX_OK;
}

/* What goes on in the module without a hook. */
static void end_threads(const struct hx_module *module)
{
    if (hx_lifecycle_ends != NULL)
        hx_lifecycle_ends(module);
}

static bool is_up(enum hx_module_state state)
{
    return state == HX_STATE_LOADED || state == HX_STATE_RUNNING;
}

/*
 * Notes how a hook ended: in `good`, or in Error. From the state on others may take the
 * module away; it stays in memory until this CPU is quiescent.
 */
static hx_status end_hook(const struct hx_module *module, const struct run *run,
                          hx_status status, enum hx_module_state good)
{
    struct hx_control *control = module->control;
    enum hx_module_state state;

    status = hx_fail_settle(run->fail_serial, status);
    state = status == HX_OK ? good : HX_STATE_ERROR;
    control->status = (int32_t)status;
    control->skipped = false;
    control->stopped_along = control->stopped_along && state == HX_STATE_STOPPED;
    if (is_up(state))
        hx_interface_open(module);
    else
        hx_interface_close(module);
    /* Before the state: who unregisters it has the last word on what it may take. */
    if (state == HX_STATE_LOADED)
        hx_resource_begin_run(module);
    hx_module_set_state(module, state);
    /* Behind the state: from now on nothing more is taken. */
    if (state == HX_STATE_ERROR) {
        end_threads(module);
        hx_resource_end_all(module);
    } else if (state == HX_STATE_STOPPED) {
        hx_resource_end_run(module);
    }
    hx_trace_end(run->trace_number, status);
    hx_hook_leave(module);
    return status;
}

hx_status hx_lifecycle_init(const struct hx_module *module)
{
    struct run run;
    hx_status status = begin_hook(module, HX_TRACE_INIT, HX_STATE_REGISTERED,
                                  HX_STATE_ERROR, HX_STATE_INITIALIZING, &run);

    if (status != HX_OK)
        return status;
    module->control->unhealthy = false;
    /* What it holds is in the memory that is written over. */
    hx_resource_end_all(module);
    module->ops->reset();
    hx_resource_begin_instance(module);
    status = hx_fault_hook(module, HX_FAULT_INIT, module->ops->init(module->context));
    return end_hook(module, &run, status, HX_STATE_LOADED);
}

hx_status hx_lifecycle_start(const struct hx_module *module)
{
    struct run run;
    hx_status status = begin_hook(module, HX_TRACE_START, HX_STATE_LOADED,
                                  HX_STATE_STOPPED, HX_STATE_INITIALIZING, &run);
    void (*listen)(const struct hx_module *);

    if (status != HX_OK)
        return status;
    hx_resource_begin_run(module);
    listen = __atomic_load_n(&hx_lifecycle_starts, __ATOMIC_ACQUIRE);
    if (listen != NULL)
        listen(module);
    status = hx_fault_hook(module, HX_FAULT_START, module->ops->start());
    status = end_hook(module, &run, status, HX_STATE_RUNNING);
    /* Whoever has started it: what failed before is over. */
    if (status == HX_OK && module->restart != NULL)
        module->restart->record->waiting = false;
    return status;
}

/* Runs `stop`; what follows if it succeeds is `good`. */
static hx_status run_stop(const struct hx_module *module, enum hx_module_state good)
{
    struct run run;
    hx_status status = begin_hook(module, HX_TRACE_STOP, HX_STATE_RUNNING,
                                  HX_STATE_RUNNING, HX_STATE_STOPPING, &run);

    if (status != HX_OK)
        return status;
    end_threads(module);
    status = hx_fault_hook(module, HX_FAULT_STOP, module->ops->stop());
    return end_hook(module, &run, status, good);
}

hx_status hx_lifecycle_stop_last(const struct hx_module *module)
{
    return run_stop(module, HX_STATE_STOPPED);
}

hx_status hx_lifecycle_stop_failed(const struct hx_module *module, hx_status why)
{
    hx_status status = run_stop(module, HX_STATE_ERROR);

    if (status == HX_OK)
        module->control->status = (int32_t)why;
    return status;
}

hx_status hx_lifecycle_check_stop(const struct hx_module *module)
{
    hx_status status =
        check_hook(module, HX_TRACE_STOP, HX_STATE_RUNNING, HX_STATE_RUNNING);
    const struct hx_module *other;
    struct hx_walk walk;
    char names[HX_FAIL_DETAIL_SIZE];
    size_t size = 0;

    if (status != HX_OK)
        return status;
    hx_walk_all(&walk);
    walk.states = HX_STATES_RUNNING;
    while ((other = hx_walk_next(&walk)) != NULL) {
        if (!hx_dependency_requires(other, module) || size >= sizeof(names))
            continue;
        size += hx_format(names + size, sizeof(names) - size, "%s'%s'",
                          size > 0 ? ", " : "", other->info->name);
    }
    if (size > 0)
        return hx_fail(HX_ERR_BUSY, "module '%s' is required by %s", module->info->name,
                       names);
    return HX_OK;
}

hx_status hx_lifecycle_stop(const struct hx_module *module)
{
    hx_status status = hx_lifecycle_check_stop(module);

    return status == HX_OK ? hx_lifecycle_stop_last(module) : status;
}
