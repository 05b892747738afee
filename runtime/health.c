/* SPDX-License-Identifier: MIT */
#include "health.h"
#include "fault_injection.h"
#include "internal.h"
#include "restart.h"
#include "step.h"

#include <helix/health.h>
#include <helix/image.h>
#include <helix/loader.h>
#include <helix/log.h>
#include <helix/port.h>
#include <helix/registry.h>

#define NS_PER_MS UINT64_C(1000000)

static bool run(void);
static bool is_never_pending(void);

struct hx_loop_source hx_health_source = {.run = run, .is_pending = is_never_pending};

static uint64_t next_poll_ns; /* 0: nobody was asked yet */

hx_status hx_health_ask(const struct hx_module *module)
{
    uint32_t serial = hx_fail_mark();
    const struct hx_fail_record *record = hx_fail_record();
    bool healthy;

    hx_hook_enter(module);
    healthy = hx_fault_health(module, module->ops->is_healthy());
    if (!healthy && !(hx_fail_is_since(record, serial) && record->status < 0))
        (void)hx_fail(HX_ERR_INTERNAL, "is_healthy said no");
    hx_hook_leave(module);
    module->control->unhealthy = !healthy;
    return healthy ? HX_OK : (hx_status)record->status;
}

static void poll(const struct hx_module *module)
{
    hx_status status = hx_health_ask(module);

    if (status == HX_OK)
        return;
    hx_log_line("helix: unhealthy " HX_MODULE_FORMAT ": %s: %s",
                HX_MODULE_ARGUMENTS(module), hx_status_name(status),
                hx_fail_detail(status));
    if (hx_image.loader != NULL && hx_image.loader->unhealthy(module, status))
        return;
    if (hx_step_is_essential(module))
        hx_step_panic(module, "health", status, hx_fail_detail(status));
    hx_restart_failed(module, status);
}

static void poll_all(void)
{
    /* What they require may have been started by hand. */
    hx_restart_start_along();
    for (const struct hx_module *m = hx_registry_next(NULL); m != NULL;
         m = hx_registry_next(m))
        if (m->ops->is_healthy != NULL && hx_module_state_of(m) == HX_STATE_RUNNING)
            poll(m);
}

static bool run(void)
{
    uint64_t now_ns = hx_port_time_ns();
    bool found = hx_restart_run_due(now_ns);

    if (next_poll_ns == 0)
        next_poll_ns = now_ns + hx_image.health_ms * NS_PER_MS;
    if (now_ns < next_poll_ns)
        return found;
    /* Counted from here: a loop that was held up does not ask twice at once. */
    next_poll_ns = now_ns + hx_image.health_ms * NS_PER_MS;
    poll_all();
    return true;
}

/* The next tick is soon enough. */
static bool is_never_pending(void)
{
    return false;
}

static uint32_t whole_ms(uint64_t time_ns)
{
    return time_ns / NS_PER_MS < UINT32_MAX ? (uint32_t)(time_ns / NS_PER_MS)
                                            : UINT32_MAX;
}

void hx_health_of(const struct hx_module *module, struct hx_health *health)
{
    const struct hx_restart *policy = module->restart;
    uint64_t now_ns = hx_port_time_ns();

    *health = (struct hx_health){
        .polled = module->ops->is_healthy != NULL,
        .healthy = !module->control->unhealthy,
        .waiting = policy != NULL && policy->record->waiting,
        .restart_count = hx_restart_count(module, now_ns),
    };
    if (health->waiting && policy->record->due_ns > now_ns)
        health->due_ms = whole_ms(policy->record->due_ns - now_ns);
}
