// SPDX-License-Identifier: MIT

/// The most urgent task first, by the priority that its creator asked for; tasks of one
/// priority in turn, each for one time slice.
///
/// A task waits in the level of helix.run_queue that is its priority; the running one
/// waits nowhere. A more urgent task takes the CPU at the next call, whatever is left of
/// the slice. Priorities are strict: while a task can run, less urgent ones get nothing,
/// unless it gives up its turn.
module priority {
    info {
        version:      1.0.0;
        description:  "Scheduling by strict priority";
        author:       "Helix";
        flags:        SCHEDULER | HOT_RELOADABLE;
        dependencies: "helix-execution" >= 1.0;
        provides:     "scheduler";
    }
    config {
        uint32_t time_slice_ms = 10 @range(1, 1000);
    }
    state {
        /// Slices that ended because they were used up.
        uint64_t slices = 0;
        /// How often a more urgent task cut a slice short.
        uint64_t preemptions = 0;
    }
    uses {
        "helix.run_queue" 1.0 as queue;
    }
    c {
        /* The most urgent level in which a task waits; `levels` if none does. */
        static uint32_t most_urgent(struct priority *self, uint32_t levels)
        {
            uint32_t level = 0;

            while (level < levels && priority_queue_length(self, level) == 0)
                level++;
            return level;
        }

        static uint32_t waiting(struct priority *self)
        {
            uint32_t levels = priority_queue_level_count(self);
            uint32_t count = 0;

            for (uint32_t level = 0; level < levels; level++)
                count += priority_queue_length(self, level);
            return count;
        }
    }
    impl {
        init { return HX_OK; }

        /// Puts what another scheduler may have left anywhere into its own level. What
        /// comes into a later level is seen there again, and keeps its place.
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
            return hx_respond_fmt(response,
                                  "waiting: %u, slices: %llu, preemptions: %llu",
                                  (unsigned)waiting(self),
                                  (unsigned long long)self->slices,
                                  (unsigned long long)self->preemptions);
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
        uint64_t slice_ns = (uint64_t)self->config->time_slice_ms * 1000000u;
        uint32_t levels = priority_queue_level_count(self);
        uint32_t level = most_urgent(self, levels);
        uint32_t own = priority_queue_priority(self, current);

        if (level == levels)
            return current;
        if (current == 0)
            return priority_queue_take(self, level);
        /* Who gives up its turn lets anybody run; else only its equals, after a slice,
         * and the more urgent ones. */
        if (ran_ns != UINT64_MAX && (level > own || (level == own && ran_ns < slice_ns)))
            return current;
        if (level < own)
            self->preemptions++;
        else
            self->slices++;
        uint32_t next = priority_queue_take(self, level);

        /* Refused only if `current` has ended meanwhile: then it waits no more. */
        (void)priority_queue_append(self, own, current);
        return next;
    }
}
