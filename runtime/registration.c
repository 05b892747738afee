/* SPDX-License-Identifier: MIT */
/*
 * Registering and unregistering at run time. One lock orders those who change the list
 * of registered modules; interrupts are off while it is held, and nothing of a module
 * runs under it. Whoever looks up takes none: an entry is complete before it is linked,
 * and one that was unlinked goes on leading to those behind it until nobody can stand
 * on it any more (helix/quiescent.h).
 */
#include "registration.h"
#include "declared.h"
#include "internal.h"
#include "joined.h"
#include "lock.h"
#include "need.h"
#include "newcomer.h"
#include "resource.h"

#include <helix/health.h>
#include <helix/interface.h>
#include <helix/interrupt.h>
#include <helix/log.h>
#include <helix/loop.h>
#include <helix/string.h>

struct hx_registration *hx_registration_first;
struct hx_registration *hx_registration_last;

uint32_t hx_registration_count;

static struct hx_lock lock;

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

static void link_last(struct hx_registration *room, const struct hx_module *module)
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
static void link_again(struct hx_registration *room)
{
    struct hx_registration *previous = hx_registration_last;

    while (previous != NULL &&
           previous->module->control->id > room->module->control->id)
        previous = previous->previous;
    link_behind(previous, room);
}

static void unlink_room(struct hx_registration *room)
{
    struct hx_registration *previous = room->previous;

    __atomic_store_n(previous != NULL ? &previous->next : &hx_registration_first,
                     room->next, __ATOMIC_RELEASE);
    if (room->next != NULL)
        room->next->previous = previous;
    else
        hx_registration_last = previous;
}

static hx_status check_arguments(const struct hx_module *module,
                                 const struct hx_registration *room)
{
    if (hx_interrupt_active())
        return hx_fail(HX_ERR_WRONG_CONTEXT, "module registered in an interrupt");
    if (room == NULL)
        return hx_fail(HX_ERR_INVALID, "module registered without room");
    return hx_newcomer_check_descriptor(module);
}

/* Under the lock. */
static hx_status check_newcomer(const struct hx_module *module,
                                const struct hx_registration *room, bool named)
{
    const char *name = module->info->name;
    hx_status status = hx_newcomer_check_names(module);

    if (status == HX_OK)
        status = hx_newcomer_check_control(module);
    if (status == HX_OK)
        status = hx_newcomer_check_needs(module, named);
    if (status != HX_OK)
        return status;
    if (room->module != NULL)
        return hx_fail(HX_ERR_BUSY, "module '%s': the room is in use", name);
    if (room->listener_count < hx_registration_listener_count(module))
        return hx_fail(HX_ERR_NO_SPACE,
                       "module '%s' listens to %u events, and the room is for %u", name,
                       (unsigned)hx_registration_listener_count(module),
                       (unsigned)room->listener_count);
    /* HX_HASH_NONE is nobody's id. */
    if (hx_registration_count >= HX_HASH_NONE - hx_image.module_count)
        return hx_fail(HX_ERR_NO_SPACE, "module '%s': all ids have been given", name);
    return HX_OK;
}

hx_status hx_registry_register(const struct hx_module *module,
                               struct hx_registration *room, uint32_t *id)
{
    hx_status status = check_arguments(module, room);
    char misfit[HX_FAIL_DETAIL_SIZE];
    unsigned misfit_count = 0;
    uint32_t given = 0;
    uintptr_t saved;
    bool is_polled;
    bool named;

    if (status != HX_OK)
        return status;
    is_polled = module->ops->is_healthy != NULL;
    named = hx_newcomer_is_named_by_image(module);

    saved = hx_lock_take(&lock);
    status = check_newcomer(module, room, named);
    if (status == HX_OK) {
        misfit_count = hx_newcomer_count_misfits(module, named, misfit, sizeof(misfit));
        /* Before the loop can find it, and bring it up. */
        __atomic_store_n(&hx_lifecycle_starts, hx_declared_listen, __ATOMIC_RELEASE);
        if (is_polled)
            hx_loop_add(&hx_health_source);
        link_last(room, module);
        given = module->control->id;
    }
    hx_lock_give(&lock, saved);

    /* From here on somebody may have unregistered the module, and freed it. */
    if (status != HX_OK)
        return status;
    if (misfit_count == 1)
        hx_log_warn("%s: left out", misfit);
    else if (misfit_count > 1)
        hx_log_warn("%s: left out, and %u more like it", misfit, misfit_count - 1);
    if (id != NULL)
        *id = given;
    return HX_OK;
}

hx_status hx_registry_check_users(const struct hx_module *module)
{
    const struct hx_module *user;
    struct hx_joined users = {.size = 0};
    struct hx_walk walk;

    hx_walk_all(&walk);
    while ((user = hx_walk_next(&walk)) != NULL)
        if (hx_module_needs(user, module) &&
            hx_dependency_requires_in(HX_STATES_ALL, user, module))
            hx_joined_add(&users, ", ", "'%s'", user->info->name);
    if (users.size > 0)
        return hx_fail(HX_ERR_BUSY, "module '%s' is required by %s", module->info->name,
                       users.text);
    return HX_OK;
}

