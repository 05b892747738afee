// SPDX-License-Identifier: MIT

/// Every task in turn, each for one time slice, whatever its priority.
///
/// The tasks wait in level 0 of helix.run_queue. The running one waits nowhere: it goes
/// to the end of the queue when its slice is over and another one can run.
module round_robin {
    info {
        version:      1.0.0;
        description:  "Round-robin scheduling by time slice";
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
    }
    uses {
        "helix.run_queue" 1.0 as queue;
    }
    impl {
        init { return HX_OK; }

        /// Takes over what another scheduler may have left in other levels.
        start {
            uint32_t levels = round_robin_queue_level_count(self);

            for (uint32_t level = 1; level < levels; level++) {
                for (uint32_t n = round_robin_queue_length(self, level); n > 0; n--)
                    (void)round_robin_queue_append(
                        self, 0, round_robin_queue_take(self, level));
            }
            return HX_OK;
        }
        stop { return HX_OK; }

        request "stats" {
            return hx_respond_fmt(response, "waiting: %u, slices: %llu",
                                  (unsigned)round_robin_queue_length(self, 0),
                                  (unsigned long long)self->slices);
        }
    }
}

impl_interface(round_robin, "helix.scheduler", 1.0) {
    add_task { return round_robin_queue_append(self, 0, task); }

    remove_task {
        (void)round_robin_queue_remove(self, task);
        return HX_OK;
    }

    pick_next {
        uint64_t slice_ns = (uint64_t)self->config->time_slice_ms * 1000000u;
        uint32_t next;

        if (current != 0 && ran_ns < slice_ns)
            return current;
        next = round_robin_queue_take(self, 0);
        if (next == 0)
            return current;
        if (current != 0) {
            self->slices++;
            /* Refused only if `current` has ended meanwhile: then it waits no more. */
            (void)round_robin_queue_append(self, 0, current);
        }
        return next;
    }
}
