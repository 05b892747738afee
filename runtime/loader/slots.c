/* SPDX-License-Identifier: MIT */
#include "slots.h"

#include "../slot.h"

#include <helix/image.h>
#include <helix/interface.h>
#include <helix/memory.h>
#include <helix/status.h>
#include <helix/string.h>

struct record {
    struct record *next;
    const struct hx_interface *interface;
    struct hx_slot slot;
    char name[]; /* the module's */
};

static struct record *first;

/* A module of the image that has left, or was replaced, leaves its slots to its name.
 */
static struct hx_slot *find_in_image(const char *name,
                                     const struct hx_interface *interface)
{
    const uint32_t id = hx_hash_find(&hx_image.names, name);
    const struct hx_implementation *served;

    if (id >= hx_image.module_count)
        return NULL;
    served = hx_interface_implementation(__helix_modules_start[id], interface);
    return served != NULL ? served->slot : NULL;
}

static bool is_free(const struct hx_interface *interface, const struct hx_slot *slot)
{
    return hx_slot_owner(interface, slot) == NULL;
}

hx_status hx_slots_find(const char *name, const struct hx_interface *interface,
                        struct hx_slot **slot)
{
    const size_t length = strlen(name);
    struct hx_slot *own = find_in_image(name, interface);
    struct hx_memory_region region;
    struct record *record;
    hx_status status;

    if (own != NULL && is_free(interface, own)) {
        *slot = own;
        return HX_OK;
    }
    for (record = first; record != NULL; record = record->next)
        if (record->interface == interface && strcmp(record->name, name) == 0 &&
            is_free(interface, &record->slot)) {
            *slot = &record->slot;
            return HX_OK;
        }
    status =
        hx_memory_claim(sizeof(*record) + length + 1, _Alignof(struct record), &region);
    if (status != HX_OK)
        return status;
    record = region.start;
    memset(record, 0, sizeof(*record));
    record->interface = interface;
    record->slot.ops = interface->absent_ops;
    memcpy(record->name, name, length + 1);
    record->next = first;
    first = record;
    *slot = &record->slot;
    return HX_OK;
}
