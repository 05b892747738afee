/* SPDX-License-Identifier: MIT */
/*
 * Each step is undone in reverse where a later one fails: what has no code that ran is
 * dropped, what was registered goes the way of an unload.
 */
#include "load.h"

#include "../internal.h"
#include "../registration.h"
#include "../remote.h"
#include "../slot.h"
#include "../step.h"
#include "bind.h"
#include "keep.h"

#include <helix/fmt.h>
#include <helix/image.h>
#include <helix/initrd.h>
#include <helix/interface.h>
#include <helix/lifecycle.h>
#include <helix/log.h>
#include <helix/port.h>
#include <helix/registry.h>
#include <helix/security.h>
#include <helix/wait.h>

#define NS_PER_MS UINT64_C(1000000)

/* One name means one module; `heir_of` may have it. */
static hx_status check_name(const struct hx_module *module,
                            const struct hx_module *heir_of)
{
    const char *name = module->info->name;
    const struct hx_module *other = hx_registry_get_by_name(name);

    if (other == NULL || other == heir_of)
        return HX_OK;
    if (hx_loaded_of(other) != NULL)
        return hx_fail(HX_ERR_ALREADY_LOADED,
                       "module '%s' is loaded already, from %s: unload or reload it",
                       name, hx_loaded_of(other)->file);
    return hx_fail(HX_ERR_ALREADY_EXISTS, "module '%s' is part of the image%s", name,
                   (other->info->flags & HX_FLAG_HOT_RELOADABLE) != 0 ? ": reload it"
                                                                      : "");
}

/* The image's policy may forbid it; a key means that every signature was checked. */
static hx_status check_allowed(const char *file, const struct hx_module *module)
{
    if (hx_image.security == NULL)
        return HX_OK;
    return hx_image.security->check_load(file, module->info->name,
                                         hx_image_loading.key != NULL);
}

hx_status hx_load_prepare(const char *file, const struct hx_module *heir_of,
                          struct hx_loaded **loaded)
{
    struct hx_object object = {.memory = NULL};
    struct hx_loaded *made = NULL;
    struct hx_bytes bytes;
    hx_status status = hx_initrd_find(file, &bytes);

    if (status == HX_OK)
        status = hx_object_open(bytes, &hx_image_loading, &object);
    if (status != HX_OK)
        return status;
    status = check_allowed(file, object.module);
    if (status == HX_OK)
        status = hx_lifecycle_transition(object.module, HX_STATE_LOADING);
    if (status == HX_OK)
        status = check_name(object.module, heir_of);
    if (status != HX_OK) {
        hx_object_close(&object);
        return status;
    }
    status = hx_loaded_make(&object, file, heir_of, &made);
    if (status != HX_OK)
        return status;
    status = hx_bind_handles(made->object.module, heir_of);
    if (status == HX_OK)
        status = hx_object_seal(&made->object);
    if (status == HX_OK)
        status = hx_lifecycle_transition(made->object.module, HX_STATE_REGISTERED);
    if (status != HX_OK) {
        hx_loaded_drop(made);
        return status;
    }
    *loaded = made;
    return HX_OK;
}

hx_status hx_load_park(const struct hx_module *module)
{
    uint64_t limit_ns = 0;

    hx_slots_park(module);
    while (!hx_slots_drain(module, hx_image_loading.interfaces)) {
        const uint64_t now_ns = hx_port_time_ns();

        /* Mostly nobody is inside, and no clock is asked. */
        if (limit_ns == 0)
            limit_ns = now_ns + hx_image_loading.deadline_ms * NS_PER_MS;
        if (now_ns > limit_ns) {
            hx_slots_unpark(module, module);
            return hx_fail(HX_ERR_TIMEOUT,
                           "somebody was still inside of an operation of '%s' after "
                           "%u ms",
                           module->info->name, (unsigned)hx_image_loading.deadline_ms);
        }
        /* Whoever is inside may wait for what it has asked of the loop. */
        if (!hx_remote_serve())
            hx_wait();
    }
    return HX_OK;
}

