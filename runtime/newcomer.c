/* SPDX-License-Identifier: MIT */
/*
 * The search for a cycle has no memory but one byte in each module's control block, and
 * no stack: it marks whom the newcomer waits for, and whom those wait for, until nobody
 * new is found. Modules mostly wait for such with a smaller id, so one sweep from the
 * last to the first mostly does. Without the newcomer there is no cycle, so all cycles
 * go through it, and there is none if nobody names it.
 */
#include "newcomer.h"
#include "internal.h"
#include "joined.h"
#include "need.h"
#include "rooms.h"

#include <helix/fmt.h>
#include <helix/string.h>

enum mark {
    UNSEEN,
    WAITING, /* to be looked at */
    SEEN,
    LEADS_BACK, /* to the newcomer */
};

/* What is read of a descriptor without a look, beside what every image has. */
static hx_status check_lists(const struct hx_module *module)
{
    const struct hx_module_info *info = module->info;
    bool whole =
        *info->name != '\0' &&
        (info->dependency_count == 0 || info->dependencies != NULL) &&
        (info->provides_count == 0 || info->provides != NULL) &&
        (module->implementation_count == 0 || module->implementations != NULL) &&
        (module->binding_count == 0 || module->bindings != NULL);

    for (uint32_t i = 0; whole && i < info->dependency_count; i++)
        whole = info->dependencies[i].name != NULL;
    for (uint32_t i = 0; whole && i < info->provides_count; i++)
        whole = info->provides[i] != NULL;
    for (uint32_t i = 0; whole && i < module->implementation_count; i++) {
        const struct hx_implementation *served = &module->implementations[i];

        whole = served->interface != NULL && served->interface->name != NULL &&
                served->ops != NULL && served->slot != NULL;
    }
    for (uint32_t i = 0; whole && i < module->binding_count; i++)
        whole = module->bindings[i].interface != NULL &&
                module->bindings[i].interface->name != NULL;
    return whole ? HX_OK : hx_fail(HX_ERR_INVALID, "of '%s' is incomplete", info->name);
}

hx_status hx_newcomer_check_descriptor(const struct hx_module *newcomer)
{
    hx_status status = hx_descriptor_check(newcomer);

    if (status == HX_OK)
        status = check_lists(newcomer);
    if (status == HX_OK)
        return status;
    return hx_fail(status, "the descriptor %s", hx_fail_detail(status));
}

/* Names: one string means one thing. */

hx_status hx_newcomer_check_names(const struct hx_module *newcomer)
{
    const struct hx_module_info *info = newcomer->info;
    const struct hx_module *other;
    struct hx_walk walk;

    hx_walk_servers(&walk, info->name);
    other = hx_walk_next(&walk);
    if (other == newcomer)
        return hx_fail(HX_ERR_ALREADY_LOADED, "module '%s' is registered already",
                       info->name);
    if (other != NULL && strcmp(other->info->name, info->name) == 0)
        return hx_fail(HX_ERR_ALREADY_EXISTS, "another module '%s' is registered",
                       info->name);
    if (other != NULL)
        return hx_fail(HX_ERR_ALREADY_EXISTS,
                       "module '%s': a capability of '%s' has that name", info->name,
                       other->info->name);
    for (uint32_t i = 0; i < info->provides_count; i++)
        if (strcmp(info->provides[i], info->name) == 0 ||
            hx_registry_get_by_name(info->provides[i]) != NULL)
            return hx_fail(HX_ERR_ALREADY_EXISTS,
                           "module '%s': its capability '%s' has the name of a module",
                           info->name, info->provides[i]);
    return HX_OK;
}

hx_status hx_newcomer_check_control(const struct hx_module *newcomer)
{
    enum hx_module_state state = hx_module_state_of(newcomer);

    if (state == HX_STATE_REGISTERED && newcomer->control->taken == NULL)
        return HX_OK;
    return hx_fail(HX_ERR_WRONG_STATE,
                   "module '%s' is %s: registering wants a cleared control block",
                   newcomer->info->name, hx_module_state_name(state));
}

bool hx_newcomer_is_named_by_image(const struct hx_module *newcomer)
{
    for (uint32_t id = 0; id < hx_image.module_count; id++)
        if (hx_module_needs(__helix_modules_start[id], newcomer))
            return true;
    return false;
}

static bool is_named_by_registered(const struct hx_module *newcomer)
{
    const struct hx_registration *at = hx_registration_first;

    for (; at != NULL; at = at->next)
        if (hx_module_needs(at->module, newcomer))
            return true;
    return false;
}

/* Cycles. */

/* Marks whom `user` waits for; returns how many, beside the newcomer, were unseen. */
static uint32_t mark_servers(const struct hx_module *user,
                             const struct hx_module *newcomer)
{
    struct hx_need need = {.user = user};
    uint32_t count = 0;

    while (hx_need_next(&need)) {
        struct hx_server_walk servers;
        const struct hx_module *server;

        hx_server_walk_begin(&servers, &need, newcomer);
        while ((server = hx_server_walk_next_fit(&servers)) != NULL) {
            if (server->control->visited != UNSEEN)
                continue;
            server->control->visited = WAITING;
            if (server != newcomer)
                count++;
        }
    }
    return count;
}

