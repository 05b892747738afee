/* SPDX-License-Identifier: MIT */
/* What runtime/status.c asks the rest of the runtime, where there is none. */
#include <helix/interrupt.h>
#include <helix/port.h>
#include <helix/preempt.h>

uint32_t hx_port_cpu_id(void)
{
    return 0;
}

bool hx_interrupt_active(void)
{
    return false;
}

#ifdef HX_THREADS
struct hx_thread *hx_thread_self(void)
{
    return NULL;
}
#endif
