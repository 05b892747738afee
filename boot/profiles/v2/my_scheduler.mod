// SPDX-License-Identifier: MIT

/// The next version of my-scheduler, which replaces it while the kernel runs.
///
/// It counts what it could not count before, and takes over what the first version has
/// counted: its restore_state reads the 8 bytes that the first version writes, and 8
/// more if a version like this one has written them.
module my_scheduler {
    info {
        name:         "my-scheduler";
        version:      1.1.0;
        description:  "Custom round-robin scheduler, with a count of slices";
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
        /// Ticks since this version has taken over.
        uint64_t slice_count = 0;
    }
    c {
        static hx_status write_u64(struct hx_writer *writer, uint64_t value)
        {
            uint8_t bytes[8];

            for (unsigned i = 0; i < sizeof(bytes); i++)
                bytes[i] = (uint8_t)(value >> (8 * i));
            return hx_write(writer, bytes, sizeof(bytes));
        }

        static hx_status read_u64(struct hx_reader *reader, uint64_t *value)
        {
            uint8_t bytes[8];
            uint64_t read = 0;
            hx_status status = hx_read(reader, bytes, sizeof(bytes));

            if (status != HX_OK)
                return status;
            for (unsigned i = 0; i < sizeof(bytes); i++)
                read |= (uint64_t)bytes[i] << (8 * i);
            *value = read;
            return HX_OK;
        }
    }
    impl {
        init {
            self->initialized = true;
            return HX_OK;
        }
        start { return HX_OK; }
        stop  { return HX_OK; }

        on tick {
            self->task_count++;
            self->slice_count++;
            return HX_EVENT_HANDLED;
        }
        request "get_stats" {
            return hx_respond_fmt(response, "tasks: %llu, slices: %llu",
                                  (unsigned long long)self->task_count,
                                  (unsigned long long)self->slice_count);
        }
        is_healthy { return self->initialized; }

        save_state {
            hx_status status = write_u64(writer, self->task_count);

            return status == HX_OK ? write_u64(writer, self->slice_count) : status;
        }
        restore_state {
            hx_status status = read_u64(reader, &self->task_count);

            if (status != HX_OK || hx_reader_left(reader) == 0)
                return status;
            return read_u64(reader, &self->slice_count);
        }
    }
}
