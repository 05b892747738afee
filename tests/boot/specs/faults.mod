// SPDX-License-Identifier: MIT
// Every way in which the failure of one module concerns another, once.

interface "faults.block" 1.0 {
    hx_status flush(uint32_t unit);
}

/// The bottom of all: ESSENTIAL, and asked for its health.
module root {
    info { version: 1.2.3; flags: ESSENTIAL; provides: "faults.power"; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        is_healthy { return true; }
    }
}

/// A chain, over a capability, a module's name, and a handle; it is restarted.
module bus {
    info { dependencies: "faults.power"; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        is_healthy { return true; }
    }
    restart { max: 2; window_ms: 60000; backoff_ms: 10; }
}

module disk {
    info { dependencies: "bus"; publishes: "disk.idle", "shutdown"; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        is_healthy { return true; }
    }
    restart { max: 1; window_ms: 60000; backoff_ms: 0; }
}

impl_interface(disk, "faults.block", 1.0) {
    flush { return unit == 0 ? HX_OK : HX_ERR_NOT_FOUND; }
}

/// Cannot do without the disk, and publishes from a hook what it listens to.
module files {
    uses { "faults.block" 1.0 as block; }
    state { uint32_t idle_count = 0; }
    impl {
        init  { return HX_OK; }
        start { return files_block_flush(self, 0); }
        stop  { return files_block_flush(self, 0); }
        on "disk.idle" { self->idle_count++; return HX_EVENT_HANDLED; }
        on tick {
            struct hx_event idle = { .kind = HX_EVENT_CUSTOM };

            idle.custom.name = "disk.idle";
            (void)hx_event_publish(&idle);
            return HX_EVENT_HANDLED;
        }
        request "idle" { return hx_respond_fmt(response, "%u", self->idle_count); }
        request "flush" {
            hx_status status = files_block_flush(self, 0);

            return status == HX_OK ? hx_respond(response, "done", 4) : status;
        }
        is_healthy { return true; }
    }
}

/// Goes on without the disk, and says no instead of failing.
module cache {
    uses { "faults.block" 1.0 as block optional; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        handle_request {
            if (!cache_has_block(self))
                return hx_respond_error(response, "no disk");
            (void)cache_block_flush(self, 0);
            return hx_respond(response, "clean", 5);
        }
        handle_event { return HX_EVENT_IGNORED; }
        is_healthy { return true; }
    }
    // Too long to wait for.
    restart { max: 3; window_ms: 60000; backoff_ms: 600000; }
}

/// One of two, either of which is enough for those behind.
module clock_a {
    info { provides: "faults.clock"; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        is_healthy { return true; }
    }
}

module clock_b {
    info { version: 2.0.0; provides: "faults.clock"; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        is_healthy { return true; }
    }
}

module any_timekeeper {
    info { dependencies: "faults.clock"; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        // Named like a kind of event, and another one.
        on "shutdown" { return HX_EVENT_HANDLED; }
    }
}

module new_timekeeper {
    info { dependencies: "faults.clock" >= 2.0, "bus" optional; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        on shutdown { return HX_EVENT_HANDLED; }
        on memory_pressure { return HX_EVENT_HANDLED; }
        on cpu_hotplug { return HX_EVENT_HANDLED; }
        on custom { return HX_EVENT_HANDLED; }
    }
}

/// ESSENTIAL, behind one that is not.
module panel {
    info { flags: ESSENTIAL; dependencies: "screen"; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

module screen {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        is_healthy { return true; }
    }
    restart { max: 3; window_ms: 1000; backoff_ms: 20; }
}

/// Is given up when it is ill, and with it the hope of the one behind.
module lock {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        is_healthy { return true; }
    }
}

module vault {
    info { flags: ESSENTIAL; dependencies: "lock"; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

/// Takes all that can be taken, in init and in start, and gives nothing back.
module holder {
    info { after: "screen"; }
    state {
        struct hx_timer lasting_timer;
        struct hx_timer timer;
        struct hx_timer once;
        struct hx_work lasting_work;
        struct hx_work work;
        struct hx_listener lasting_listener;
        struct hx_listener listener;
        struct hx_change change;
        uint32_t calls = 0;
    }
    c {
        static void count(void *arg) { ((struct holder *)arg)->calls++; }

        /* Work that is never done: whenever it is looked at, some waits. */
        static void post_again(void *arg)
        {
            struct holder *self = arg;

            (void)hx_work_post(self->context, &self->work, post_again, self);
        }

        static enum hx_event_response hear(void *arg, const struct hx_event *event)
        {
            (void)event;
            ((struct holder *)arg)->calls++;
            return HX_EVENT_HANDLED;
        }
    }
    impl {
        init {
            hx_status status = hx_timer_start(ctx, &self->lasting_timer, 0, 10000000u, count,
                                              self);

            if (status == HX_OK)
                status = hx_work_post(ctx, &self->lasting_work, count, self);
            if (status == HX_OK)
                status = hx_event_subscribe(ctx, &self->lasting_listener, HX_EVENT_TICK, NULL,
                                            hear, self);
            if (status == HX_OK)
                status = hx_irq_attach(ctx, 8, count, self);
            return status;
        }
        start {
            hx_status status = hx_timer_start(self->context, &self->timer, 0, 10000000u, count,
                                              self);

            if (status == HX_OK)
                status = hx_timer_start(self->context, &self->once, 3600000000000u, 0, count,
                                        self);
            if (status == HX_OK)
                status = hx_work_post(self->context, &self->work, post_again, self);
            if (status == HX_OK)
                status = hx_event_subscribe(self->context, &self->listener, HX_EVENT_CUSTOM,
                                            "disk.idle", hear, self);
            if (status == HX_OK)
                status = hx_irq_attach(self->context, 9, count, self);
            // It is Running by then, so all that comes of it is a status for nobody.
            if (status == HX_OK)
                status = hx_change_submit(self->context, &self->change,
                                             HX_CHANGE_START, "screen", NULL, NULL);
            return status;
        }
        stop { return HX_OK; }
        on tick { self->calls++; return HX_EVENT_HANDLED; }
        is_healthy { return true; }
    }
    restart { max: 3; window_ms: 60000; backoff_ms: 10; }
}
