/* SPDX-License-Identifier: MIT */
#include "internal.h"
#include "need.h"
#include "walk.h"

#include <helix/interface.h>

void hx_need_walk(const struct hx_need *need, struct hx_walk *walk)
{
    if (need->binding == NULL)
        hx_walk_servers(walk, need->entry->name);
    else if (need->provider == NULL)
        hx_walk_implementors(walk, need->entry->name);
    else
        hx_walk_begin(walk, &need->provider, 1, HX_WALK_NONE, NULL);
}

bool hx_need_fits(const struct hx_need *need, const struct hx_module *server)
{
    hx_version version = server->info->version;

    if (need->binding != NULL) {
        const struct hx_implementation *served;

        /* Whoever bound the handle has looked at the version. */
        if (need->provider != NULL)
            return true;
        served = hx_interface_implementation(server, need->binding->interface);
        if (server == need->user || served == NULL)
            return false;
        version = served->version;
    }
    return hx_dependency_fits(need->entry, version);
}

/* Those who go: `server`, and with it, if `along`, all that are marked to stop. */
struct leavers {
    const struct hx_module *server; /* NULL: nobody goes */
    bool along;
    bool hopeful; /* only those count who are marked so */
};

static bool is_leaving(const struct leavers *leavers, const struct hx_module *module)
{
    return module == leavers->server ||
           (leavers->along && module->control->stopped_along);
}

/*
 * Goes on to the next thing that is required and that nobody in one of `states` has;
 * or, if somebody goes, that only those who go have.
 */
static bool find_lack(struct hx_need *need, uint32_t states,
                      const struct leavers *leavers)
{
    while (hx_need_next(need)) {
        const struct hx_module *at;
        struct hx_walk walk;
        bool leaves = false;
        bool stays = false;

        if (need->entry->optional)
            continue;
        hx_need_walk(need, &walk);
        walk.states = states;
        while (!stays && (at = hx_walk_next(&walk)) != NULL) {
            if (!hx_need_fits(need, at) || (leavers->hopeful && !at->control->hopeful))
                continue;
            if (is_leaving(leavers, at))
                leaves = true;
            else
                stays = true;
        }
        if (!stays && (leaves || leavers->server == NULL))
            return true;
    }
    return false;
}

const char *hx_dependency_unmet(const struct hx_module *module, bool running)
{
    const struct leavers nobody = {.server = NULL};
    struct hx_need need = {.user = module};

    if (!find_lack(&need, running ? HX_STATES_RUNNING : HX_STATES_UP, &nobody))
        return NULL;
    return need.provider != NULL ? need.provider->info->name : need.entry->name;
}

bool hx_dependency_requires_in(uint32_t states, const struct hx_module *user,
                               const struct hx_module *provider)
{
    const struct leavers leavers = {.server = provider};
    struct hx_need need = {.user = user};

    return find_lack(&need, states, &leavers);
}

bool hx_dependency_is_hopeless(const struct hx_module *module)
{
    const struct leavers nobody = {.hopeful = true};
    struct hx_need need = {.user = module};

    return find_lack(&need, HX_STATES_ALL, &nobody);
}

static const struct hx_module *find_user(const struct hx_module *module)
{
    const struct hx_module *user;
    struct hx_walk walk;

    hx_walk_all(&walk);
    walk.states = HX_STATES_RUNNING;
    while ((user = hx_walk_next(&walk)) != NULL)
        if (hx_dependency_requires(user, module))
            return user;
    return NULL;
}

const struct hx_module *hx_dependency_last_user(const struct hx_module *module)
{
    const struct hx_module *user;

    /* Nothing requires itself, so the way up ends. */
    while (hx_walk_registered != NULL && (user = find_user(module)) != NULL)
        module = user;
    return module;
}

bool hx_dependency_stops_along(const struct hx_module *user,
                               const struct hx_module *provider)
{
    const struct leavers leavers = {.server = provider, .along = true};
    struct hx_need need = {.user = user};

    return find_lack(&need, HX_STATES_RUNNING, &leavers);
}
