/* SPDX-License-Identifier: MIT */
#include "slot.h"
#include "internal.h"
#include "preempt.h"
#include "thread.h"
#include "walk.h"

#include <helix/interface.h>
#include <helix/interrupt.h>
#include <helix/loop.h>
#include <helix/port.h>
#include <helix/preempt.h>
#include <helix/thread.h>

const struct hx_module *hx_slot_owner(const struct hx_interface *interface,
                                      const struct hx_slot *slot)
{
    const struct hx_module *module;
    struct hx_walk walk;

    hx_walk_implementors(&walk, interface->name);
    while ((module = hx_walk_next(&walk)) != NULL)
        if (hx_interface_implementation(module, interface)->slot == slot)
            return module;
    return NULL;
}

struct hx_slot *hx_binding_slot(const struct hx_binding *binding)
{
    const struct hx_implementation *served;
    struct hx_slot *slot;

    if (binding->late != NULL) {
        slot = __atomic_load_n(binding->late, __ATOMIC_ACQUIRE);
        return slot != binding->interface->absent ? slot : NULL;
    }
    if (binding->provider == NULL || binding->direct)
        return NULL;
    served = hx_interface_implementation(binding->provider, binding->interface);
    return served != NULL ? served->slot : NULL;
}

const struct hx_module *hx_binding_provider(const struct hx_binding *binding)
{
    const struct hx_module *provider = binding->provider;
    const struct hx_module *owner;
    const struct hx_slot *slot;

    if (provider != NULL && hx_module_state_of(provider) != HX_STATE_UNLOADING)
        return provider;
    slot = hx_binding_slot(binding);
    owner = slot != NULL ? hx_slot_owner(binding->interface, slot) : NULL;
    return owner != NULL ? owner : provider;
}

#ifdef HX_THREADS

static bool is_closed(const void *about)
{
    const struct hx_slot *slot = about;

    return (__atomic_load_n(&slot->callers, __ATOMIC_RELAXED) & HX_SLOT_PARKED) != 0;
}

static void wait_for_gate(const struct hx_slot *slot)
{
    if (hx_thread_self() == NULL)
        hx_port_pause();
    else
        (void)hx_thread_wait(slot, is_closed, slot, UINT64_MAX);
}

/* The gate of a module that stops may open behind the end of its threads only. */
static bool must_wait(const struct hx_slot *slot)
{
    return is_closed(slot) && !hx_thread_should_end();
}

void hx_slot_wait(struct hx_slot *slot)
{
    if (hx_loop_is_here() || hx_interrupt_active() || hx_preempt_is_off())
        return;
    while (must_wait(slot)) {
        (void)__atomic_fetch_sub(&slot->callers, 1, __ATOMIC_RELEASE);
        while (must_wait(slot))
            wait_for_gate(slot);
        (void)__atomic_fetch_add(&slot->callers, 1, __ATOMIC_ACQUIRE);
    }
}

static void close_gate(struct hx_slot *slot)
{
    (void)__atomic_fetch_or(&slot->callers, HX_SLOT_PARKED, __ATOMIC_ACQ_REL);
}

static void open_gate(struct hx_slot *slot)
{
    (void)__atomic_fetch_and(&slot->callers, ~HX_SLOT_PARKED, __ATOMIC_RELEASE);
    hx_thread_wake(slot);
}

static bool is_empty(const struct hx_slot *slot)
{
    return (__atomic_load_n(&slot->callers, __ATOMIC_ACQUIRE) & ~HX_SLOT_PARKED) == 0;
}

#else

static void close_gate(struct hx_slot *slot)
{
    (void)slot;
}

static void open_gate(struct hx_slot *slot)
{
    (void)slot;
}

/* One CPU, and no module's code on its stack. */
static bool is_empty(const struct hx_slot *slot)
{
    (void)slot;
    return true;
}

#endif

static void set_ops(struct hx_slot *slot, const void *ops)
{
    __atomic_store_n(&slot->ops, ops, __ATOMIC_RELEASE);
}

/* Every interface that somebody implements is one of the image's. */
static const void *parked_ops(const struct hx_interface_abi *const *abis,
                              const struct hx_interface *interface)
{
    return abis[hx_hash_find(&hx_image.interface_names, interface->name)]->parked_ops;
}

void hx_slots_hold(const struct hx_module *module)
{
    module->control->parked = true;
}

void hx_slots_park(const struct hx_module *module)
{
    hx_slots_hold(module);
    for (uint32_t i = 0; i < module->implementation_count; i++)
        close_gate(module->implementations[i].slot);
}

bool hx_slots_drain(const struct hx_module *module,
                    const struct hx_interface_abi *const *abis)
{
    for (uint32_t i = 0; i < module->implementation_count; i++)
        if (!is_empty(module->implementations[i].slot))
            return false;
    /* Whoever was counted before the gate closed has looked at its functions by now. */
    for (uint32_t i = 0; i < module->implementation_count; i++) {
        const struct hx_implementation *served = &module->implementations[i];

        set_ops(served->slot, parked_ops(abis, served->interface));
    }
    return true;
}

static bool owns(const struct hx_module *module, const struct hx_slot *slot)
{
    for (uint32_t i = 0; module != NULL && i < module->implementation_count; i++)
        if (module->implementations[i].slot == slot)
            return true;
    return false;
}

void hx_slots_unpark(const struct hx_module *parked, const struct hx_module *module)
{
    parked->control->parked = false;
    for (uint32_t i = 0; i < parked->implementation_count; i++) {
        const struct hx_implementation *served = &parked->implementations[i];

        if (!owns(module, served->slot))
            set_ops(served->slot, served->interface->absent_ops);
    }
    if (module != NULL) {
        module->control->parked = false;
        hx_interface_open(module);
    }
    for (uint32_t i = 0; i < parked->implementation_count; i++)
        open_gate(parked->implementations[i].slot);
}
