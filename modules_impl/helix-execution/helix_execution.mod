// SPDX-License-Identifier: MIT

/// The tasks of the kernel: who they are, which of them runs, and what they have used.
///
/// It is mechanism only. Who runs next is decided by the primary provider of
/// "helix.scheduler", which keeps its order in the queues that this module offers; so a
/// scheduler holds no task, and another one can take its place. The module never names
/// a scheduler: it asks for the primary at each tick, and does without while none runs.
///
/// A task is an entry of the table. Behind some there is a thread of a module
/// (helix/thread.h), which goes on when its task runs; the others have no code, and to
/// run means that the ticks are charged to them.
module helix_execution {
    info {
        version:      1.0.0;
        description:  "Tasks, threads, run queues and time accounting";
        author:       "Helix";
        provides:     "threads";
    }
    config {
        /// Tasks that exist from the start, at the lowest priority; "" is none.
        const char *tasks[8] = "";
    }
    types {
        enum {
            EXECUTION_TASKS_MAX = 1024,
            EXECUTION_LEVELS = 8,
            EXECUTION_NAME_SIZE = 32,
            /* Behind the levels: the queue of those that no scheduler has yet. */
            EXECUTION_NEW = EXECUTION_LEVELS,
            /* A task's level while it waits in no queue. */
            EXECUTION_NOT_QUEUED = 0xff,
        };

        enum execution_task_state {
            EXECUTION_TASK_NEW,     /* no scheduler has accepted it yet */
            EXECUTION_TASK_READY,   /* a scheduler has it */
            EXECUTION_TASK_RUNNING, /* ticks are charged to it */
            EXECUTION_TASK_WAITING, /* its thread sleeps, or waits for somebody */
        };

        /* An id is never 0, and ends up in slot id % EXECUTION_TASKS_MAX. */
        struct execution_task {
            uint32_t id; /* 0: the slot is free */
            enum execution_task_state state;
            uint32_t priority;
            uint64_t ticks;
            struct hx_thread *thread; /* NULL: there is none behind it */
            char name[EXECUTION_NAME_SIZE];
            /* Neighbours in its queue, as ids; 0 at either end. */
            uint32_t previous;
            uint32_t next;
            uint8_t level;
        };

        struct execution_queue {
            uint32_t first; /* ids; 0: empty */
            uint32_t last;
            uint32_t length;
        };
    }
    state {
        struct execution_task tasks[EXECUTION_TASKS_MAX];
        struct execution_queue queues[EXECUTION_LEVELS + 1];
        uint32_t last_id     = 0;
        uint32_t task_count  = 0;
        /// The running task; 0: none.
        uint32_t current     = 0;
        /// When it began to run, as the time of a Tick.
        uint64_t current_since_ns = 0;
        /// The running task has given up its turn.
        bool     gave_up = false;
        uint64_t ticks       = 0;
        /// Ticks that no task ran through.
        uint64_t idle_ticks  = 0;
        uint64_t switches    = 0;
        /// Answers of a scheduler that named no task which it has.
        uint64_t bad_answers = 0;
    }
    c {
        #include "execution.h"
    }
    sources: "tasks.c", "run_queue.c", "dispatch.c", "requests.c", "threads.c",
             "list.c";
    impl {
        init;
        start { execution_start_threads(self); return HX_OK; }
        /// Threads that there are still are cut off.
        stop  { execution_stop_threads(self); return HX_OK; }
        on tick;

        /// "NAME [PRIORITY]" makes a task; the answer is its id.
        request "spawn";
        /// "ID" ends a task without a thread.
        request "exit";
        /// All tasks: "ID NAME STATE PRIORITY TICKS", separated by "; ".
        request "tasks";
        request "stats";
    }
}

impl_interface(helix_execution, "helix.run_queue", 1.0) {
    level_count { return EXECUTION_LEVELS; }
    length;
    append;
    take;
    take_first;
    remove;
    priority;
}

impl_interface(helix_execution, "helix.threads", 1.0) {
    list;
}
