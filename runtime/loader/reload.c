/* SPDX-License-Identifier: MIT */
/* What is checked, and taken, before the old module is touched: the rest is exchange.c.
 */
#include "load.h"

#include "../fault_injection.h"
#include "../internal.h"
#include "../registration.h"
#include "../step.h"
#include "bind.h"
#include "exchange.h"
#include "keep.h"
#include "metadata.h"

#include <helix/fmt.h>
#include <helix/image.h>
#include <helix/interface.h>
#include <helix/log.h>
#include <helix/registry.h>
#include <helix/string.h>

#define NS_PER_US 1000

/* May it be replaced at all? */
static hx_status check_old(const char *name, const struct hx_module **module)
{
    const struct hx_module *found = hx_registry_get_by_name(name);

    if (found == NULL)
        return hx_fail(HX_ERR_NOT_FOUND, "no module '%s'", name);
    if ((found->info->flags & HX_FLAG_HOT_RELOADABLE) == 0)
        return hx_fail(HX_ERR_UNSUPPORTED, "module '%s' is not HOT_RELOADABLE", name);
    if (found->control->id >= hx_image.module_count && hx_loaded_of(found) == NULL)
        return hx_fail(HX_ERR_UNSUPPORTED,
                       "module '%s' was registered by hand, whoever did so replaces it",
                       name);
    if (!hx_module_is_running(found))
        return hx_fail(HX_ERR_NOT_RUNNING, "module '%s' is %s", name,
                       hx_module_state_name(hx_module_state_of(found)));
    for (uint32_t i = 0; i < found->implementation_count; i++) {
        const struct hx_interface *interface = found->implementations[i].interface;
        const uint32_t index = hx_metadata_interface_index(interface);

        if (hx_image_loading.interfaces[index]->interrupt)
            return hx_fail(HX_ERR_UNSUPPORTED,
                           "module '%s' serves %s, which interrupts may call", name,
                           interface->name);
    }
    *module = found;
    return HX_OK;
}

/* Of another name it has to have all interfaces of the old one. */
static hx_status check_new(const struct hx_module *old, const struct hx_module *new)
{
    if (strcmp(old->info->name, new->info->name) == 0)
        return hx_registry_check_heir(old, new);
    if (old->implementation_count == 0)
        return hx_fail(HX_ERR_INVALID,
                       "the file has module '%s', and '%s' has no interface that "
                       "another could serve",
                       new->info->name, old->info->name);
    for (uint32_t i = 0; i < old->implementation_count; i++)
        if (hx_interface_implementation(new, old->implementations[i].interface) == NULL)
            return hx_fail(HX_ERR_INVALID,
                           "the file has module '%s', which does not implement %s of "
                           "'%s'",
                           new->info->name, old->implementations[i].interface->name,
                           old->info->name);
    return hx_registry_check_heir(old, new);
}

static hx_status check_needs(const struct hx_module *new)
{
    const char *missing = hx_dependency_unmet(new, true);

    if (missing == NULL)
        return HX_OK;
    return hx_fail(HX_ERR_DEPENDENCY, "module '%s' needs %s, which is not Running",
                   new->info->name, missing);
}

static void log_success(const char *title, const struct hx_exchange *exchange)
{
    hx_log_line("helix: reload %s ok pause=%llu us", title,
                (unsigned long long)(exchange->pause_ns / NS_PER_US));
    hx_log_debug("reload %s: pause %llu ns", title,
                 (unsigned long long)exchange->pause_ns);
    if (exchange->old->ops->save_state != NULL && !exchange->carried)
        hx_log_line("helix: reload %s: the state of %s is lost: no restore_state",
                    title, exchange->old->info->name);
}

/* The title is made before: behind the exchange one of the two may be gone. */
static hx_status carry_out(struct hx_exchange *exchange)
{
    char title[2 * HX_FAIL_DETAIL_SIZE];
    char detail[HX_FAIL_DETAIL_SIZE];
    hx_status status;

    hx_exchange_describe(exchange->old, exchange->new, title, sizeof(title));
    status = hx_exchange(exchange);
    if (status == HX_OK) {
        log_success(title, exchange);
        return HX_OK;
    }
    hx_format(detail, sizeof(detail), "%s", hx_fail_detail(status));
    hx_log_line("helix: reload %s rolled back: %s: %s", title, hx_status_name(status),
                detail);
    return hx_fail(status, "%s", detail);
}

hx_status hx_reload(const char *name, const char *file)
{
    struct hx_exchange exchange = {.old = NULL};
    struct hx_loaded *new = NULL;
    hx_status status = check_old(name, &exchange.old);

    if (status == HX_OK)
        status = hx_load_prepare(file, exchange.old, &new);
    if (status != HX_OK)
        return status;
    exchange.new = new->object.module;
    exchange.new_loaded = new;
    exchange.old_loaded = hx_loaded_of(exchange.old);
    status = check_new(exchange.old, exchange.new);
    if (status == HX_OK)
        status = check_needs(exchange.new);
    if (status == HX_OK)
        status = hx_fault_reload(HX_FAULT_PREPARE, HX_OK);
    if (status == HX_OK)
        status = hx_carry_prepare(exchange.old, &exchange.saved);
    if (status == HX_OK)
        status = carry_out(&exchange);
    if (status == HX_OK) {
        /* Whom the old one has replaced cannot come back over the new one's head. */
        hx_keep_end(exchange.old);
        hx_bind_unbound();
        hx_keep(new, exchange.old, exchange.old_loaded, &exchange.saved);
        return HX_OK;
    }
    hx_carry_drop(&exchange.saved);
    if (!exchange.registered)
        hx_loaded_drop(new);
    return status;
}
