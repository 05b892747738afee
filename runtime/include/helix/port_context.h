/* SPDX-License-Identifier: MIT */
/*
 * Contexts of execution, beside helix/port.h: for the module helix-execution, and
 * needed only by kernels that have it. A context is what a CPU has to keep of a
 * function that does not run: its registers, the interrupt flag among them, on its own
 * stack. All of it is of the CPU that runs the loop.
 */
#pragma once

#include <helix/types.h>

/*
 * Makes a context that calls `entry(arg)`, with interrupts on, when it is switched to
 * for the first time; `entry` does not return. The context lies in the stack, which is
 * the caller's, 16 KiB or more, and is used until the context is switched to no more.
 */
void *hx_port_context_make(void *stack, size_t size, void (*entry)(void *arg),
                           void *arg);

/*
 * Leaves the present context in `*save` and goes on in `next`. Returns when somebody
 * switches to what was saved, with interrupts kept off or not as they were. Also from
 * an interrupt, behind hx_interrupt_exit().
 */
void hx_port_context_switch(void **save, void *next);
