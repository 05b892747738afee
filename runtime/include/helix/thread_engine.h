/* SPDX-License-Identifier: MIT */
/*
 * What runs threads (helix/thread.h): it keeps them, switches to them and from them,
 * and asks the scheduler. helix-execution is one. All of it is on the main loop or in a
 * thread.
 */
#pragma once

#include <helix/descriptor.h>

enum hx_thread_leave {
    HX_THREAD_YIELDS,
    HX_THREAD_WAITS, /* until hx_thread_is_due() */
    HX_THREAD_PREEMPTED,
    HX_THREAD_EXITS,
};

struct hx_thread_engine {
    /* Keeps a thread, whose fields are set. */
    hx_status (*add)(struct hx_thread *thread, const char *name, uint32_t priority);
    /* Forgets it; it does not run now. */
    void (*remove)(struct hx_thread *thread);
    /* By the thread that runs: goes on elsewhere, and returns when it runs again. */
    void (*leave)(enum hx_thread_leave why);
    /* Runs a thread, if one can run, until it leaves; returns whether one has. */
    bool (*run_one)(void);
};

/* Makes `engine` the one in use; NULL: none. It has no threads then. */
void hx_thread_set_engine(const struct hx_thread_engine *engine);

/* By the engine, around each switch: this one runs from now on; NULL: the loop. */
void hx_thread_set_running(struct hx_thread *thread);

/* May it run? Its module is Running. */
bool hx_thread_may_run(const struct hx_thread *thread);

/* Is what it waits for there? */
bool hx_thread_is_due(const struct hx_thread *thread, uint64_t now_ns);

/* It has ended: its memory is its owner's again. */
void hx_thread_finish(struct hx_thread *thread);
