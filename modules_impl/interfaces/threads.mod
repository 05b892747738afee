// SPDX-License-Identifier: MIT

types {
    enum helix_thread_state {
        HELIX_THREAD_NEW,     /* no scheduler has accepted it yet */
        HELIX_THREAD_READY,   /* it waits for its turn */
        HELIX_THREAD_RUNNING,
        HELIX_THREAD_WAITING, /* it sleeps, or waits for somebody */
    };

    /* `owner` is the module whose thread it is, cut where it is too long, and "" for a
     * task without code, to which time is charged and nothing else. Both texts end in
     * NUL. */
    struct helix_thread_info {
        uint32_t id;
        enum helix_thread_state state;
        uint32_t priority; /* 0 is the most urgent */
        uint64_t ticks;    /* that it has run through */
        char name[32];
        char owner[32];
    };
}

/// Shows the kernel's threads; they are made with helix/thread.h.
interface "helix.threads" 1.0 {
    /// Gives the threads one by one, in no order. `position` is 0 for the first, and is
    /// moved on; behind the last one the answer is HX_ERR_NOT_FOUND. A thread that is
    /// made or ends in between may be missed, never given twice.
    hx_status list(uint32_t *position @inout, struct helix_thread_info *info @out);
}
