/* SPDX-License-Identifier: MIT */
/*
 * What runs threads (helix/thread.h): it keeps them, switches to them and from them,
 * and asks the scheduler. helix-execution is one. It is called by the main loop, and by
 * threads with preemption off, so never twice at once.
 */
#pragma once

#include <helix/descriptor.h>

enum hx_thread_leave {
    HX_THREAD_YIELDS,
    HX_THREAD_WAITS, /* until wake() */
    HX_THREAD_PREEMPTED,
    HX_THREAD_EXITS,
};

struct hx_thread_engine {
    /* Keeps a thread, whose fields are set. By the loop or a thread. */
    hx_status (*add)(struct hx_thread *thread, const char *name, uint32_t priority);
    /* The name that it was added with. */
    const char *(*name)(const struct hx_thread *thread);
    /* Forgets it; it does not run now. By the loop. */
    void (*remove)(struct hx_thread *thread);
    /* By the thread that runs: goes on elsewhere, and returns when it runs again. */
    void (*leave)(enum hx_thread_leave why);
    /* It has left to wait, and waits no longer. By the loop or a thread. */
    void (*wake)(struct hx_thread *thread);
    /* By the loop: runs a thread, if one can run, until it leaves; has one? */
    bool (*run_one)(void);
    /* By the loop: runs this one, which can run, whatever the scheduler says. */
    void (*run)(struct hx_thread *thread);
};

/*
 * Makes `engine` the one in use; NULL: none. What threads there are then are cut off.
 * By the main loop.
 */
void hx_thread_set_engine(const struct hx_thread_engine *engine);

/* By the engine, around each switch: this one runs from now on; NULL: the loop. */
void hx_thread_set_running(struct hx_thread *thread);

/* By the engine, on the new thread's stack: runs it, and leaves with EXITS. */
void hx_thread_begin(struct hx_thread *thread);

/* May it run? Its module is Running, or it has to end. */
bool hx_thread_may_run(const struct hx_thread *thread);

/* It has left with EXITS, and is forgotten: its memory is its owner's again. */
void hx_thread_finish(struct hx_thread *thread);
