/* SPDX-License-Identifier: MIT */
#include "declared.h"
#include "listener.h"
#include "newcomer.h"
#include "rooms.h"

#include <helix/registry.h>

static struct hx_registration *find_room(const struct hx_module *module)
{
    struct hx_registration *room =
        __atomic_load_n(&hx_registration_first, __ATOMIC_ACQUIRE);

    while (room != NULL && room->module != module)
        room = __atomic_load_n(&room->next, __ATOMIC_ACQUIRE);
    return room;
}

uint32_t hx_registration_listener_count(const struct hx_module *module)
{
    return module->ops->handle_event != NULL ? HX_EVENT_KIND_COUNT
                                             : module->subscription_count;
}

static void listen(const struct hx_module *module, struct hx_listener *listener,
                   enum hx_event_kind kind, const char *name, hx_event_fn declared)
{
    *listener = (struct hx_listener){
        .kind = kind,
        .name = name,
        .declared = declared,
    };
    hx_listener_add(module->context, listener);
}

void hx_declared_listen(const struct hx_module *module)
{
    const struct hx_registration *room = NULL;

    if (module->control->id >= hx_image.module_count)
        room = find_room(module);
    if (room == NULL)
        return;
    for (uint32_t i = 0; i < hx_registration_listener_count(module); i++) {
        const struct hx_subscription *own = &module->subscriptions[i];

        if (module->ops->handle_event != NULL)
            listen(module, &room->listeners[i], (enum hx_event_kind)i, NULL,
                   module->ops->handle_event);
        else
            listen(module, &room->listeners[i], own->kind, own->custom, own->handle);
    }
}
