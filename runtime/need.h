/* SPDX-License-Identifier: MIT */
/*
 * What a module needs, one thing after the other, and who serves it: its dependencies,
 * then its handles. One that is optional and bound to nobody needs nothing.
 *
 * Of several who can serve a need, any one will do, and its user starts after them all:
 * so nobody's leaving can make a cycle of what was none. A handle that is bound is
 * served by that provider alone; whoever bound it to a module that can go unbinds it
 * before that module goes.
 */
#pragma once

#include "walk.h"

#include <helix/interface.h>

struct hx_need {
    const struct hx_module *user;     /* by the caller; all else is zero at first */
    uint32_t next;                    /* the entry to look at next */
    const struct hx_binding *binding; /* of a handle, else NULL */
    const struct hx_module *provider; /* whom the handle is bound to, or NULL */
    const struct hx_dependency *entry;
    struct hx_dependency handle; /* that of a handle: the name is the interface's */
};

/* Goes on to the next need; false behind the last. */
static inline bool hx_need_next(struct hx_need *need)
{
    const struct hx_module *user = need->user;
    uint32_t dependency_count = user->info->dependency_count;

    while (need->next < dependency_count + user->binding_count) {
        uint32_t at = need->next++;

        if (at < dependency_count) {
            need->entry = &user->info->dependencies[at];
            need->binding = NULL;
            need->provider = NULL;
            return true;
        }
        need->binding = &user->bindings[at - dependency_count];
        need->provider = hx_binding_provider(need->binding);
        need->handle.name = need->binding->interface->name;
        need->handle.lowest = need->binding->lowest;
        need->handle.highest = need->binding->highest;
        need->handle.optional = need->binding->optional;
        need->entry = &need->handle;
        if (need->provider != NULL || !need->handle.optional)
            return true;
    }
    return false;
}

static inline bool hx_dependency_fits(const struct hx_dependency *entry,
                                      hx_version version)
{
    return version >= entry->lowest && version <= entry->highest;
}

/* Over the registered modules that have what is needed, at whatever version. */
void hx_need_walk(const struct hx_need *need, struct hx_walk *walk);

/* Does `server`, whom hx_need_walk() gave, have it at a version that fits? */
bool hx_need_fits(const struct hx_need *need, const struct hx_module *server);

/*
 * The same with one module more, which is not registered (yet) and counts as if it
 * were: NULL for none. Here a handle's provider is met only where it is registered.
 */
struct hx_server_walk {
    const struct hx_need *need;
    const struct hx_module *newcomer; /* NULL once it was met */
    struct hx_walk walk;
};
void hx_server_walk_begin(struct hx_server_walk *servers, const struct hx_need *need,
                          const struct hx_module *newcomer);

/* Returns the next one who has what is needed, at whatever version. */
const struct hx_module *hx_server_walk_next(struct hx_server_walk *servers);

/* Returns the next one who has it at a version that fits. */
const struct hx_module *hx_server_walk_next_fit(struct hx_server_walk *servers);

/* Is `name` the module's own, or that of a capability that it provides? */
bool hx_module_serves(const struct hx_module *module, const char *name);
bool hx_module_provides(const struct hx_module *module, const char *capability);
bool hx_module_implements(const struct hx_module *module, const char *interface);

/* Does `module`, registered or not, have what is needed, at whatever version? */
bool hx_need_is_served_by(const struct hx_need *need, const struct hx_module *module);

/* Is there a need of `user` that the other one serves, at whatever version? */
bool hx_module_needs(const struct hx_module *user, const struct hx_module *server);

/*
 * Returns HX_OK if the need is met or optional, else fails with HX_ERR_DEPENDENCY or
 * HX_ERR_VERSION, and a detail that says what is needed by whom, and what was found.
 */
HX_MUST_CHECK hx_status hx_need_check(const struct hx_need *need,
                                      const struct hx_module *newcomer);

/*
 * Writes "'disk' >= 1.2.0 < 2.0.0, found 1.0.0" into `text`, for a server that does not
 * fit.
 */
void hx_need_describe_misfit(const struct hx_need *need, const struct hx_module *server,
                             char *text, size_t size);
