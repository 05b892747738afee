/* SPDX-License-Identifier: MIT */
#include "loaded.h"

#include "keep.h"
#include "metadata.h"
#include "pages.h"
#include "slots.h"

#include <helix/image.h>
#include <helix/interface.h>
#include <helix/port.h>
#include <helix/status.h>
#include <helix/string.h>

typedef void (*operation)(void);

static struct hx_loaded *first;
static struct hx_loaded *gone;

static const struct hx_interface_abi *abi_of(const struct hx_object *object,
                                             const struct hx_interface *interface)
{
    return object->loading->interfaces[hx_metadata_interface_index(interface)];
}

/* Does the module lack operations that the kernel's version of the interface has? */
static bool is_older(const struct hx_object *object,
                     const struct hx_implementation *served)
{
    const struct hx_interface_abi *abi = abi_of(object, served->interface);

    return hx_metadata_operation_count(abi, served->version) < abi->operation_count;
}

static size_t tables_size(const struct hx_object *object)
{
    const struct hx_module *module = object->module;
    size_t size = 0;

    for (uint32_t i = 0; i < module->implementation_count; i++) {
        const struct hx_implementation *served = &module->implementations[i];

        if (is_older(object, served))
            size +=
                abi_of(object, served->interface)->operation_count * sizeof(operation);
    }
    return size;
}

/* Fills a struct of functions: the module's own, and what stands for the others. */
static void fill_table(const struct hx_object *object,
                       const struct hx_implementation *served, operation *table)
{
    const struct hx_interface_abi *abi = abi_of(object, served->interface);
    const uint32_t own = hx_metadata_operation_count(abi, served->version);

    memcpy(table, abi->late_ops, abi->operation_count * sizeof(*table));
    memcpy(table, served->ops, own * sizeof(*table));
}

static hx_status find_slot(const struct hx_module *module,
                           const struct hx_interface *interface,
                           const struct hx_module *heir_of, struct hx_slot **slot)
{
    const struct hx_implementation *before = NULL;

    if (heir_of != NULL)
        before = hx_interface_implementation(heir_of, interface);
    if (before == NULL)
        return hx_slots_find(module->info->name, interface, slot);
    *slot = before->slot;
    return HX_OK;
}

static hx_status fill_implementations(const struct hx_object *object,
                                      const struct hx_module *heir_of,
                                      operation *tables)
{
    const struct hx_module *module = object->module;

    for (uint32_t i = 0; i < module->implementation_count; i++) {
        /* Const to all others; the object is not sealed yet. */
        struct hx_implementation *served =
            (struct hx_implementation *)(uintptr_t)&module->implementations[i];
        hx_status status = find_slot(module, served->interface, heir_of, &served->slot);

        if (status != HX_OK)
            return status;
        if (!is_older(object, served))
            continue;
        fill_table(object, served, tables);
        served->ops = tables;
        tables += abi_of(object, served->interface)->operation_count;
    }
    return HX_OK;
}

/* On any CPU. */
static void release(struct hx_registration *room)
{
    char *at = (char *)room;
    struct hx_loaded *loaded = (void *)(at - offsetof(struct hx_loaded, room));

    loaded->next_gone = __atomic_load_n(&gone, __ATOMIC_RELAXED);
    while (!__atomic_compare_exchange_n(&gone, &loaded->next_gone, loaded, false,
                                        __ATOMIC_RELEASE, __ATOMIC_RELAXED))
        ;
    hx_port_wake();
}

hx_status hx_loaded_make(struct hx_object *object, const char *file,
                         const struct hx_module *heir_of, struct hx_loaded **loaded)
{
    const uint32_t listener_count = hx_registration_listener_count(object->module);
    const size_t listeners = sizeof(struct hx_loaded);
    const size_t tables = listeners + listener_count * sizeof(struct hx_listener);
    const size_t name = tables + tables_size(object);
    const size_t length = strlen(file);
    struct hx_loaded *made;
    void *memory = NULL;
    unsigned char *bytes;
    hx_status status = hx_pages_take(name + length + 1, &memory);

    if (status != HX_OK) {
        hx_object_close(object);
        return status;
    }
    made = memory;
    bytes = memory;
    made->object = *object;
    made->size = name + length + 1;
    made->file = (const char *)(bytes + name);
    memcpy(bytes + name, file, length + 1);
    made->room.release = release;
    made->room.listeners = (void *)(bytes + listeners);
    made->room.listener_count = listener_count;
    made->next = first;
    __atomic_store_n(&first, made, __ATOMIC_RELEASE);
    status = fill_implementations(&made->object, heir_of, (void *)(bytes + tables));
    if (status != HX_OK) {
        hx_loaded_drop(made);
        return status;
    }
    *loaded = made;
    return HX_OK;
}

static void unlink_loaded(const struct hx_loaded *loaded)
{
    struct hx_loaded **place = &first;

    while (*place != loaded)
        place = &(*place)->next;
    __atomic_store_n(place, loaded->next, __ATOMIC_RELEASE);
}

void hx_loaded_drop(struct hx_loaded *loaded)
{
    unlink_loaded(loaded);
    hx_object_close(&loaded->object);
    hx_pages_give(loaded, loaded->size);
}

struct hx_loaded *hx_loaded_of(const struct hx_module *module)
{
    struct hx_loaded *loaded = first;

    while (loaded != NULL && loaded->object.module != module)
        loaded = loaded->next;
    return loaded;
}

struct hx_loaded *hx_loaded_next(const struct hx_loaded *loaded)
{
    return __atomic_load_n(loaded != NULL ? &loaded->next : &first, __ATOMIC_ACQUIRE);
}

bool hx_loaded_has_gone(void)
{
    return __atomic_load_n(&gone, __ATOMIC_RELAXED) != NULL;
}

bool hx_loaded_collect(void)
{
    struct hx_loaded *loaded = __atomic_exchange_n(&gone, NULL, __ATOMIC_ACQUIRE);
    const bool found = loaded != NULL;

    while (loaded != NULL) {
        struct hx_loaded *next = loaded->next_gone;

        /* Whoever has unregistered it knows nothing of whom it had replaced. */
        hx_keep_end(loaded->object.module);
        hx_loaded_drop(loaded);
        loaded = next;
    }
    return found;
}
