// SPDX-License-Identifier: MIT

/// The complete example of the seed: a scheduler that counts ticks as tasks.
///
/// It shows every hook once, in the form that comes closest to the original: one
/// `handle_event` and one `handle_request` that look at what they get. The forms
/// `on tick` and `request "get_stats"` are shorter; docs/language.md has both.
module my_scheduler {
    info {
        name:         "my-scheduler";
        version:      1.0.0;
        description:  "Custom round-robin scheduler";
        author:       "Developer";
        flags:        SCHEDULER | HOT_RELOADABLE;
        dependencies: "helix-execution" >= 1.0;
        provides:     "scheduler", "cpu.scheduling";
    }
    config {
        /// How long a task may run before the next one has its turn.
        uint32_t time_slice_ms = 10 @range(1, 1000);
    }
    state {
        bool     initialized = false;
        uint64_t task_count  = 0;
    }
    impl {
        init {
            const char *time_slice = hx_config_or(ctx, "time_slice_ms", "10");

            (void)time_slice;
            self->initialized = true;
            return HX_OK;
        }
        start { return HX_OK; }
        stop  { return HX_OK; }

        handle_event {
            switch (event->kind) {
            case HX_EVENT_TICK:
                self->task_count++;
                return HX_EVENT_HANDLED;
            default:
                return HX_EVENT_IGNORED;
            }
        }
        handle_request {
            if (hx_request_is(request, "get_stats"))
                return hx_respond_fmt(response, "tasks: %llu",
                                      (unsigned long long)self->task_count);
            return hx_respond_error(response, "Unknown request");
        }
        is_healthy { return self->initialized; }

        /// 8 bytes, little endian on every machine, so that the state of one can be read
        /// on another.
        save_state {
            uint8_t bytes[8];

            for (unsigned i = 0; i < sizeof(bytes); i++)
                bytes[i] = (uint8_t)(self->task_count >> (8 * i));
            return hx_write(writer, bytes, sizeof(bytes));
        }
        /// Reads the first 8 bytes and leaves what a later version may have appended.
        restore_state {
            uint8_t bytes[8];
            uint64_t count = 0;
            hx_status status = hx_read(reader, bytes, sizeof(bytes));

            if (status != HX_OK)
                return status;
            for (unsigned i = 0; i < sizeof(bytes); i++)
                count |= (uint64_t)bytes[i] << (8 * i);
            self->task_count = count;
            return HX_OK;
        }
    }
}
