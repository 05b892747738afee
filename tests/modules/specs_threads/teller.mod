// SPDX-License-Identifier: MIT

interface "test.teller" 1.0 {
    /// Returns the number behind `number`.
    uint32_t next(uint32_t number) @on_fail(0) @atomic;
    /// The same, after a while.
    uint32_t next_later(uint32_t number) @on_fail(0);
}

module teller {
    info { flags: HOT_RELOADABLE; }
    state { uint64_t told = 0; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(teller, "test.teller", 1.0) {
    next {
        self->told++;
        return number + 1u;
    }
    next_later {
        hx_wait();
        return number + 1u;
    }
}

/// Threads that are never told anything else.
module hearers {
    info { dependencies: "threads"; }
    uses { "test.teller" 1.0 as teller; }
    types { enum { HEARERS_COUNT = 4 }; }
    state {
        struct hx_thread threads[HEARERS_COUNT];
        uint64_t heard[HEARERS_COUNT];
        uint64_t before[HEARERS_COUNT];
        uint32_t mistakes = 0;
    }
    c {
        static _Alignas(16) uint8_t stacks[HEARERS_COUNT][HX_THREAD_STACK_MIN];
        static struct hearers *hearers;

        static void hear(void *arg)
        {
            uint64_t *heard = arg;
            const bool later = (heard - hearers->heard) % 2 == 1;

            while (!hx_thread_should_end()) {
                const uint32_t number = (uint32_t)*heard;
                const uint32_t next =
                    later ? hearers_teller_next_later(hearers, number)
                          : hearers_teller_next(hearers, number);

                if (next != number + 1u && !hx_thread_should_end())
                    hearers->mistakes++;
                (*heard)++;
            }
        }
    }
    impl {
        init { hearers = self; return HX_OK; }
        start {
            hx_status status = HX_OK;

            for (uint32_t n = 0; n < HEARERS_COUNT && status == HX_OK; n++)
                status = hx_thread_create(self->context, &self->threads[n], "hearer", 2,
                                          stacks[n], sizeof(stacks[n]), hear,
                                          &self->heard[n]);
            return status;
        }
        stop { return HX_OK; }
        /// How many have heard something since this was asked last.
        request "progress" {
            uint32_t advanced = 0;

            for (uint32_t n = 0; n < HEARERS_COUNT; n++) {
                advanced += self->heard[n] > self->before[n];
                self->before[n] = self->heard[n];
            }
            return hx_respond_fmt(response, "advanced %u mistakes %u",
                                  (unsigned)advanced, (unsigned)self->mistakes);
        }
    }
}
