// SPDX-License-Identifier: MIT

/// Takes everything that a driver can take, in init and in start, and tells what comes.
module driver {
    config {
        /// The line to attach, and the machine's way to raise it.
        uint32_t line = 8;
    }
    state {
        struct hx_timer lasting_timer;
        struct hx_timer timer;
        struct hx_timer once;
        struct hx_work work;
        struct hx_listener listener;
        uint32_t lasting_count = 0;
        uint32_t timer_count = 0;
        uint32_t once_count = 0;
        uint32_t irq_count = 0;
        uint32_t work_count = 0;
        uint32_t event_count = 0;
        bool in_interrupt = false;
    }
    c {
        #include <helix/port.h>

        static void on_lasting(void *arg) { ((struct driver *)arg)->lasting_count++; }
        static void on_timer(void *arg) { ((struct driver *)arg)->timer_count++; }
        static void on_once(void *arg) { ((struct driver *)arg)->once_count++; }
        static void finish(void *arg) { ((struct driver *)arg)->work_count++; }

        void raise_line(uint32_t line);
        void silence_line(uint32_t line);

        static void on_interrupt(void *arg)
        {
            struct driver *self = arg;
            struct hx_event done = { .kind = HX_EVENT_CUSTOM };

            silence_line(self->config->line);
            self->irq_count++;
            self->in_interrupt = hx_event_publish(&done) == HX_ERR_WRONG_CONTEXT;
            (void)hx_work_post(self->context, &self->work, finish, self);
            done.custom.name = "driver.done";
            (void)hx_event_post(&done);
        }

        static enum hx_event_response on_event(void *arg, const struct hx_event *event)
        {
            (void)event;
            ((struct driver *)arg)->event_count++;
            return HX_EVENT_HANDLED;
        }
    }
    sources: "drivers.c";
    impl {
        init {
            hx_status status = hx_irq_attach(ctx, self->config->line, on_interrupt, self);

            if (status != HX_OK)
                return status;
            return hx_timer_start(ctx, &self->lasting_timer, 0, 10000000u, on_lasting, self);
        }
        start {
            hx_status status = hx_timer_start(self->context, &self->timer, 0, 10000000u,
                                              on_timer, self);

            if (status == HX_OK)
                status = hx_timer_start(self->context, &self->once, 30000000u, 0, on_once,
                                        self);
            if (status == HX_OK)
                status = hx_event_subscribe(self->context, &self->listener,
                                            HX_EVENT_CUSTOM, "driver.done", on_event, self);
            return status;
        }
        stop { return HX_OK; }

        /// Has the device interrupt once, and waits for that, a second at most.
        request "raise" {
            uint64_t end_ns = hx_port_time_ns() + 1000000000u;
            uint32_t before = self->irq_count;

            raise_line(self->config->line);
            while (__atomic_load_n(&self->irq_count, __ATOMIC_RELAXED) == before)
                if (hx_port_time_ns() > end_ns)
                    return hx_fail(HX_ERR_TIMEOUT, "no interrupt came");
            return hx_respond(response, NULL, 0);
        }
        request "counts" {
            return hx_respond_fmt(response, "irq %u%s work %u event %u once %u",
                                  self->irq_count, self->in_interrupt ? "" : " outside",
                                  self->work_count, self->event_count, self->once_count);
        }
        request "timers" {
            bool both = self->lasting_count >= 3 && self->timer_count >= 3;

            return hx_respond_fmt(response, "%s", both ? "both" : "too few");
        }
    }
}

/// Wants what is taken already.
module rival {
    info { dependencies: "driver"; }
    c { static void never(void *arg) { (void)arg; } }
    impl {
        init {
            if (hx_irq_attach(ctx, 200, never, self) != HX_ERR_NOT_FOUND)
                return hx_fail(HX_ERR_INTERNAL, "there is no line 200");
            return hx_irq_attach(ctx, 8, never, self);
        }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
