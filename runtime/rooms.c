/* SPDX-License-Identifier: MIT */
#include "rooms.h"
#include "lock.h"
#include "need.h"

#include <helix/string.h>

struct hx_registration *hx_registration_first;
struct hx_registration *hx_registration_last;

uint32_t hx_registration_count;

static struct hx_lock lock;

uintptr_t hx_rooms_lock(void)
{
    return hx_lock_take(&lock);
}

void hx_rooms_unlock(uintptr_t saved)
{
    hx_lock_give(&lock, saved);
}

static bool accepts(const struct hx_walk *walk, const struct hx_module *module)
{
    switch (walk->kind) {
    case HX_WALK_IDS:
        return module->control->id >= walk->from;
    case HX_WALK_NAME:
        return strcmp(module->info->name, walk->name) == 0;
    case HX_WALK_PROVIDERS:
        return hx_module_provides(module, walk->name);
    case HX_WALK_SERVERS:
        return hx_module_serves(module, walk->name);
    case HX_WALK_IMPLEMENTORS:
        return hx_module_implements(module, walk->name);
    default:
        return false;
    }
}

static const struct hx_registration *following(const struct hx_registration *at)
{
    return __atomic_load_n(at != NULL ? &at->next : &hx_registration_first,
                           __ATOMIC_ACQUIRE);
}

static const struct hx_module *next_registered(struct hx_walk *walk)
{
    const struct hx_registration *at = walk->last;

    while ((at = following(at)) != NULL) {
        walk->last = at;
        if (accepts(walk, at->module))
            return at->module;
    }
    return NULL;
}

/* Links it behind `previous`, which is NULL for the first place. */
static void link_behind(struct hx_registration *previous, struct hx_registration *room)
{
    struct hx_registration *next =
        previous != NULL ? previous->next : hx_registration_first;

    room->previous = previous;
    __atomic_store_n(&room->next, next, __ATOMIC_RELAXED);
    __atomic_store_n(previous != NULL ? &previous->next : &hx_registration_first, room,
                     __ATOMIC_RELEASE);
    if (next != NULL)
        next->previous = room;
    else
        hx_registration_last = room;
}

void hx_rooms_add(struct hx_registration *room, const struct hx_module *module)
{
    module->control->id = hx_image.module_count + hx_registration_count++;
    room->module = module;
    __atomic_store_n(&hx_walk_registered, next_registered, __ATOMIC_RELEASE);
    link_behind(hx_registration_last, room);
}

/*
 * Whoever stands on the room since it was unlinked goes on from there: to what was, or
 * is, behind it.
 */
void hx_rooms_add_again(struct hx_registration *room)
{
    struct hx_registration *previous = hx_registration_last;

    while (previous != NULL &&
           previous->module->control->id > room->module->control->id)
        previous = previous->previous;
    link_behind(previous, room);
}

void hx_rooms_remove(struct hx_registration *room)
{
    struct hx_registration *previous = room->previous;

    __atomic_store_n(previous != NULL ? &previous->next : &hx_registration_first,
                     room->next, __ATOMIC_RELEASE);
    if (room->next != NULL)
        room->next->previous = previous;
    else
        hx_registration_last = previous;
}

struct hx_registration *hx_rooms_find(const struct hx_module *module)
{
    struct hx_registration *room = hx_registration_first;

    while (room != NULL && room->module != module)
        room = room->next;
    return room;
}
