/* SPDX-License-Identifier: MIT */
/*
 * What a thread (helix/thread.h) does undisturbed.
 *
 *     hx_preempt_off();
 *     self->sum += amount;                     nobody sees half of it
 *     self->count++;
 *     hx_preempt_on();
 *
 * Between the two neither the main loop nor another thread runs on this CPU; interrupts
 * do. It is for short stretches that do not wait: there a thread may not sleep, take a
 * mutex, make requests or publish. Operations marked @atomic are called that way, and
 * what a look-up gives a thread (helix/registry.h) is good until preemption is on
 * again.
 *
 * On the main loop, which no thread interrupts, and on other CPUs both do nothing. An
 * image without threads has no code for it.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/types.h>

#ifdef HX_THREADS

/* They nest: the last hx_preempt_on() counts, and lets others run whose turn has come
 * in the meantime. Any context. */
void hx_preempt_off(void);
void hx_preempt_on(void);

/* The thread that runs on this CPU; NULL: none. Any context. */
struct hx_thread *hx_thread_self(void);

#else

HX_UNUSED static inline void hx_preempt_off(void)
{
}

HX_UNUSED static inline void hx_preempt_on(void)
{
}

HX_UNUSED static inline struct hx_thread *hx_thread_self(void)
{
    return NULL;
}

#endif
