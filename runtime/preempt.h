/* SPDX-License-Identifier: MIT */
/* What the runtime's own files need beside helix/preempt.h. */
#pragma once

#include <helix/compiler.h>
#include <helix/types.h>

#ifdef HX_THREADS

#define HX_HAS_THREADS true

/* Is the caller a thread that has preemption off, and so must not wait? Any context. */
bool hx_preempt_is_off(void);

/*
 * From now on interrupts take the running thread from the CPU by calling `leave`, which
 * returns when the thread goes on; NULL: they do not.
 */
void hx_preempt_by(void (*leave)(void));

#else

#define HX_HAS_THREADS false

static inline bool hx_preempt_is_off(void)
{
    return false;
}

static inline void hx_preempt_by(void (*leave)(void))
{
    (void)leave;
}

#endif