static bool may_leave(enum hx_module_state state)
{
    return state == HX_STATE_REGISTERED || state == HX_STATE_LOADED ||
           state == HX_STATE_STOPPED || state == HX_STATE_ERROR;
}

/* Under the lock: moves the module to Unloading, or says why not. */
static hx_status leave(const struct hx_module *module, bool essential_too)
{
    const char *name = module->info->name;
    enum hx_module_state present;

    do {
        hx_status status;

        present = hx_module_state_of(module);
        if ((module->info->flags & HX_FLAG_ESSENTIAL) != 0 && !essential_too)
            return hx_fail(HX_ERR_ESSENTIAL, "module '%s' is ESSENTIAL", name);
        if (!may_leave(present))
            return hx_fail(HX_ERR_WRONG_STATE,
                           "module '%s' is %s, unregistering wants Registered, Loaded, "
                           "Stopped or Error",
                           name, hx_module_state_name(present));
        status = hx_registry_check_users(module);
        if (status != HX_OK)
            return status;
        /* Only the loop gives back. */
        if (!hx_loop_is_here() && hx_resource_is_holder(module))
            return hx_fail(HX_ERR_BUSY, "module '%s' has not given back what it took",
                           name);
    } while (!hx_resource_move_out(module, present));
    return HX_OK;
}

static struct hx_registration *find_room(const struct hx_module *module)
{
    struct hx_registration *room = hx_registration_first;

    while (room != NULL && room->module != module)
        room = room->next;
    return room;
}

static void release_room(struct hx_retired *retired)
{
    char *end = (char *)retired;
    struct hx_registration *room =
        (void *)(end - offsetof(struct hx_registration, retired));

    room->module = NULL;
    room->next = NULL;
    room->previous = NULL;
    if (room->release != NULL)
        room->release(room);
}

/* Its resources go with it, where that is possible: see leave(). */
static void forget(const struct hx_module *module, struct hx_registration *room)
{
    if (hx_loop_is_here())
        hx_resource_end_all(module);
    if (room == NULL)
        return;
    room->retired.release = release_room;
    hx_quiescent_retire(&room->retired);
}

static hx_status unregister(uint32_t id, bool essential_too)
{
    struct hx_registration *room;
    const struct hx_module *module;
    uintptr_t saved;
    hx_status status;

    if (hx_interrupt_active())
        return hx_fail(HX_ERR_WRONG_CONTEXT, "module unregistered in an interrupt");

    saved = hx_lock_take(&lock);
    module = hx_registry_get(id);
    status = module != NULL
                 ? leave(module, essential_too)
                 : hx_fail(HX_ERR_NOT_FOUND, "no module has the id %u", (unsigned)id);
    room = find_room(module);
    if (status == HX_OK) {
        hx_interface_close(module);
        if (room != NULL)
            unlink_room(room);
    }
    hx_lock_give(&lock, saved);

    if (status == HX_OK)
        forget(module, room);
    return status;
}

hx_status hx_registry_unregister(uint32_t id)
{
    return unregister(id, false);
}

hx_status hx_registry_withdraw(uint32_t id)
{
    return unregister(id, true);
}

/* One module in the place of another. */

/* Does `in` have what is needed, at a version that fits? Only its descriptor counts. */
static bool does_for(const struct hx_need *need, const struct hx_module *in)
{
    const struct hx_implementation *served;

    if (need->binding == NULL)
        return hx_module_serves(in, need->entry->name) &&
               hx_dependency_fits(need->entry, in->info->version);
    served = hx_interface_implementation(in, need->binding->interface);
    return served != NULL && hx_dependency_fits(need->entry, served->version);
}

/* Is there somebody else who has what is needed and may be had instead of `out`? */
static bool has_other(const struct hx_need *need, const struct hx_module *out)
{
    const struct hx_module *server;
    struct hx_walk walk;

    if (need->provider != NULL)
        return false;
    hx_need_walk(need, &walk);
    while ((server = hx_walk_next(&walk)) != NULL)
        if (server != out && hx_need_fits(need, server))
            return true;
    return false;
}

static hx_status refuse_heir(const struct hx_need *need, const struct hx_module *in)
{
    char misfit[HX_FAIL_DETAIL_SIZE];

    if (hx_module_serves(in, need->entry->name) ||
        hx_module_implements(in, need->entry->name)) {
        hx_need_describe_misfit(need, in, misfit, sizeof(misfit));
        return hx_fail(HX_ERR_BUSY, "'%s' needs %s", need->user->info->name, misfit);
    }
    return hx_fail(HX_ERR_BUSY, "'%s' needs '%s', which '%s' does not have",
                   need->user->info->name, need->entry->name, in->info->name);
}