static hx_status bring_up(const struct hx_module *module)
{
    const char *missing = hx_dependency_unmet(module, true);
    hx_status status;

    if (missing != NULL)
        return hx_fail(HX_ERR_DEPENDENCY, "module '%s' needs %s, which is not Running",
                       module->info->name, missing);
    status = hx_lifecycle_init(module);
    hx_step_log(module, "init", status);
    if (status != HX_OK)
        return status;
    status = hx_lifecycle_start(module);
    hx_step_log(module, "start", status);
    return status;
}

/*
 * Takes a parked module out of the kernel: its memory goes when nobody can hold it any
 * more. One that is refused stays, with its interfaces closed.
 */
static hx_status take_out(const struct hx_module *module)
{
    hx_status status = hx_registry_withdraw(module->control->id);

    /* Somebody on another CPU was faster; it stays in memory while this one runs. */
    if (hx_module_state_of(module) == HX_STATE_UNLOADING)
        status = HX_OK;
    if (status == HX_OK)
        hx_bind_release(module);
    hx_slots_unpark(module, NULL);
    if (status == HX_OK)
        hx_bind_unbound();
    return status;
}

/* The detail of why it is taken out again is that of what has failed. */
static hx_status take_back(const struct hx_module *module, hx_status why)
{
    char detail[HX_FAIL_DETAIL_SIZE];
    hx_status status;

    hx_format(detail, sizeof(detail), "%s", hx_fail_detail(why));
    status = hx_load_park(module);
    if (status == HX_OK)
        status = take_out(module);
    if (status != HX_OK)
        hx_log_error("module '%s' stays in memory: %s", module->info->name,
                     hx_fail_detail(status));
    return hx_fail(why, "%s", detail);
}

hx_status hx_load(const char *file)
{
    const struct hx_module *module;
    struct hx_loaded *loaded = NULL;
    hx_status status = hx_load_prepare(file, NULL, &loaded);

    if (status != HX_OK)
        return status;
    module = loaded->object.module;
    status = hx_registry_register(module, &loaded->room, NULL);
    if (status != HX_OK) {
        hx_loaded_drop(loaded);
        return status;
    }
    status = bring_up(module);
    if (status != HX_OK)
        return take_back(module, status);
    hx_bind_unbound();
    hx_log_line("helix: load " HX_MODULE_FORMAT " ok", HX_MODULE_ARGUMENTS(module));
    return HX_OK;
}

/* What would be refused, before anything has changed. */
static hx_status check_unload(const char *name, const struct hx_module **module)
{
    const struct hx_module *found = hx_registry_get_by_name(name);
    enum hx_module_state state;
    hx_status status;

    if (found == NULL)
        return hx_fail(HX_ERR_NOT_FOUND, "no module '%s'", name);
    if (hx_loaded_of(found) == NULL)
        return hx_fail(HX_ERR_NOT_LOADED,
                       "module '%s' is part of the image, and was not loaded", name);
    if ((found->info->flags & HX_FLAG_ESSENTIAL) != 0)
        return hx_fail(HX_ERR_ESSENTIAL, "module '%s' is ESSENTIAL and stays", name);
    status = hx_registry_check_users(found);
    state = hx_module_state_of(found);
    if (status == HX_OK && state == HX_STATE_RUNNING)
        status = hx_lifecycle_check_stop(found);
    if (status == HX_OK)
        *module = found;
    return status;
}

hx_status hx_unload(const char *name)
{
    const struct hx_module *module = NULL;
    hx_status status = check_unload(name, &module);
    char title[HX_FAIL_DETAIL_SIZE];

    if (status != HX_OK)
        return status;
    hx_format(title, sizeof(title), HX_MODULE_FORMAT, HX_MODULE_ARGUMENTS(module));
    status = hx_load_park(module);
    if (status != HX_OK)
        return status;
    if (hx_module_state_of(module) == HX_STATE_RUNNING)
        status = hx_step_stop(module);
    if (status != HX_OK) {
        hx_slots_unpark(module, NULL);
        return status;
    }
    hx_keep_end(module);
    status = take_out(module);
    if (status == HX_OK)
        hx_log_line("helix: unload %s ok", title);
    return status;
}
