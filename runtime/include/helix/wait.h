/* SPDX-License-Identifier: MIT */
/*
 * To wait in place, for modules.
 *
 *     while (!__atomic_load_n(&self->done, __ATOMIC_ACQUIRE))
 *         hx_wait();
 *
 * Whoever can, rather returns and is called again: by a timer (helix/timer.h), work
 * (helix/work.h) or an event. On the main loop nothing else of the kernel's hooks
 * happens while one waits, but threads run: whom the scheduler chooses, and by turns
 * each of the others, as one of them may have what is waited for. In a thread
 * everything else goes on.
 */
#pragma once

/*
 * Called in each round of a loop that waits for what an interrupt, another thread or
 * another CPU does: lets them. In a thread it returns after the next interrupt at the
 * latest; in one whose module stops (hx_thread_should_end()) at once. Not from an
 * interrupt, and not with preemption off, as in an operation marked @atomic.
 */
void hx_wait(void);