/* May those who need `out` have `in` instead? */
static hx_status check_needs(const struct hx_module *out, const struct hx_module *in)
{
    const struct hx_module *user;
    struct hx_walk walk;

    hx_walk_all(&walk);
    while ((user = hx_walk_next(&walk)) != NULL) {
        struct hx_need need = {.user = user};

        while (user != out && user != in && hx_need_next(&need))
            if (!need.entry->optional && hx_need_is_served_by(&need, out) &&
                !does_for(&need, in) && !has_other(&need, out))
                return refuse_heir(&need, in);
    }
    return HX_OK;
}

hx_status hx_registry_check_heir(const struct hx_module *out,
                                 const struct hx_module *in)
{
    hx_status status = hx_newcomer_check_descriptor(in);

    return status == HX_OK ? check_needs(out, in) : status;
}

/* Under the lock, while `out` is Unloading. */
static hx_status check_heir(const struct hx_module *out, const struct hx_module *in,
                            const struct hx_registration *room, bool named)
{
    hx_status status = check_needs(out, in);

    if (status != HX_OK)
        return status;
    if (room != NULL && room->module == NULL)
        return check_newcomer(in, room, named);
    status = hx_newcomer_check_names(in);
    return status == HX_OK ? hx_newcomer_check_needs(in, named) : status;
}

/* Under the lock. */
static void take_place(const struct hx_module *in, struct hx_registration *room,
                       enum hx_module_state state)
{
    hx_module_set_state(in, state);
    if (room != NULL && room->module == NULL)
        link_last(room, in);
    else if (room != NULL)
        link_again(room);
}

/*
 * Only with the new one in its place do handles lead to it, so only then is a circle of
 * needs seen that it closes. Without a need of its own it closes none.
 */
static hx_status check_circle(const struct hx_module *in)
{
    struct hx_need need = {.user = in};

    return hx_need_next(&need) ? hx_newcomer_check_cycle(in) : HX_OK;
}

/* Under the lock, while `out` is Unloading and not linked. */
static hx_status try_place(const struct hx_module *out, const struct hx_module *in,
                           struct hx_registration *room, enum hx_module_state state,
                           bool named)
{
    const bool is_new = room != NULL && room->module == NULL;
    const enum hx_module_state before = hx_module_state_of(in);
    hx_status status = check_heir(out, in, room, named);

    if (status != HX_OK)
        return status;
    __atomic_store_n(&hx_lifecycle_starts, hx_declared_listen, __ATOMIC_RELEASE);
    if (in->ops->is_healthy != NULL)
        hx_loop_add(&hx_health_source);
    take_place(in, room, state);
    status = check_circle(in);
    if (status == HX_OK)
        return HX_OK;
    hx_module_set_state(in, before);
    if (room != NULL)
        unlink_room(room);
    if (is_new)
        room->module = NULL;
    return status;
}

hx_status hx_registry_replace(const struct hx_module *out, const struct hx_module *in,
                              struct hx_registration *room, enum hx_module_state state)
{
    const bool named = hx_newcomer_is_named_by_image(in);
    struct hx_registration *out_room;
    enum hx_module_state present;
    uintptr_t saved;
    hx_status status;

    saved = hx_lock_take(&lock);
    present = hx_module_state_of(out);
    if (!may_leave(present) || !hx_resource_move_out(out, present)) {
        hx_lock_give(&lock, saved);
        return hx_fail(HX_ERR_WRONG_STATE, "module '%s' is %s and cannot be replaced",
                       out->info->name, hx_module_state_name(present));
    }
    out_room = find_room(out);
    if (out_room != NULL)
        unlink_room(out_room);
    status = try_place(out, in, room, state, named);
    if (status != HX_OK)
        take_place(out, out_room, present);
    hx_lock_give(&lock, saved);
    return status;
}

bool hx_registry_put_back(const struct hx_module *out, const struct hx_module *in,
                          struct hx_registration *room, enum hx_module_state state)
{
    uintptr_t saved = hx_lock_take(&lock);
    struct hx_registration *out_room = find_room(out);
    const bool there = hx_module_state_of(out) != HX_STATE_UNLOADING;

    if (there) {
        hx_module_set_state(out, HX_STATE_UNLOADING);
        if (out_room != NULL)
            unlink_room(out_room);
    }
    take_place(in, room, state);
    hx_lock_give(&lock, saved);
    return there;
}

void hx_registry_forget(const struct hx_module *module, struct hx_registration *room)
{
    forget(module, room);
}

hx_status hx_registry_check_cycle(const struct hx_module *module)
{
    uintptr_t saved = hx_lock_take(&lock);
    hx_status status = hx_newcomer_check_cycle(module);

    hx_lock_give(&lock, saved);
    return status;
}
