// SPDX-License-Identifier: MIT

/// A version of `counted`, in which each step may be told to fail.
module counted {
    info {
        version: 2.0.0;
        flags: HOT_RELOADABLE;
    }
    state {
        uint64_t calls;
        uint64_t asked;
        uint64_t tick_count;
        bool is_new = true;
    }
    uses { "test.plan" 1.0 as plan; }
    c {
        enum { INIT = 1, START, STOP, SAVE, RESTORE, HEALTH };
    }
    impl {
        init { return counted_plan_fails(self, INIT) ? HX_ERR_INIT : HX_OK; }
        start { return counted_plan_fails(self, START) ? HX_ERR_BUSY : HX_OK; }
        stop { return counted_plan_fails(self, STOP) ? HX_ERR_BUSY : HX_OK; }
        is_healthy { return !counted_plan_fails(self, HEALTH); }
        on tick { self->tick_count++; return HX_EVENT_HANDLED; }
        request "ask" { return hx_respond_fmt(response, "%llu", (unsigned long long)++self->asked); }
        save_state {
            const uint64_t all[] = {self->calls, self->asked, self->tick_count};

            if (counted_plan_fails(self, SAVE))
                return HX_ERR_NO_SPACE;
            return hx_write(writer, all, sizeof(all));
        }
        restore_state {
            uint64_t all[3];
            hx_status status = hx_read(reader, all, sizeof(all));

            if (status != HX_OK)
                return status;
            if (counted_plan_fails(self, RESTORE))
                return HX_ERR_CORRUPT;
            self->calls = all[0];
            self->asked = all[1];
            self->tick_count = all[2];
            return HX_OK;
        }
    }
}

impl_interface(counted, "test.count", 1.0) {
    add { return ++self->calls; }
    ticks { return self->tick_count; }
}
