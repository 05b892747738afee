/* SPDX-License-Identifier: MIT */
#include "internal.h"
#include "slot.h"
#include "walk.h"

#include <helix/interface.h>
#include <helix/preempt.h>
#include <helix/string.h>

static const struct hx_image_interface *find(const char *name)
{
    uint32_t index = hx_hash_find(&hx_image.interface_names, name);

    return index != HX_HASH_NONE ? &hx_image.interfaces[index] : NULL;
}

const struct hx_interface *hx_interface_find(const char *name)
{
    const struct hx_image_interface *found = find(name);

    return found != NULL ? found->interface : NULL;
}

size_t hx_interface_list(const struct hx_interface *interfaces[], size_t capacity)
{
    for (uint32_t i = 0; i < hx_image.interface_count && i < capacity; i++)
        interfaces[i] = hx_image.interfaces[i].interface;
    return hx_image.interface_count;
}

void hx_walk_implementors(struct hx_walk *walk, const char *interface)
{
    const struct hx_image_interface *found = find(interface);

    hx_walk_begin(walk, found != NULL ? found->implementors : NULL,
                  found != NULL ? found->implementor_count : 0, HX_WALK_IMPLEMENTORS,
                  interface);
}

size_t hx_interface_implementors(const char *name, const struct hx_module *modules[],
                                 size_t capacity)
{
    struct hx_walk walk;

    hx_walk_implementors(&walk, name);
    return hx_walk_collect(&walk, modules, capacity);
}

static const struct hx_implementation *
find_implementation(const struct hx_module *module, const char *name)
{
    for (uint32_t i = 0; i < module->implementation_count; i++)
        if (strcmp(module->implementations[i].interface->name, name) == 0)
            return &module->implementations[i];
    return NULL;
}

/* Returns the profile's choice, or who has replaced it; NULL for none, or none left. */
static const struct hx_module *find_chosen(const struct hx_image_interface *found)
{
    const struct hx_module *chosen = found != NULL ? found->primary : NULL;

    if (chosen == NULL || hx_module_state_of(chosen) != HX_STATE_UNLOADING)
        return chosen;
    return hx_slot_owner(found->interface,
                         find_implementation(chosen, found->interface->name)->slot);
}

const struct hx_module *hx_interface_primary(const char *name)
{
    const struct hx_module *chosen = find_chosen(find(name));
    struct hx_walk walk;

    if (chosen != NULL)
        return chosen;
    hx_walk_implementors(&walk, name);
    walk.states = HX_STATES_RUNNING;
    return hx_walk_next(&walk);
}

const struct hx_implementation *
hx_interface_implementation(const struct hx_module *module,
                            const struct hx_interface *interface)
{
    return find_implementation(module, interface->name);
}

/* Does an implementor of interface `name` serve those who need version `lowest`? */
static bool serves(const struct hx_module *module, const char *name, hx_version lowest)
{
    const struct hx_implementation *implementation = find_implementation(module, name);

    return implementation != NULL && implementation->version >= lowest &&
           HX_VERSION_MAJOR(implementation->version) == HX_VERSION_MAJOR(lowest);
}

size_t hx_interface_implementors_from(const char *name, hx_version lowest,
                                      const struct hx_module *modules[],
                                      size_t capacity)
{
    const struct hx_module *module;
    struct hx_walk walk;
    size_t count = 0;

    hx_walk_implementors(&walk, name);
    while ((module = hx_walk_next(&walk)) != NULL)
        if (serves(module, name, lowest) && count++ < capacity)
            modules[count - 1] = module;
    return count;
}

const struct hx_module *hx_interface_primary_from(const char *name, hx_version lowest)
{
    const struct hx_module *chosen = find_chosen(find(name));
    const struct hx_module *module;
    struct hx_walk walk;

    if (chosen != NULL && serves(chosen, name, lowest))
        return chosen;
    hx_walk_implementors(&walk, name);
    walk.states = HX_STATES_RUNNING;
    while ((module = hx_walk_next(&walk)) != NULL)
        if (serves(module, name, lowest))
            return module;
    return NULL;
}

const char *hx_interface_name(const struct hx_module *module, size_t index)
{
    return index < module->implementation_count
               ? module->implementations[index].interface->name
               : NULL;
}

hx_status hx_interface_look_up(const struct hx_module *module, const char *name,
                               const struct hx_implementation **implementation)
{
    const struct hx_interface *interface = hx_interface_find(name);
    const struct hx_implementation *found;

    if (interface == NULL)
        return hx_fail(HX_ERR_NOT_FOUND, "no interface '%s'", name);
    found = hx_interface_implementation(module, interface);
    if (found == NULL)
        return hx_fail(HX_ERR_UNSUPPORTED, "'%s' does not implement %s",
                       module->info->name, name);
    *implementation = found;
    return HX_OK;
}

hx_status hx_interface_version(const struct hx_module *module, const char *name,
                               hx_version *version)
{
    const struct hx_implementation *implementation = NULL;
    hx_status status = hx_interface_look_up(module, name, &implementation);

    if (status == HX_OK)
        *version = implementation->version;
    return status;
}

struct hx_slot *hx_interface_primary_slot(const struct hx_interface *interface)
{
    const struct hx_implementation *implementation = NULL;
    struct hx_slot *slot = interface->absent;
    const struct hx_module *module;

    /* A thread keeps the module from leaving until it has its slot, which stays. */
    hx_preempt_off();
    module = hx_interface_primary(interface->name);
    if (module != NULL)
        implementation = hx_interface_implementation(module, interface);
    if (implementation != NULL)
        slot = implementation->slot;
    hx_preempt_on();
    return slot;
}

/* While a module is being replaced, whoever does so says what the slots hold. */
static void set_slots(const struct hx_module *module, bool open)
{
    if (module->control->parked)
        return;
    for (uint32_t i = 0; i < module->implementation_count; i++) {
        const struct hx_implementation *implementation = &module->implementations[i];
        const void *ops =
            open ? implementation->ops : implementation->interface->absent_ops;

        /* What init wrote is seen by whoever calls through the slot. */
        __atomic_store_n(&implementation->slot->ops, ops, __ATOMIC_RELEASE);
    }
}

void hx_interface_open(const struct hx_module *module)
{
    set_slots(module, true);
}

void hx_interface_close(const struct hx_module *module)
{
    set_slots(module, false);
}
