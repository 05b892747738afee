/* SPDX-License-Identifier: MIT */
#include "internal.h"

#include <helix/image.h>
#include <helix/interface.h>

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

size_t hx_interface_implementors(const char *name, const struct hx_module *modules[],
                                 size_t capacity)
{
    const struct hx_image_interface *found = find(name);

    if (found == NULL)
        return 0;
    for (uint32_t i = 0; i < found->implementor_count && i < capacity; i++)
        modules[i] = found->implementors[i];
    return found->implementor_count;
}

const struct hx_module *hx_interface_primary(const char *name)
{
    const struct hx_image_interface *found = find(name);

    if (found == NULL)
        return NULL;
    if (found->primary != NULL)
        return found->primary;
    for (uint32_t i = 0; i < found->implementor_count; i++)
        if (found->implementors[i]->control->state == HX_STATE_RUNNING)
            return found->implementors[i];
    return NULL;
}

const struct hx_implementation *
hx_interface_implementation(const struct hx_module *module,
                            const struct hx_interface *interface)
{
    for (uint32_t i = 0; i < module->implementation_count; i++)
        if (module->implementations[i].interface == interface)
            return &module->implementations[i];
    return NULL;
}

/* Does an implementor serve those who need version `lowest`? */
static bool serves(const struct hx_module *module, const struct hx_interface *interface,
                   hx_version lowest)
{
    const struct hx_implementation *implementation =
        hx_interface_implementation(module, interface);

    return implementation != NULL && implementation->version >= lowest &&
           HX_VERSION_MAJOR(implementation->version) == HX_VERSION_MAJOR(lowest);
}

size_t hx_interface_implementors_from(const char *name, hx_version lowest,
                                      const struct hx_module *modules[],
                                      size_t capacity)
{
    const struct hx_image_interface *found = find(name);
    size_t count = 0;

    for (uint32_t i = 0; found != NULL && i < found->implementor_count; i++) {
        if (!serves(found->implementors[i], found->interface, lowest))
            continue;
        if (count < capacity)
            modules[count] = found->implementors[i];
        count++;
    }
    return count;
}

const struct hx_module *hx_interface_primary_from(const char *name, hx_version lowest)
{
    const struct hx_image_interface *found = find(name);

    if (found == NULL)
        return NULL;
    if (found->primary != NULL && serves(found->primary, found->interface, lowest))
        return found->primary;
    for (uint32_t i = 0; i < found->implementor_count; i++)
        if (found->implementors[i]->control->state == HX_STATE_RUNNING &&
            serves(found->implementors[i], found->interface, lowest))
            return found->implementors[i];
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

const struct hx_slot *hx_interface_primary_slot(const struct hx_interface *interface)
{
    const struct hx_module *module = hx_interface_primary(interface->name);
    const struct hx_implementation *implementation = NULL;

    if (module != NULL)
        implementation = hx_interface_implementation(module, interface);
    return implementation != NULL ? implementation->slot : interface->absent;
}

static void set_slots(const struct hx_module *module, bool open)
{
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
