/* SPDX-License-Identifier: MIT */
#include "registration.h"
#include "declared.h"
#include "internal.h"
#include "joined.h"
#include "need.h"
#include "newcomer.h"
#include "resource.h"
#include "rooms.h"

#include <helix/health.h>
#include <helix/interface.h>
#include <helix/interrupt.h>
#include <helix/log.h>
#include <helix/loop.h>

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
hx_status hx_registration_check(const struct hx_module *module,
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

    saved = hx_rooms_lock();
    status = hx_registration_check(module, room, named);
    if (status == HX_OK) {
        misfit_count = hx_newcomer_count_misfits(module, named, misfit, sizeof(misfit));
        /* Before the loop can find it, and bring it up. */
        __atomic_store_n(&hx_lifecycle_starts, hx_declared_listen, __ATOMIC_RELEASE);
        if (is_polled)
            hx_loop_add(&hx_health_source);
        hx_rooms_add(room, module);
        given = module->control->id;
    }
    hx_rooms_unlock(saved);

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

bool hx_registration_may_leave(enum hx_module_state state)
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
        if (!hx_registration_may_leave(present))
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

    saved = hx_rooms_lock();
    module = hx_registry_get(id);
    status = module != NULL
                 ? leave(module, essential_too)
                 : hx_fail(HX_ERR_NOT_FOUND, "no module has the id %u", (unsigned)id);
    room = hx_rooms_find(module);
    if (status == HX_OK) {
        hx_interface_close(module);
        if (room != NULL)
            hx_rooms_remove(room);
    }
    hx_rooms_unlock(saved);

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

void hx_registry_forget(const struct hx_module *module, struct hx_registration *room)
{
    forget(module, room);
}

hx_status hx_registry_check_cycle(const struct hx_module *module)
{
    uintptr_t saved = hx_rooms_lock();
    hx_status status = hx_newcomer_check_cycle(module);

    hx_rooms_unlock(saved);
    return status;
}