/* Looks at `module`, if it waits for that; returns how many wait then. */
static uint32_t look_at(const struct hx_module *module,
                        const struct hx_module *newcomer, uint32_t waiting)
{
    if (module->control->visited != WAITING)
        return waiting;
    module->control->visited = SEEN;
    return waiting - 1 + mark_servers(module, newcomer);
}

static bool waits_for_itself(const struct hx_module *newcomer)
{
    uint32_t waiting = mark_servers(newcomer, newcomer);

    while (waiting > 0) {
        const struct hx_registration *at = hx_registration_last;

        for (; at != NULL && waiting > 0; at = at->previous)
            waiting = look_at(at->module, newcomer, waiting);
        for (uint32_t id = hx_image.module_count; id-- > 0 && waiting > 0;)
            waiting = look_at(__helix_modules_start[id], newcomer, waiting);
    }
    return newcomer->control->visited != UNSEEN;
}

/* Returns the first for whom `user` waits and who leads back, or is the newcomer. */
static const struct hx_module *next_on_way(const struct hx_module *user,
                                           const struct hx_module *newcomer)
{
    struct hx_need need = {.user = user};

    while (hx_need_next(&need)) {
        struct hx_server_walk servers;
        const struct hx_module *server;

        hx_server_walk_begin(&servers, &need, newcomer);
        while ((server = hx_server_walk_next_fit(&servers)) != NULL)
            if (server == newcomer || server->control->visited == LEADS_BACK)
                return server;
    }
    return NULL;
}

static void mark_ways_back(const struct hx_module *newcomer)
{
    bool changed;

    do {
        const struct hx_module *module;
        struct hx_walk walk;

        changed = false;
        hx_walk_all(&walk);
        while ((module = hx_walk_next(&walk)) != NULL) {
            if (module->control->visited != SEEN ||
                next_on_way(module, newcomer) == NULL)
                continue;
            module->control->visited = LEADS_BACK;
            changed = true;
        }
    } while (changed);
}

static hx_status fail_with_way(const struct hx_module *newcomer)
{
    const struct hx_module *at = newcomer;
    struct hx_joined way = {.size = 0};

    do {
        hx_joined_add(&way, " -> ", "'%s'", at->info->name);
        at->control->visited = SEEN;
        at = next_on_way(at, newcomer);
    } while (at != NULL && at != newcomer);
    hx_joined_add(&way, " -> ", "'%s'", newcomer->info->name);
    return hx_fail(HX_ERR_CIRCULAR, "%s", way.text);
}

static void forget_marks(const struct hx_module *newcomer)
{
    const struct hx_module *module;
    struct hx_walk walk;

    hx_walk_all(&walk);
    while ((module = hx_walk_next(&walk)) != NULL)
        module->control->visited = UNSEEN;
    newcomer->control->visited = UNSEEN;
}

hx_status hx_newcomer_check_cycle(const struct hx_module *newcomer)
{
    hx_status status = HX_OK;

    if (waits_for_itself(newcomer)) {
        mark_ways_back(newcomer);
        status = fail_with_way(newcomer);
    }
    forget_marks(newcomer);
    return status;
}

hx_status hx_newcomer_check_needs(const struct hx_module *newcomer, bool named)
{
    struct hx_need need = {.user = newcomer};

    while (hx_need_next(&need)) {
        hx_status status = hx_need_check(&need, newcomer);

        if (status != HX_OK)
            return status;
    }
    if (named || hx_module_needs(newcomer, newcomer) ||
        is_named_by_registered(newcomer))
        return hx_newcomer_check_cycle(newcomer);
    return HX_OK;
}

/* What does not fit, and is not required. */

/* Returns a server that does not fit where none does, else NULL. */
static const struct hx_module *find_misfit(const struct hx_need *need,
                                           const struct hx_module *newcomer)
{
    struct hx_server_walk servers;

    hx_server_walk_begin(&servers, need, newcomer);
    if (!need->entry->optional || hx_server_walk_next_fit(&servers) != NULL)
        return NULL;
    hx_server_walk_begin(&servers, need, newcomer);
    return hx_server_walk_next(&servers);
}

static unsigned add_misfits(const struct hx_module *user,
                            const struct hx_module *newcomer, unsigned count,
                            char *text, size_t size)
{
    struct hx_need need = {.user = user};

    while (hx_need_next(&need)) {
        const struct hx_module *misfit;
        size_t length;

        if (user != newcomer && !hx_need_is_served_by(&need, newcomer))
            continue;
        misfit = find_misfit(&need, newcomer);
        if (misfit == NULL || count++ > 0)
            continue;
        length = hx_format(text, size, "'%s' takes ", user->info->name);
        if (length < size)
            hx_need_describe_misfit(&need, misfit, text + length, size - length);
    }
    return count;
}

unsigned hx_newcomer_count_misfits(const struct hx_module *newcomer, bool named,
                                   char *text, size_t size)
{
    const struct hx_registration *at = hx_registration_first;
    unsigned count = add_misfits(newcomer, newcomer, 0, text, size);

    for (uint32_t id = 0; named && id < hx_image.module_count; id++)
        if (hx_registry_get(id) != NULL)
            count = add_misfits(hx_registry_get(id), newcomer, count, text, size);
    for (; at != NULL; at = at->next)
        count = add_misfits(at->module, newcomer, count, text, size);
    return count;
}
