/* SPDX-License-Identifier: MIT */
/*
 * To wait in place, for modules.
 *
 *     while (!__atomic_load_n(&self->done, __ATOMIC_ACQUIRE))
 *         hx_wait();
 *
 * Whoever can, rather returns and is called again: by a timer (helix/timer.h), work
 * (helix/work.h) or an event. On the main loop nothing else of the kernel's hooks
 * happens while one waits.
 */
#pragma once

/*
 * Called in each round of a loop that waits for what an interrupt, another thread or
 * another CPU does: lets them. Not from an interrupt, and not in an operation marked
 * @atomic.
 */
void hx_wait(void);
