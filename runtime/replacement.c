/* SPDX-License-Identifier: MIT */
#include "declared.h"
#include "internal.h"
#include "need.h"
#include "newcomer.h"
#include "registration.h"
#include "resource.h"
#include "rooms.h"

#include <helix/health.h>
#include <helix/interface.h>
#include <helix/loop.h>

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
        return hx_registration_check(in, room, named);
    status = hx_newcomer_check_names(in);
    return status == HX_OK ? hx_newcomer_check_needs(in, named) : status;
}

/* Under the lock. */
static void take_place(const struct hx_module *in, struct hx_registration *room,
                       enum hx_module_state state)
{
    hx_module_set_state(in, state);
    if (room != NULL && room->module == NULL)
        hx_rooms_add(room, in);
    else if (room != NULL)
        hx_rooms_add_again(room);
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
        hx_rooms_remove(room);
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

    saved = hx_rooms_lock();
    present = hx_module_state_of(out);
    if (!hx_registration_may_leave(present) || !hx_resource_move_out(out, present)) {
        hx_rooms_unlock(saved);
        return hx_fail(HX_ERR_WRONG_STATE, "module '%s' is %s and cannot be replaced",
                       out->info->name, hx_module_state_name(present));
    }
    out_room = hx_rooms_find(out);
    if (out_room != NULL)
        hx_rooms_remove(out_room);
    status = try_place(out, in, room, state, named);
    if (status != HX_OK)
        take_place(out, out_room, present);
    hx_rooms_unlock(saved);
    return status;
}

bool hx_registry_put_back(const struct hx_module *out, const struct hx_module *in,
                          struct hx_registration *room, enum hx_module_state state)
{
    uintptr_t saved = hx_rooms_lock();
    struct hx_registration *out_room = hx_rooms_find(out);
    const bool there = hx_module_state_of(out) != HX_STATE_UNLOADING;

    if (there) {
        hx_module_set_state(out, HX_STATE_UNLOADING);
        if (out_room != NULL)
            hx_rooms_remove(out_room);
    }
    take_place(in, room, state);
    hx_rooms_unlock(saved);
    return there;
}
