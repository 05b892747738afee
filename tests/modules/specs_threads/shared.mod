// SPDX-License-Identifier: MIT

interface "test.counter" 1.0 {
    /// Adds one to both of two numbers, one after the other.
    void add(void) @atomic;
    /// How often the two were found different.
    uint32_t differences(void) @on_fail(99) @atomic;
    /// Adds one to a number, and sleeps in the middle.
    hx_status add_slowly(void);
    /// The sum of what was added slowly.
    uint32_t slow_sum(void) @on_fail(0);
}

/// Two numbers that are equal for whoever looks at them undisturbed.
module counters {
    state {
        uint64_t first    = 0;
        uint64_t second   = 0;
        uint32_t differed = 0;
        struct hx_mutex mutex;
        uint32_t slow = 0;
        uint32_t inside = 0;
        uint32_t overlaps = 0;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        request "sum" {
            return hx_respond_fmt(response, "%d differed %u overlaps %u",
                                  self->first == self->second && self->first > 0,
                                  (unsigned)self->differed, (unsigned)self->overlaps);
        }
    }
}

impl_interface(counters, "test.counter", 1.0) {
    add {
        volatile uint64_t *second = &self->second;

        if (self->first != *second)
            self->differed++;
        self->first++;
        /* Long enough for the timer to come in between. */
        for (uint32_t i = 0; i < 100u; i++)
            (void)*second;
        *second = *second + 1u;
    }
    differences { return self->differed; }
    add_slowly {
        hx_status status = hx_mutex_take(&self->mutex);
        uint32_t before = self->slow;

        if (status != HX_OK)
            return status;
        if (self->inside++ > 0u)
            self->overlaps++;
        /* Others run here, and none of them may come in. */
        hx_wait();
        hx_wait();
        self->slow = before + 1u;
        if (self->slow != before + 1u)
            self->overlaps++;
        self->inside--;
        hx_mutex_give(&self->mutex);
        return HX_OK;
    }
    slow_sum { return self->slow; }
}

/// Threads that use it at once, with the module's own hooks between.
module users {
    info { dependencies: "threads"; }
    uses { "test.counter" 1.0 as counter; }
    types { enum { USERS_COUNT = 4 }; }
    state {
        struct hx_thread threads[USERS_COUNT];
        uint64_t rounds[USERS_COUNT];
        uint32_t slow_rounds[USERS_COUNT];
        uint32_t ticks = 0;
        uint32_t loop_rounds = 0;
        uint32_t failures = 0;
        uint32_t alive_at_stop = 0;
    }
    c {
        static _Alignas(16) uint8_t stacks[USERS_COUNT][HX_THREAD_STACK_MIN];
        static struct users *users;

        static void use(void *arg)
        {
            size_t n = (size_t)((uint64_t *)arg - users->rounds);

            while (!hx_thread_should_end()) {
                users_counter_add(users);
                users->rounds[n]++;
                /* Half of them do nothing but that, and so are interrupted in it. */
                if (n % 2u == 0u)
                    continue;
                if (users_counter_add_slowly(users) == HX_OK)
                    users->slow_rounds[n]++;
                else
                    users->failures++;
            }
        }
    }
    impl {
        init { users = self; return HX_OK; }
        start {
            hx_status status = HX_OK;

            for (uint32_t n = 0; n < USERS_COUNT && status == HX_OK; n++)
                status = hx_thread_create(self->context, &self->threads[n], "user",
                                          n % 2u == 0u, stacks[n], sizeof(stacks[n]), use,
                                          &self->rounds[n]);
            return status;
        }
        stop {
            for (uint32_t n = 0; n < USERS_COUNT; n++)
                self->alive_at_stop += hx_thread_is_alive(&self->threads[n]);
            hx_log_info("users: %u alive at stop", (unsigned)self->alive_at_stop);
            return HX_OK;
        }
        on tick {
            users_counter_add(self);
            /* It takes longer than from one tick to the next. */
            if (self->ticks++ % 32u != 0u)
                return HX_EVENT_HANDLED;
            if (users_counter_add_slowly(self) == HX_OK)
                self->loop_rounds++;
            else
                self->failures++;
            return HX_EVENT_HANDLED;
        }
        request "result" {
            uint32_t slow = self->loop_rounds;
            uint32_t busy = 0;

            hx_preempt_off();
            for (uint32_t n = 0; n < USERS_COUNT; n++) {
                slow += self->slow_rounds[n];
                busy += self->rounds[n] > 0u;
            }
            hx_preempt_on();
            /* Some may have added and not yet counted it. */
            return hx_respond_fmt(
                response, "busy %u slow %d loop %d failures %u differences %u",
                (unsigned)busy,
                users_counter_slow_sum(self) - slow <= USERS_COUNT && slow > 0u,
                self->loop_rounds > 0u, (unsigned)self->failures,
                (unsigned)users_counter_differences(self));
        }
    }
}
