/* SPDX-License-Identifier: MIT */
#include <helix/interrupt.h>
#include <helix/mutex.h>
#include <helix/port.h>
#include <helix/status.h>
#include <helix/wait.h>

#define NOBODY 0

static uint32_t caller(void)
{
    return hx_port_cpu_id() + 1;
}

hx_status hx_mutex_take(struct hx_mutex *mutex)
{
    const uint32_t self = caller();
    uint32_t holder = NOBODY;

    if (hx_interrupt_active())
        return hx_fail(HX_ERR_WRONG_CONTEXT, "mutex taken in an interrupt");
    while (!__atomic_compare_exchange_n(&mutex->holder, &holder, self, false,
                                        __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) {
        if (holder == self)
            return hx_fail(HX_ERR_CYCLE, "mutex taken by who holds it");
        holder = NOBODY;
        hx_wait();
    }
    return HX_OK;
}

void hx_mutex_give(struct hx_mutex *mutex)
{
    __atomic_store_n(&mutex->holder, NOBODY, __ATOMIC_RELEASE);
}
