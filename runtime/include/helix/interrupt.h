/* SPDX-License-Identifier: MIT */
/*
 * What the port tells the runtime about interrupts.
 *
 * Code that runs between hx_interrupt_enter() and hx_interrupt_exit() may call
 * hx_event_post() and whatever is said to work in any context; what is not refuses with
 * HX_ERR_WRONG_CONTEXT.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* By the port, around every interrupt handler (host: signal handler). They nest. */
void hx_interrupt_enter(void);
void hx_interrupt_exit(void);

/*
 * By a port that lets threads (helix/thread.h) be taken from the CPU, at the end of an
 * interrupt, when hx_interrupt_exit() has been called, the device is acknowledged, and
 * nothing is left to do but to return; interrupts are off. It may return much later, as
 * it switches to the main loop.
 */
void hx_interrupt_preempt(void);

/* By the runtime's threads: what that calls; NULL is nothing. */
void hx_interrupt_set_preempt(void (*preempt)(void));

/* How many there were on the loop's CPU so far, in images with threads. Any context. */
uint32_t hx_interrupt_count(void);

/* Is this CPU in an interrupt handler? Any context. */
bool hx_interrupt_active(void);

/*
 * By the port, for every period of the timer: posts a Tick with the present time. A
 * tick that finds no room is counted with the other lost events.
 */
void hx_tick_interrupt(void);

/*
 * By the port, between hx_interrupt_enter() and hx_interrupt_exit(), for an interrupt
 * of a line that is enabled (helix/port.h). A line that nobody wants is disabled: its
 * device might ask for ever.
 */
void hx_irq_interrupt(uint32_t line);
