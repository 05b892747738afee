/* SPDX-License-Identifier: MIT */
#include "bind.h"

#include "../joined.h"
#include "../need.h"
#include "../registration.h"
#include "../slot.h"

#include <helix/image.h>
#include <helix/interface.h>
#include <helix/log.h>
#include <helix/status.h>
#include <helix/string.h>

/* What a handle can be bound to. */
struct choice {
    const struct hx_module *user;
    const struct hx_binding *binding;
    const struct hx_module *leaving; /* does not count */
    uint32_t states;                 /* of those who count */
};

static void set_slot(const struct hx_binding *binding, struct hx_slot *slot)
{
    __atomic_store_n(binding->late, slot, __ATOMIC_RELEASE);
}

static bool fits(const struct choice *choice, const struct hx_module *module)
{
    const struct hx_binding *binding = choice->binding;
    const struct hx_implementation *served;

    if (module == choice->user || module == choice->leaving)
        return false;
    served = hx_interface_implementation(module, binding->interface);
    return served != NULL && served->version >= binding->lowest &&
           served->version <= binding->highest;
}

/* What the profile says: [bind] of this handle, or [interfaces]; NULL if nothing. */
static const struct hx_module *find_named(const struct choice *choice)
{
    const struct hx_binding *binding = choice->binding;
    const uint32_t index =
        hx_hash_find(&hx_image.interface_names, binding->interface->name);

    if (binding->wanted != NULL)
        return hx_registry_get_by_name(binding->wanted);
    if (index != HX_HASH_NONE && hx_image.interfaces[index].primary != NULL)
        return hx_interface_primary(binding->interface->name);
    return NULL;
}

/* Puts the names of all that would do into `names`; returns the first of them. */
static const struct hx_module *find_fitting(const struct choice *choice,
                                            struct hx_joined *names, uint32_t *count)
{
    const struct hx_module *found = NULL;
    const struct hx_module *module;
    struct hx_walk walk;

    *count = 0;
    hx_walk_implementors(&walk, choice->binding->interface->name);
    walk.states = choice->states;
    while ((module = hx_walk_next(&walk)) != NULL) {
        if (!fits(choice, module))
            continue;
        hx_joined_add(names, ", ", "'%s'", module->info->name);
        if ((*count)++ == 0)
            found = module;
    }
    return found;
}

static hx_status refuse(const struct choice *choice, const struct hx_joined *names,
                        uint32_t count)
{
    struct hx_need need = {.user = choice->user};
    hx_status status;

    if (count > 1)
        return hx_fail(HX_ERR_DEPENDENCY,
                       "'%s' takes %s of one module, and %s have it: choose one in "
                       "[bind] of the profile",
                       choice->user->info->name, choice->binding->interface->name,
                       names->text);
    if (choice->binding->wanted != NULL)
        return hx_fail(HX_ERR_DEPENDENCY,
                       "'%s' takes %s of '%s', which does not have it",
                       choice->user->info->name, choice->binding->interface->name,
                       choice->binding->wanted);
    set_slot(choice->binding, choice->binding->interface->absent);
    while (hx_need_next(&need))
        if (need.binding == choice->binding) {
            status = hx_need_check(&need, NULL);
            if (status != HX_OK)
                return status;
        }
    return hx_fail(HX_ERR_DEPENDENCY, "'%s' needs '%s': no other module implements it",
                   choice->user->info->name, choice->binding->interface->name);
}

/* Puts whom the handle goes to into `provider`: NULL for nobody. */
static hx_status choose(const struct choice *choice, const struct hx_module **provider)
{
    const struct hx_module *found = find_named(choice);
    struct hx_joined names = {.size = 0};
    uint32_t count = 0;

    if (found != NULL && !fits(choice, found))
        found = NULL;
    if (found == NULL && choice->binding->wanted == NULL)
        found = find_fitting(choice, &names, &count);
    if (count > 1 || (found == NULL && !choice->binding->optional))
        return refuse(choice, &names, count);
    *provider = found;
    return HX_OK;
}

hx_status hx_bind_handles(const struct hx_module *module,
                          const struct hx_module *leaving)
{
    for (uint32_t i = 0; i < module->binding_count; i++) {
        const struct hx_binding *binding = &module->bindings[i];
        const struct choice choice = {module, binding, leaving, HX_STATES_ALL};
        const struct hx_module *provider = NULL;
        hx_status status = choose(&choice, &provider);

        if (status != HX_OK)
            return status;
        set_slot(binding,
                 provider != NULL
                     ? hx_interface_implementation(provider, binding->interface)->slot
                     : binding->interface->absent);
    }
    return HX_OK;
}

static void bind_unbound(const struct hx_module *user, const struct hx_binding *binding)
{
    const struct choice choice = {user, binding, NULL, HX_STATES_RUNNING};
    const struct hx_module *provider = NULL;

    /* Of several none is taken: whoever cares has chosen one in the profile. */
    if (choose(&choice, &provider) != HX_OK || provider == NULL)
        return;
    set_slot(binding, hx_interface_implementation(provider, binding->interface)->slot);
    if (hx_registry_check_cycle(user) == HX_OK)
        return;
    set_slot(binding, binding->interface->absent);
    hx_log_warn("handle '%s' of '%s' stays unbound: %s", binding->handle,
                user->info->name, hx_fail_detail(HX_ERR_CIRCULAR));
}

void hx_bind_unbound(void)
{
    const struct hx_module *user;
    struct hx_walk walk;

    hx_walk_all(&walk);
    while ((user = hx_walk_next(&walk)) != NULL)
        for (uint32_t i = 0; i < user->binding_count; i++) {
            const struct hx_binding *binding = &user->bindings[i];

            if (binding->late == NULL || !binding->optional ||
                hx_binding_provider(binding) != NULL)
                continue;
            /* Who had the slot may have left it without saying so. */
            set_slot(binding, binding->interface->absent);
            bind_unbound(user, binding);
        }
}

static bool has_slot(const struct hx_module *module, const struct hx_slot *slot)
{
    for (uint32_t i = 0; i < module->implementation_count; i++)
        if (module->implementations[i].slot == slot)
            return true;
    return false;
}

void hx_bind_release(const struct hx_module *module)
{
    const struct hx_module *user;
    struct hx_walk walk;

    hx_walk_all(&walk);
    while ((user = hx_walk_next(&walk)) != NULL)
        for (uint32_t i = 0; i < user->binding_count; i++) {
            const struct hx_binding *binding = &user->bindings[i];

            if (binding->late != NULL && has_slot(module, hx_binding_slot(binding)))
                set_slot(binding, binding->interface->absent);
        }
}
