/* SPDX-License-Identifier: MIT */
/*
 * The sources are a list that only grows. So an image whose modules take no timer has
 * no code for timers: what nobody calls adds nothing here, and the linker leaves it
 * out.
 */
#include "lock.h"
#include "remote.h"

#include <helix/event.h>
#include <helix/interrupt.h>
#include <helix/loop.h>
#include <helix/main.h>
#include <helix/port.h>
#include <helix/preempt.h>
#include <helix/quiescent.h>

static struct hx_lock lock;
static struct hx_loop_source *first;
static struct hx_loop_source **last = &first;

void hx_loop_add(struct hx_loop_source *source)
{
    uintptr_t saved;

    if (__atomic_load_n(&source->added, __ATOMIC_RELAXED))
        return;
    saved = hx_lock_take(&lock);
    if (!source->added) {
        __atomic_store_n(&source->added, true, __ATOMIC_RELAXED);
        __atomic_store_n(last, source, __ATOMIC_RELEASE);
        last = &source->next;
    }
    hx_lock_give(&lock, saved);
}

static struct hx_loop_source *next_of(struct hx_loop_source *const *place)
{
    return __atomic_load_n(place, __ATOMIC_ACQUIRE);
}

bool hx_loop_is_here(void)
{
    return hx_port_cpu_id() == HX_LOOP_CPU && !hx_interrupt_active() &&
           hx_thread_self() == NULL;
}

bool hx_loop_step(void)
{
    bool found = hx_remote_serve();

    found = hx_event_dispatch_pending() || found;
    for (struct hx_loop_source *s = next_of(&first); s != NULL; s = next_of(&s->next))
        found = s->run() || found;
    /* No module's code is on the stack, and nothing of a look-up. */
    hx_quiescent();
    return found;
}

static bool is_pending(void)
{
    if (hx_remote_is_pending() || hx_event_is_pending())
        return true;
    for (struct hx_loop_source *s = next_of(&first); s != NULL; s = next_of(&s->next))
        if (s->is_pending())
            return true;
    return false;
}

bool hx_loop_is_awaited(void)
{
    for (struct hx_loop_source *s = next_of(&first); s != NULL; s = next_of(&s->next))
        if (s->awaited && s->is_pending())
            return true;
    return false;
}

void hx_loop_wait(void)
{
    /* Interrupts stay off from the look to the wait, so none comes between and is
     * missed. */
    uintptr_t saved = hx_port_irq_save();

    if (!is_pending() && !hx_shutdown_requested())
        hx_port_idle();
    hx_port_irq_restore(saved);
}
