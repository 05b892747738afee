/* SPDX-License-Identifier: MIT */
#include "preempt.h"
#include "thread.h"

#include <helix/interrupt.h>
#include <helix/loop.h>
#include <helix/port.h>
#include <helix/preempt.h>
#include <helix/wait.h>

void hx_wait(void)
{
    const struct hx_thread *thread = hx_thread_self();

    if (thread != NULL && !hx_preempt_is_off() && !hx_interrupt_active()) {
        if (hx_thread_wait(NULL, NULL, NULL, UINT64_MAX))
            return;
    } else if (HX_HAS_THREADS && thread == NULL && hx_loop_is_here()) {
        if (hx_thread_run_for_waiting())
            return;
    }
    hx_port_pause();
}
