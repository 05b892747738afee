/* SPDX-License-Identifier: MIT */
#include "step.h"
#include "fault_injection.h"
#include "internal.h"
#include "resource.h"

#include <helix/interface.h>
#include <helix/lifecycle.h>
#include <helix/log.h>
#include <helix/main.h>

static uint32_t failure_count;

bool hx_step_is_essential(const struct hx_module *module)
{
    return (module->info->flags & HX_FLAG_ESSENTIAL) != 0;
}

void hx_step_panic(const struct hx_module *module, const char *phase, hx_status status,
                   const char *detail)
{
    hx_fault_report();
    hx_panic("essential module '%s' failed in %s: %s: %s", module->info->name, phase,
             hx_status_name(status), detail);
}

void hx_step_log(const struct hx_module *module, const char *phase, hx_status status)
{
    if (status == HX_OK)
        hx_log_line("helix: %s " HX_MODULE_FORMAT " ok", phase,
                    HX_MODULE_ARGUMENTS(module));
    else
        hx_log_line("helix: %s " HX_MODULE_FORMAT " failed: %s: %s", phase,
                    HX_MODULE_ARGUMENTS(module), hx_status_name(status),
                    hx_fail_detail(status));
}

static hx_status finish(const struct hx_module *module, const char *phase,
                        hx_status status)
{
    hx_step_log(module, phase, status);
    if (status != HX_OK && hx_step_is_essential(module))
        hx_step_panic(module, phase, status, hx_fail_detail(status));
    return status;
}

hx_status hx_step_init(const struct hx_module *module)
{
    return finish(module, "init", hx_lifecycle_init(module));
}

hx_status hx_step_start(const struct hx_module *module)
{
    return finish(module, "start", hx_lifecycle_start(module));
}

static hx_status finish_stop(const struct hx_module *module, hx_status status)
{
    if (status != HX_OK)
        hx_step_note_failure();
    hx_step_log(module, "stop", status);
    return status;
}

hx_status hx_step_stop(const struct hx_module *module)
{
    return finish_stop(module, hx_lifecycle_stop_last(module));
}

hx_status hx_step_stop_failed(const struct hx_module *module, hx_status why)
{
    return finish_stop(module, hx_lifecycle_stop_failed(module, why));
}

/* The interfaces are closed too: behind them is a module that lacks what it requires.
 */
void hx_step_skip(const struct hx_module *module, const char *phase,
                  const char *missing)
{
    module->control->skipped = true;
    module->control->status = HX_ERR_DEPENDENCY;
    hx_interface_close(module);
    /* What its init took must not call it. */
    hx_resource_end_run(module);
    hx_log_line("helix: skip " HX_MODULE_FORMAT ": needs %s",
                HX_MODULE_ARGUMENTS(module), missing);
    if (hx_step_is_essential(module))
        hx_step_panic(module, phase, HX_ERR_DEPENDENCY,
                      hx_fail_detail(hx_fail(HX_ERR_DEPENDENCY, "needs %s", missing)));
}

void hx_step_note_failure(void)
{
    failure_count++;
}

uint32_t hx_step_failure_count(void)
{
    return failure_count;
}
