// SPDX-License-Identifier: MIT

/// The most urgent task that can run, and those that are equally urgent in turn.
///
/// A task waits in the level of helix.run_queue that its creator has asked for; level 0
/// is the most urgent one. One that becomes ready and is more urgent than the running
/// task takes its place when the scheduler is asked next; an equally urgent one waits
/// until the time slice is over. A task that never waits keeps the less urgent ones from
/// running: that is what priorities are for, and what round-robin is for where they are
/// not wanted.
module priority {
    info {
        version:      1.0.0;
        description:  "Scheduling by priority, in turn within one";
        author:       "Helix";
        flags:        SCHEDULER | HOT_RELOADABLE;
        dependencies: "helix-execution" >= 1.0;
        provides:     "scheduler";
    }
    config {
        uint32_t time_slice_ms = 10 @range(1, 1000);
    }
    state {
        /// Tasks that had to make room for a more urgent one.
        uint64_t preemptions = 0;
        /// Slices that ended because they were used up and another task waited.
        uint64_t slices = 0;
    }
    uses {
        "helix.run_queue" 1.0 as queue;
    }
    c {
        /* The most urgent level in which a task waits, `limit` if all before it are
         * empty. */
        static uint32_t find_waiting(struct priority *self, uint32_t limit)
        {
            uint32_t level = 0;

            while (level < limit && priority_queue_length(self, level) == 0)
                level++;
            return level;
        }
    }
    impl {
        init { return HX_OK; }

        /// Each task to the level that it asked for, wherever another scheduler may have
        /// left it. Within a level they keep their order.
        start {
            uint32_t levels = priority_queue_level_count(self);

            for (uint32_t level = 0; level < levels; level++) {
                for (uint32_t n = priority_queue_length(self, level); n > 0; n--) {
                    uint32_t task = priority_queue_take(self, level);

                    (void)priority_queue_append(
                        self, priority_queue_priority(self, task), task);
                }
            }
            return HX_OK;
        }
        stop { return HX_OK; }

        request "stats" {
            uint32_t levels = priority_queue_level_count(self);
            uint32_t waiting = 0;

            for (uint32_t level = 0; level < levels; level++)
                waiting += priority_queue_length(self, level);
            return hx_respond_fmt(response,
                                  "waiting: %u, preemptions: %llu, slices: %llu",
                                  (unsigned)waiting,
                                  (unsigned long long)self->preemptions,
                                  (unsigned long long)self->slices);
        }
    }
}

impl_interface(priority, "helix.scheduler", 1.0) {
    add_task {
        return priority_queue_append(self, priority_queue_priority(self, task), task);
    }

    remove_task {
        (void)priority_queue_remove(self, task);
        return HX_OK;
    }

    pick_next {
        const uint64_t slice_ns = (uint64_t)self->config->time_slice_ms * 1000000u;
        uint32_t level;

        if (current == 0)
            return priority_queue_take_first(self);
        level = priority_queue_priority(self, current);
        if (find_waiting(self, level) < level)
            self->preemptions++;
        else if (ran_ns >= slice_ns && priority_queue_length(self, level) > 0)
            self->slices++;
        else
            return current;
        /* Behind the others of its level. Refused only if it has ended meanwhile: then
         * it waits no more. */
        (void)priority_queue_append(self, level, current);
        return priority_queue_take_first(self);
    }
}
