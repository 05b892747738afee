/* SPDX-License-Identifier: MIT */
/*
 * The kernel from the first instruction in C to the halt.
 */
#pragma once

#include <helix/compiler.h>

#include <stdbool.h>

/*
 * Boots the image, runs it, and halts the machine: 0, or 1 if a module failed, or 2 on
 * panic. The port calls it on one CPU, with a stack, a console, .data and .bss in place
 * and interrupts as it wants them for the loop (on, once hx_port_tick_start() is
 * called).
 */
HX_NORETURN void hx_main(void);

/*
 * Asks the main loop to end: boot commands that have not run yet do not run, modules
 * get Shutdown and are stopped in reverse order, and the machine halts. Returns at
 * once. Any context; asking twice is asking once.
 */
void hx_shutdown(void);

/* Has hx_shutdown() been called? Any context. */
bool hx_shutdown_requested(void);

/*
 * Prints `helix: panic TEXT` and halts with status 2. For broken promises of the kernel
 * itself and for the failure of an ESSENTIAL module; a module's mistake is a status.
 * Any context.
 */
HX_NORETURN void hx_panic(const char *format, ...) HX_PRINTF(1, 2);
