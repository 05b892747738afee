/* SPDX-License-Identifier: MIT */
#include "exchange.h"

#include "../fault_injection.h"
#include "../health.h"
#include "../internal.h"
#include "../registration.h"
#include "../slot.h"
#include "../step.h"
#include "bind.h"
#include "load.h"

#include <helix/fmt.h>
#include <helix/lifecycle.h>
#include <helix/log.h>
#include <helix/port.h>
#include <helix/registry.h>
#include <helix/string.h>

static struct hx_registration *room_of(struct hx_loaded *loaded)
{
    return loaded != NULL ? &loaded->room : NULL;
}

/* Ends the life of a module that did not make it, whatever state it is in. */
static void take_down(const struct hx_module *module, hx_status why)
{
    hx_status status;

    if (hx_module_state_of(module) == HX_STATE_RUNNING) {
        status = hx_lifecycle_stop_failed(module, why);
        hx_step_log(module, "stop", status);
    } else if (hx_module_state_of(module) == HX_STATE_LOADED) {
        hx_module_set_state(module, HX_STATE_ERROR);
    }
}

/* Init, restore, start. */
static hx_status bring_up(const struct hx_module *module,
                          const struct hx_snapshot *state, bool *carried)
{
    hx_status status = hx_lifecycle_init(module);

    if (status != HX_OK)
        return status;
    status = hx_fault_reload(HX_FAULT_RESTORE, HX_OK);
    if (status == HX_OK)
        status = hx_carry_restore(module, state, carried);
    if (status == HX_OK)
        status = hx_lifecycle_start(module);
    else
        take_down(module, status);
    return status;
}

/* The same; where the state is refused, once more with the fallback. */
static hx_status bring_up_somehow(struct hx_exchange *exchange)
{
    const struct hx_module *new = exchange->new;
    hx_status status = bring_up(new, &exchange->saved, &exchange->carried);
    bool taken = false;

    if (status == HX_OK || exchange->fallback == NULL)
        return status;
    exchange->carried = false;
    return bring_up(new, exchange->fallback, &taken);
}

static hx_status check_health(const struct hx_module *module)
{
    return module->ops->is_healthy != NULL ? hx_health_ask(module) : HX_OK;
}

/*
 * The old one is Stopped, or in Error where it could not stop; the latter has lost what
 * it took, and reads its own state anew.
 */
static void bring_back(const struct hx_exchange *exchange)
{
    const struct hx_module *old = exchange->old;
    hx_status status = HX_ERR_INTERNAL;
    bool taken = false;

    if (hx_module_state_of(old) == HX_STATE_STOPPED)
        status = hx_lifecycle_start(old);
    if (status != HX_OK && hx_module_state_of(old) == HX_STATE_ERROR) {
        status = bring_up(old, &exchange->saved, &taken);
        if (status == HX_OK && !taken && old->ops->save_state != NULL)
            hx_log_line("helix: reload %s: its state is lost", old->info->name);
    }
    if (status == HX_OK) {
        hx_slots_unpark(old, old);
        return;
    }
    hx_slots_unpark(old, NULL);
    hx_step_note_failure();
    hx_step_log(old, "start", status);
    if (hx_step_is_essential(old))
        hx_step_panic(old, "reload", status, hx_fail_detail(status));
}

static void put_back(const struct hx_exchange *exchange, enum hx_module_state old_state,
                     hx_status why)
{
    const struct hx_module *new = exchange->new;
    const struct hx_module *old = exchange->old;

    take_down(new, why);
    new->control->parked = false;
    if (hx_registry_put_back(new, old, room_of(exchange->old_loaded), old_state))
        hx_registry_forget(new, room_of(exchange->new_loaded));
    bring_back(exchange);
}

static hx_status save(struct hx_exchange *exchange)
{
    hx_status status = hx_fault_reload(HX_FAULT_SAVE, HX_OK);

    if (status == HX_OK)
        status = hx_carry_save(exchange->old, &exchange->saved);
    if (status == HX_OK || exchange->fallback == NULL)
        return status;
    hx_carry_drop(&exchange->saved);
    return HX_OK;
}

static hx_status stop(const struct hx_exchange *exchange)
{
    if (exchange->fallback == NULL)
        return hx_lifecycle_stop_last(exchange->old);
    hx_step_log(exchange->old, "stop",
                hx_lifecycle_stop_failed(exchange->old, HX_ERR_INTERNAL));
    return HX_OK;
}

/* The registry, then the new one up. On failure all is back. */
static hx_status change_over(struct hx_exchange *exchange)
{
    const struct hx_module *new = exchange->new;
    const enum hx_module_state old_state = hx_module_state_of(exchange->old);
    char detail[HX_FAIL_DETAIL_SIZE];
    hx_status status = hx_fault_reload(HX_FAULT_REPLACE, HX_OK);

    if (status == HX_OK)
        status = hx_registry_replace(exchange->old, new, room_of(exchange->new_loaded),
                                     HX_STATE_REGISTERED);
    if (status != HX_OK) {
        hx_format(detail, sizeof(detail), "%s", hx_fail_detail(status));
        bring_back(exchange);
        return hx_fail(status, "%s", detail);
    }
    exchange->registered = true;
    hx_slots_hold(new);
    status = bring_up_somehow(exchange);
    if (status == HX_OK)
        status = check_health(new);
    if (status == HX_OK)
        status = hx_fault_reload(HX_FAULT_PUBLISH, HX_OK);
    if (status == HX_OK)
        return HX_OK;
    hx_format(detail, sizeof(detail), "%s", hx_fail_detail(status));
    put_back(exchange, old_state, status);
    return hx_fail(status, "%s", detail);
}

static hx_status exchange_parked(struct hx_exchange *exchange)
{
    const struct hx_module *old = exchange->old;
    char detail[HX_FAIL_DETAIL_SIZE];
    hx_status status = save(exchange);

    if (status != HX_OK) {
        hx_slots_unpark(old, old);
        return status;
    }
    status = stop(exchange);
    if (status != HX_OK) {
        hx_format(detail, sizeof(detail), "%s", hx_fail_detail(status));
        bring_back(exchange);
        return hx_fail(status, "%s", detail);
    }
    status = change_over(exchange);
    if (status == HX_OK)
        hx_slots_unpark(old, exchange->new);
    return status;
}

hx_status hx_exchange(struct hx_exchange *exchange)
{
    const uint64_t start_ns = hx_port_time_ns();
    hx_status status = hx_fault_reload(HX_FAULT_PARK, HX_OK);

    if (status == HX_OK)
        status = hx_load_park(exchange->old);
    if (status == HX_OK)
        status = exchange_parked(exchange);
    exchange->pause_ns = hx_port_time_ns() - start_ns;
    return status;
}

void hx_exchange_describe(const struct hx_module *old, const struct hx_module *new,
                          char *text, size_t size)
{
    const bool same = strcmp(old->info->name, new->info->name) == 0;

    hx_format(text, size, HX_MODULE_FORMAT " -> %s%s%u.%u.%u", HX_MODULE_ARGUMENTS(old),
              same ? "" : new->info->name, same ? "" : " ",
              HX_VERSION_MAJOR(new->info->version),
              HX_VERSION_MINOR(new->info->version),
              HX_VERSION_PATCH(new->info->version));
}
