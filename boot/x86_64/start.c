/* SPDX-License-Identifier: MIT */
/* From boot.S to the runtime, and the end of the machine. */
#include "console.h"
#include "interrupt.h"
#include "io.h"
#include "memory.h"
#include "pvh.h"
#include "segments.h"
#include "time.h"

#include <helix/main.h>
#include <helix/port.h>

/* isa-debug-exit: QEMU ends with the exit status 2 * value + 1. */
#define DEBUG_EXIT_PORT 0xf4
#define DEBUG_EXIT_BASE 0x10 /* keeps clear of 1, which is also QEMU's own failure */

const char hx_port_name[] = "x86_64";

_Noreturn void x86_start(const struct pvh_start_info *info);

_Noreturn void x86_start(const struct pvh_start_info *info)
{
    x86_console_start();
    x86_segments_start();
    x86_interrupts_start();
    x86_memory_start(info);
    x86_time_start();
    x86_interrupts_on();
    hx_main();
}

uint32_t hx_port_cpu_id(void)
{
    return 0;
}

void hx_port_halt(int status)
{
    x86_interrupts_off();
    x86_console_flush();
    x86_out8(DEBUG_EXIT_PORT, (uint8_t)(DEBUG_EXIT_BASE + status));

    /* A machine without the device stays silent, and can be looked at. */
    for (;;)
        __asm__ volatile("hlt");
}
