/* SPDX-License-Identifier: MIT */
#include "internal.h"
#include "step.h"
#include "trace.h"

#include <helix/boot.h>
#include <helix/fmt.h>
#include <helix/image.h>
#include <helix/loop.h>
#include <helix/port.h>
#include <helix/quiescent.h>
#include <helix/registry.h>

void hx_boot_init(void)
{
    hx_trace.boot_ns = hx_port_time_ns();
    /* From now on what the loop looks up stays until it is quiescent again. */
    hx_quiescent();
    for (uint32_t id = 0; id < hx_image.module_count; id++)
        __helix_modules_start[id]->control->id = id;
    for (uint32_t id = 0; id < hx_image.module_count; id++) {
        const struct hx_module *module = __helix_modules_start[id];
        const char *missing = hx_dependency_unmet(module, false);

        if (missing != NULL)
            hx_step_skip(module, "init", missing);
        else
            hx_step_init(module);
    }
}

void hx_boot_start(void)
{
    for (uint32_t id = 0; id < hx_image.module_count; id++) {
        const struct hx_module *module = __helix_modules_start[id];
        const char *missing;

        if (hx_module_state_of(module) != HX_STATE_LOADED)
            continue;
        missing = hx_dependency_unmet(module, true);
        if (missing != NULL)
            hx_step_skip(module, "start", missing);
        else
            hx_step_start(module);
    }
    if (hx_image.health != NULL)
        hx_loop_add(hx_image.health);
    hx_trace.ready_ns = hx_port_time_ns();
}

/*
 * The Running module with the highest id below `limit` among those that were registered
 * since boot, or NULL. They are few.
 */
static const struct hx_module *find_running(uint32_t limit)
{
    const struct hx_module *found = NULL;
    const struct hx_module *module = NULL;

    if (hx_image.module_count > 0)
        module = __helix_modules_start[hx_image.module_count - 1];
    while ((module = hx_registry_next(module)) != NULL && module->control->id < limit)
        if (hx_module_state_of(module) == HX_STATE_RUNNING)
            found = module;
    return found;
}

/* The first ESSENTIAL module that failed to stop, and why. */
struct essential_failure {
    const struct hx_module *module;
    char detail[HX_FAIL_DETAIL_SIZE];
};

static void stop(const struct hx_module *module, struct essential_failure *failure)
{
    hx_status status = hx_step_stop(module);

    if (status == HX_OK || failure->module != NULL || !hx_step_is_essential(module))
        return;
    failure->module = module;
    hx_format(failure->detail, sizeof(failure->detail), "%s", hx_fail_detail(status));
}

/* What was registered since boot may be required by what has lower ids. */
static void stop_behind_users(const struct hx_module *module,
                              struct essential_failure *failure)
{
    while (hx_module_state_of(module) == HX_STATE_RUNNING) {
        const struct hx_module *last = hx_dependency_last_user(module);

        stop(last, failure);
        /* One whose hook is on the stack cannot stop, nor what it requires. */
        if (hx_module_state_of(last) == HX_STATE_RUNNING)
            return;
    }
}

uint32_t hx_boot_stop(void)
{
    struct essential_failure failure = {.module = NULL};
    uint32_t failed_before = hx_step_failure_count();
    const struct hx_module *module = find_running(UINT32_MAX);

    for (; module != NULL; module = find_running(module->control->id))
        stop_behind_users(module, &failure);
    for (uint32_t id = hx_image.module_count; id-- > 0;)
        stop_behind_users(__helix_modules_start[id], &failure);
    if (failure.module != NULL)
        hx_step_panic(failure.module, "stop",
                      (hx_status)failure.module->control->status, failure.detail);
    return hx_step_failure_count() - failed_before;
}

uint32_t hx_boot_failed_count(void)
{
    uint32_t count = 0;

    for (uint32_t id = 0; id < hx_image.module_count; id++) {
        const struct hx_module *module = __helix_modules_start[id];

        if (hx_module_state_of(module) == HX_STATE_ERROR || module->control->skipped)
            count++;
    }
    return count;
}
