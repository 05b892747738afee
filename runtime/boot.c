/* SPDX-License-Identifier: MIT */
#include "internal.h"

#include <helix/boot.h>
#include <helix/fmt.h>
#include <helix/interface.h>
#include <helix/lifecycle.h>
#include <helix/log.h>
#include <helix/main.h>
#include <helix/registry.h>

#define VERSION_FORMAT "%u.%u.%u"
#define VERSION_ARGUMENTS(version) \
    HX_VERSION_MAJOR(version), HX_VERSION_MINOR(version), HX_VERSION_PATCH(version)

static bool is_essential(const struct hx_module *module)
{
    return (module->info->flags & HX_FLAG_ESSENTIAL) != 0;
}

HX_NORETURN static void panic_for(const struct hx_module *module, const char *phase,
                                  hx_status status, const char *detail)
{
    hx_panic("essential module '%s' failed in %s: %s: %s", module->info->name, phase,
             hx_status_name(status), detail);
}

static void log_result(const struct hx_module *module, const char *phase,
                       hx_status status)
{
    const struct hx_module_info *info = module->info;

    if (status == HX_OK)
        hx_log_line("helix: %s %s " VERSION_FORMAT " ok", phase, info->name,
                    VERSION_ARGUMENTS(info->version));
    else
        hx_log_line("helix: %s %s " VERSION_FORMAT " failed: %s: %s", phase, info->name,
                    VERSION_ARGUMENTS(info->version), hx_status_name(status),
                    hx_fail_detail(status));
}

/* The interfaces are closed too: behind them is a module that lacks what it requires.
 */
static void skip(const struct hx_module *module, const char *phase, const char *missing)
{
    const struct hx_module_info *info = module->info;

    module->control->skipped = true;
    module->control->status = HX_ERR_DEPENDENCY;
    hx_interface_close(module);
    hx_log_line("helix: skip %s " VERSION_FORMAT ": needs %s", info->name,
                VERSION_ARGUMENTS(info->version), missing);
    if (is_essential(module))
        panic_for(module, phase, HX_ERR_DEPENDENCY,
                  hx_fail_detail(hx_fail(HX_ERR_DEPENDENCY, "needs %s", missing)));
}

static void finish(const struct hx_module *module, const char *phase, hx_status status)
{
    log_result(module, phase, status);
    if (status != HX_OK && is_essential(module))
        panic_for(module, phase, status, hx_fail_detail(status));
}

void hx_boot_init(void)
{
    for (uint32_t id = 0; id < hx_registry_count(); id++) {
        const struct hx_module *module = hx_registry_get(id);
        const char *missing;

        module->control->id = id;
        missing = hx_dependency_unmet(module, false);
        if (missing != NULL)
            skip(module, "init", missing);
        else
            finish(module, "init", hx_lifecycle_init(module));
    }
}

void hx_boot_start(void)
{
    for (uint32_t id = 0; id < hx_registry_count(); id++) {
        const struct hx_module *module = hx_registry_get(id);
        const char *missing;

        if (module->control->state != HX_STATE_LOADED)
            continue;
        missing = hx_dependency_unmet(module, true);
        if (missing != NULL)
            skip(module, "start", missing);
        else
            finish(module, "start", hx_lifecycle_start(module));
    }
}

uint32_t hx_boot_stop(void)
{
    const struct hx_module *failed_essential = NULL;
    char detail[HX_FAIL_DETAIL_SIZE];
    uint32_t failed_count = 0;

    for (uint32_t id = hx_registry_count(); id-- > 0;) {
        const struct hx_module *module = hx_registry_get(id);
        hx_status status;

        if (module->control->state != HX_STATE_RUNNING)
            continue;
        status = hx_lifecycle_stop_last(module);
        log_result(module, "stop", status);
        if (status == HX_OK)
            continue;
        failed_count++;
        if (failed_essential == NULL && is_essential(module)) {
            failed_essential = module;
            hx_format(detail, sizeof(detail), "%s", hx_fail_detail(status));
        }
    }
    if (failed_essential != NULL)
        panic_for(failed_essential, "stop",
                  (hx_status)failed_essential->control->status, detail);
    return failed_count;
}

uint32_t hx_boot_failed_count(void)
{
    uint32_t count = 0;

    for (uint32_t id = 0; id < hx_registry_count(); id++) {
        const struct hx_control *control = hx_registry_get(id)->control;

        if (control->state == HX_STATE_ERROR || control->skipped)
            count++;
    }
    return count;
}
