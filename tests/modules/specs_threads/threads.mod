// SPDX-License-Identifier: MIT

/// A thousand threads: one makes the others, and joins them when each has worked, yielded,
/// slept and ended.
module crowd {
    info { dependencies: "threads"; }
    types { enum { CROWD_COUNT = 1000, CROWD_YIELDS = 3 }; }
    state {
        struct hx_thread threads[CROWD_COUNT];
        uint32_t worked = 0;
        uint32_t ended  = 0;
        uint32_t early  = 0;
        bool     joined = false;
        hx_status status = HX_OK;
    }
    c {
        #include <helix/port.h>

        static _Alignas(16) uint8_t stacks[CROWD_COUNT][HX_THREAD_STACK_MIN];
        static struct crowd *crowd;

        static void work(void *arg)
        {
            uint64_t asleep_ns;

            (void)arg;
            for (uint32_t i = 0; i < CROWD_YIELDS; i++) {
                crowd->worked++;
                (void)hx_thread_yield(crowd->context);
            }
            asleep_ns = hx_port_time_ns();
            (void)hx_thread_sleep(crowd->context, 2000000u);
            if (hx_port_time_ns() - asleep_ns < 2000000u)
                crowd->early++;
            crowd->ended++;
            /* One in two ends by itself, the others by returning. */
            if (crowd->ended % 2u == 0u)
                (void)hx_thread_exit(crowd->context);
        }

        static hx_status create(uint32_t n, hx_thread_fn run)
        {
            return hx_thread_create(crowd->context, &crowd->threads[n], "one", n % 8u,
                                    stacks[n], sizeof(stacks[n]), run, NULL);
        }

        static void lead(void *arg)
        {
            (void)arg;
            for (uint32_t n = 1; n < CROWD_COUNT && crowd->status == HX_OK; n++)
                crowd->status = create(n, work);
            for (uint32_t n = 1; n < CROWD_COUNT && crowd->status == HX_OK; n++)
                crowd->status = hx_thread_join(crowd->context, &crowd->threads[n]);
            crowd->joined = true;
        }
    }
    impl {
        init  { crowd = self; return HX_OK; }
        start { self->joined = false; return create(0, lead); }
        stop  { return HX_OK; }
        request "result" {
            return hx_respond_fmt(response, "%s joined %d worked %u ended %u early %u",
                                  hx_status_name(self->status), self->joined,
                                  (unsigned)self->worked, (unsigned)self->ended,
                                  (unsigned)self->early);
        }
    }
}

/// Threads of one priority that go on until they have to end.
module runners {
    info { dependencies: "threads"; }
    types { enum { RUNNERS_COUNT = 100 }; }
    state {
        struct hx_thread threads[RUNNERS_COUNT];
        uint64_t rounds[RUNNERS_COUNT];
        uint64_t before[RUNNERS_COUNT];
    }
    c {
        static _Alignas(16) uint8_t stacks[RUNNERS_COUNT][HX_THREAD_STACK_MIN];
        static struct runners *runners;

        static void run(void *arg)
        {
            uint64_t *rounds = arg;

            do
                (*rounds)++;
            while (hx_thread_yield(runners->context) == HX_OK);
        }
    }
    impl {
        init { runners = self; return HX_OK; }
        start {
            hx_status status = HX_OK;

            for (uint32_t n = 0; n < RUNNERS_COUNT && status == HX_OK; n++)
                status = hx_thread_create(self->context, &self->threads[n], "runner", 4,
                                          stacks[n], sizeof(stacks[n]), run,
                                          &self->rounds[n]);
            return status;
        }
        stop { return HX_OK; }
        /// How many live, and how many have run since this was asked last.
        request "progress" {
            uint32_t alive = 0;
            uint32_t advanced = 0;

            for (uint32_t n = 0; n < RUNNERS_COUNT; n++) {
                alive += hx_thread_is_alive(&self->threads[n]);
                advanced += self->rounds[n] > self->before[n];
                self->before[n] = self->rounds[n];
            }
            return hx_respond_fmt(response, "alive %u advanced %u", (unsigned)alive,
                                  (unsigned)advanced);
        }
    }
}

