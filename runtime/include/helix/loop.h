/* SPDX-License-Identifier: MIT */
/*
 * The main loop, one round at a time. hx_main() runs it; who has a loop of his own
 * calls hx_loop_step() from there, after hx_boot_start(), always on the same CPU and
 * never from a hook or an interrupt.
 *
 * A round does, in this order: what other CPUs and threads have asked for, the events
 * that were posted, then each source, in the order in which they were added: timers and
 * work when the first one is taken, changes of the life cycle when the first one is
 * submitted, health at boot. All hooks of all modules run there or inside of what runs
 * there, so no two of them overlap.
 */
#pragma once

#include <helix/compiler.h>
#include <helix/types.h>

/* The CPU of the main loop: the one that booted. */
#define HX_LOOP_CPU 0

/* Does one round; returns whether there was anything to do. */
bool hx_loop_step(void);

/*
 * Sleeps until the next interrupt, unless something waits for the loop already. A
 * hx_port_wake() ends it too.
 */
void hx_loop_wait(void);

/* Is the caller on that CPU, in no interrupt and no thread? There it may run hooks. */
bool hx_loop_is_here(void);

/*
 * Is anything pending of a source that the next boot command waits for? A shutdown does
 * not wait.
 */
bool hx_loop_is_awaited(void);

/* Something that the loop has to look after. */
struct hx_loop_source {
    bool (*run)(void);        /* does what is to be done; was there anything? */
    bool (*is_pending)(void); /* is there something that cannot wait for a tick? */
    bool awaited;             /* the next boot command waits until nothing is pending */
    struct hx_loop_source *next;
    bool added;
};

/*
 * Adds a source for good; once is enough, and more do no harm. The caller has set the
 * first three, the rest is zero. Any context, any CPU.
 */
void hx_loop_add(struct hx_loop_source *source);
