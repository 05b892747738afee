/* SPDX-License-Identifier: MIT */
#include "keep.h"

#include "../health.h"
#include "../internal.h"
#include "../registration.h"
#include "../step.h"
#include "bind.h"
#include "exchange.h"

#include <helix/fmt.h>
#include <helix/log.h>
#include <helix/port.h>
#include <helix/registry.h>

#define NS_PER_MS UINT64_C(1000000)

/* Whoever follows `before` has its slots; the others lead nowhere from now on. */
static void let_go(const struct hx_module *before, struct hx_loaded *loaded)
{
    hx_registry_forget(before, loaded != NULL ? &loaded->room : NULL);
}

static void end(struct hx_loaded *present)
{
    const struct hx_module *before = present->before.module;
    struct hx_loaded *loaded = present->before.loaded;

    hx_carry_drop(&present->before.saved);
    present->before.module = NULL;
    present->before.loaded = NULL;
    let_go(before, loaded);
}

void hx_keep(struct hx_loaded *present, const struct hx_module *before,
             struct hx_loaded *before_loaded, const struct hx_snapshot *saved)
{
    present->before.module = before;
    present->before.loaded = before_loaded;
    present->before.saved = *saved;
    present->before.until_ns =
        hx_port_time_ns() + hx_image_loading.probation_ms * NS_PER_MS;
    if (hx_image_loading.probation_ms == 0)
        end(present);
}

void hx_keep_end(const struct hx_module *module)
{
    struct hx_loaded *loaded = hx_loaded_of(module);

    if (loaded != NULL && loaded->before.module != NULL)
        end(loaded);
}

uint32_t hx_keep_count(void)
{
    uint32_t count = 0;

    for (struct hx_loaded *l = hx_loaded_next(NULL); l != NULL; l = hx_loaded_next(l))
        count += l->before.module != NULL;
    return count;
}

/* The state that the one before had when it was replaced is the last resort. */
static hx_status go_back(struct hx_loaded *present)
{
    struct hx_exchange exchange = {
        .old = present->object.module,
        .old_loaded = present,
        .new = present->before.module,
        .new_loaded = present->before.loaded,
        .fallback = &present->before.saved,
    };
    hx_status status;

    status = hx_exchange(&exchange);
    hx_carry_drop(&exchange.saved);
    /* It was not touched, and may come back another time. */
    if (!exchange.registered)
        return status;
    hx_carry_drop(&present->before.saved);
    present->before.module = NULL;
    present->before.loaded = NULL;
    if (status != HX_OK)
        return status;
    if (exchange.old->ops->save_state != NULL && !exchange.carried)
        hx_log_line("helix: reload %s: what has changed since it was replaced is lost",
                    exchange.new->info->name);
    hx_bind_unbound();
    let_go(exchange.old, exchange.old_loaded);
    return HX_OK;
}

bool hx_keep_unhealthy(const struct hx_module *module, hx_status status)
{
    struct hx_loaded *loaded = hx_loaded_of(module);
    char title[2 * HX_FAIL_DETAIL_SIZE];
    char detail[HX_FAIL_DETAIL_SIZE];
    const struct hx_module *before;
    hx_status result;

    if (loaded == NULL || loaded->before.module == NULL)
        return false;
    before = loaded->before.module;
    hx_format(detail, sizeof(detail), "%s", hx_fail_detail(status));
    hx_exchange_describe(before, module, title, sizeof(title));
    result = go_back(loaded);
    if (result == HX_OK)
        hx_log_line("helix: reload %s rolled back: %s: %s", title,
                    hx_status_name(status), detail);
    else
        hx_log_line("helix: reload %s: the one before cannot come back: %s: %s", title,
                    hx_status_name(result), hx_fail_detail(result));
    return result == HX_OK;
}

/* Whoever is asked may be replaced by this: the list is looked at anew then. */
static bool end_due(struct hx_loaded *loaded)
{
    const struct hx_module *module = loaded->object.module;
    hx_status status = HX_OK;

    if (hx_module_is_running(module) && module->ops->is_healthy != NULL)
        status = hx_health_ask(module);
    if (status == HX_OK || !hx_keep_unhealthy(module, status))
        hx_keep_end(module);
    return true;
}

bool hx_keep_run(uint64_t now_ns)
{
    for (struct hx_loaded *l = hx_loaded_next(NULL); l != NULL; l = hx_loaded_next(l))
        if (l->before.module != NULL && l->before.until_ns <= now_ns)
            return end_due(l);
    return false;
}