/// Two threads that never let go of the CPU by themselves, whatever they are asked.
module spinners {
    info { dependencies: "threads"; }
    state {
        struct hx_thread threads[2];
        uint64_t rounds[2];
        uint64_t before[2];
    }
    c {
        static _Alignas(16) uint8_t stacks[2][HX_THREAD_STACK_MIN];
        static void spin(void *arg)
        {
            volatile uint64_t *rounds = arg;

            for (;;)
                (*rounds)++;
        }
    }
    impl {
        init { return HX_OK; }
        start {
            hx_status status = HX_OK;

            for (uint32_t n = 0; n < 2u && status == HX_OK; n++)
                status = hx_thread_create(self->context, &self->threads[n], "spinner", 7,
                                          stacks[n], sizeof(stacks[n]), spin,
                                          &self->rounds[n]);
            return status;
        }
        stop { return HX_OK; }
        request "progress" {
            uint32_t advanced = 0;

            for (uint32_t n = 0; n < 2u; n++) {
                advanced += self->rounds[n] > self->before[n];
                self->before[n] = self->rounds[n];
            }
            return hx_respond_fmt(response, "advanced %u", (unsigned)advanced);
        }
    }
}

/// What is refused, and an overflow.
module mistakes {
    info { dependencies: "threads"; }
    types { enum { MISTAKES_COUNT = 9 }; }
    state {
        struct hx_thread thread;
        hx_status statuses[MISTAKES_COUNT];
        bool done = false;
    }
    c {
        static _Alignas(16) uint8_t stack[HX_THREAD_STACK_MIN];
        static struct mistakes *mistakes;

        static hx_status create(size_t size, hx_thread_fn run)
        {
            return hx_thread_create(mistakes->context, &mistakes->thread, "mistake", 0,
                                    stack, size, run, NULL);
        }

        static void overflow(void *arg)
        {
            (void)arg;
            memset(stack, 0, sizeof(uint64_t));
        }

        static void wrong(void *arg)
        {
            const struct hx_request ask = { .type = "yield" };
            struct hx_response answer = { .payload = { .data = NULL } };
            struct hx_mutex mutex = { 0 };
            hx_status *statuses = mistakes->statuses;
            const struct hx_context *ctx = mistakes->context;

            (void)arg;
            statuses[0] = hx_thread_join(ctx, &mistakes->thread);
            /* The hook is the loop's, and that is no thread. */
            statuses[1] = hx_request_service(ctx, "mistakes", &ask, &answer);
            statuses[2] = create(sizeof(stack), wrong);
            /* Nobody waits with preemption off, nor for the loop. */
            hx_preempt_off();
            statuses[3] = hx_thread_yield(ctx);
            statuses[4] = hx_thread_sleep(ctx, 1);
            statuses[5] = hx_mutex_take(&mutex);
            statuses[6] = hx_request_service(ctx, "mistakes", &ask, &answer);
            hx_preempt_on();
            statuses[7] = hx_mutex_take(&mutex);
            statuses[8] = hx_mutex_take(&mutex);
            mistakes->done = true;
        }
    }
    impl {
        init  { mistakes = self; return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        request "small"    { return create(sizeof(stack) - 8u, wrong); }
        request "overflow" { return create(sizeof(stack), overflow); }
        request "yield"    { return hx_thread_yield(self->context); }
        request "wrong" {
            hx_status status = create(sizeof(stack), wrong);

            return status == HX_OK ? hx_respond(response, NULL, 0) : status;
        }
        request "result" {
            char *text = response->payload.data;
            size_t size = 0;

            for (size_t n = 0; self->done && n < MISTAKES_COUNT; n++)
                size += hx_format(text + size, response->payload.capacity - size, "%s ",
                                  hx_status_name(self->statuses[n]));
            return hx_respond(response, text, size);
        }
    }
}
