/* SPDX-License-Identifier: MIT */
#include "internal.h"

#include <helix/image.h>
#include <helix/registry.h>

/*
 * What counts as up: Loaded too, or only Running; and never `without`, nor, if there is
 * one, what is marked to be stopped along with it.
 */
struct view {
    bool running;
    const struct hx_module *without;
};

static bool is_left_out(const struct hx_module *module, const struct view *view)
{
    return view->without != NULL &&
           (module == view->without || module->control->stopped_along);
}

static bool is_up(const struct hx_module *module, const struct view *view)
{
    enum hx_module_state state = hx_module_state_of(module);

    if (is_left_out(module, view))
        return false;
    return state == HX_STATE_RUNNING || (state == HX_STATE_LOADED && !view->running);
}

static bool fits(const struct hx_module *module, const struct hx_dependency *dependency,
                 const struct view *view)
{
    return is_up(module, view) && module->info->version >= dependency->lowest &&
           module->info->version <= dependency->highest;
}

static bool is_met(const struct hx_dependency *dependency, const struct view *view)
{
    uint32_t index = hx_hash_find(&hx_image.names, dependency->name);
    const struct hx_capability *capability;

    if (index == HX_HASH_NONE)
        return false;
    if (index < hx_image.module_count)
        return fits(__helix_modules_start[index], dependency, view);
    capability = &hx_image.capabilities[index - hx_image.module_count];
    for (uint32_t i = 0; i < capability->provider_count; i++)
        if (fits(capability->providers[i], dependency, view))
            return true;
    return false;
}

const char *hx_dependency_unmet(const struct hx_module *module, bool running)
{
    const struct view view = {.running = running};

    for (uint32_t i = 0; i < module->info->dependency_count; i++) {
        const struct hx_dependency *dependency = &module->info->dependencies[i];

        if (!dependency->optional && !is_met(dependency, &view))
            return dependency->name;
    }
    for (uint32_t i = 0; i < module->binding_count; i++) {
        const struct hx_binding *binding = &module->bindings[i];

        if (binding->optional)
            continue;
        if (binding->provider == NULL)
            return binding->interface->name;
        if (!is_up(binding->provider, &view))
            return binding->provider->info->name;
    }
    return NULL;
}

bool hx_dependency_requires(const struct hx_module *user,
                            const struct hx_module *provider)
{
    const struct view with = {.running = true};
    const struct view without = {.running = true, .without = provider};

    for (uint32_t i = 0; i < user->info->dependency_count; i++) {
        const struct hx_dependency *dependency = &user->info->dependencies[i];

        if (!dependency->optional && is_met(dependency, &with) &&
            !is_met(dependency, &without))
            return true;
    }
    for (uint32_t i = 0; i < user->binding_count; i++)
        if (!user->bindings[i].optional && user->bindings[i].provider != NULL &&
            is_left_out(user->bindings[i].provider, &without))
            return true;
    return false;
}
