// SPDX-License-Identifier: MIT

/// Answers what threads ask of it.
module answerer {
    state {
        uint32_t greetings = 0;
        uint32_t overlaps  = 0;
        bool     inside    = false;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        on "asker.hello" {
            self->greetings++;
            return HX_EVENT_HANDLED;
        }
        request "next" {
            const uint32_t *number = request->payload.data;
            uint32_t next;

            if (request->payload.size != sizeof(*number))
                return hx_fail(HX_ERR_INVALID, "not a number");
            self->overlaps += self->inside;
            self->inside = true;
            next = *number + 1u;
            self->inside = false;
            return hx_respond(response, &next, sizeof(next));
        }
        request "refuse" {
            return hx_fail(HX_ERR_DENIED, "not for %s", request->source);
        }
        request "seen" {
            return hx_respond_fmt(response, "greetings %u overlaps %u",
                                  (unsigned)self->greetings, (unsigned)self->overlaps);
        }
    }
}

/// Threads that make requests, publish, and read details of failures.
module asker {
    info {
        dependencies: "threads", "answerer";
        publishes: "asker.hello";
    }
    types { enum { ASKER_COUNT = 3, ASKER_ROUNDS = 20 }; }
    state {
        struct hx_thread threads[ASKER_COUNT];
        uint32_t done     = 0;
        uint32_t mistakes = 0;
    }
    c {
        static _Alignas(16) uint8_t stacks[ASKER_COUNT][HX_THREAD_STACK_MIN];
        static struct asker *asker;

        static void note(bool right)
        {
            if (right)
                return;
            hx_preempt_off();
            asker->mistakes++;
            hx_preempt_on();
        }

        static void end(void)
        {
            hx_preempt_off();
            asker->done++;
            hx_preempt_on();
        }

        static void ask(void *arg)
        {
            (void)arg;
            for (uint32_t n = 0; n < ASKER_ROUNDS; n++) {
                const struct hx_request request = {
                    .type = "next",
                    .payload = { .data = &n, .size = sizeof(n) },
                };
                uint32_t next = 0;
                struct hx_response response = {
                    .payload = { .data = &next, .capacity = sizeof(next) },
                };

                note(hx_request_service(asker->context, "answerer", &request,
                                        &response) == HX_OK &&
                     response.success && next == n + 1u);
            }
            end();
        }

        static void greet(void *arg)
        {
            const struct hx_event event = {
                .kind = HX_EVENT_CUSTOM,
                .custom = { .name = "asker.hello" },
            };

            (void)arg;
            for (uint32_t n = 0; n < ASKER_ROUNDS; n++) {
                note(hx_event_publish(&event) == HX_OK);
                (void)hx_thread_sleep(asker->context, 1000000u);
            }
            end();
        }

        static void fail(void *arg)
        {
            const struct hx_request request = { .type = "refuse" };
            struct hx_response response = { .payload = { .data = NULL } };

            (void)arg;
            for (uint32_t n = 0; n < ASKER_ROUNDS; n++) {
                char expected[16];
                hx_status status = hx_request_service(asker->context, "answerer",
                                                      &request, &response);

                note(status == HX_ERR_DENIED &&
                     strcmp(hx_fail_detail(status), "not for asker") == 0);
                (void)hx_format(expected, sizeof(expected), "mine %u", (unsigned)n);
                (void)hx_fail(HX_ERR_INVALID, "mine %u", (unsigned)n);
                /* The others fail, and are refused, in the meantime. */
                (void)hx_thread_yield(asker->context);
                hx_wait();
                note(strcmp(hx_fail_detail(HX_ERR_INVALID), expected) == 0);
            }
            end();
        }
    }
    impl {
        init { asker = self; return HX_OK; }
        start {
            static const hx_thread_fn works[ASKER_COUNT] = { ask, greet, fail };
            hx_status status = HX_OK;

            for (uint32_t n = 0; n < ASKER_COUNT && status == HX_OK; n++)
                status = hx_thread_create(self->context, &self->threads[n], "asker", 1,
                                          stacks[n], sizeof(stacks[n]), works[n], NULL);
            return status;
        }
        stop { return HX_OK; }
        on tick {
            (void)hx_fail(HX_ERR_INVALID, "the loop's");
            return HX_EVENT_HANDLED;
        }
        request "result" {
            return hx_respond_fmt(response, "done %u mistakes %u", (unsigned)self->done,
                                  (unsigned)self->mistakes);
        }
    }
}

/// Has a thread wherever it is loaded.
module lodger {
    info { dependencies: "threads"; }
    state {
        struct hx_thread thread;
        struct hx_thread sleeper;
        uint64_t rounds = 0;
    }
    c {
        static _Alignas(16) uint8_t counting[HX_THREAD_STACK_MIN];
        static _Alignas(16) uint8_t sleeping[HX_THREAD_STACK_MIN];

        static void count(void *arg)
        {
            struct lodger *self = arg;

            while (!hx_thread_should_end())
                self->rounds++;
        }

        static void sleep(void *arg)
        {
            struct lodger *self = arg;

            while (hx_thread_sleep(self->context, 1000000000u) == HX_OK)
                self->rounds++;
        }
    }
    impl {
        init { return HX_OK; }
        start {
            hx_status status = hx_thread_create(self->context, &self->thread, "count", 5,
                                                counting, sizeof(counting), count, self);

            if (status != HX_OK)
                return status;
            return hx_thread_create(self->context, &self->sleeper, "sleep", 1,
                                    sleeping, sizeof(sleeping), sleep, self);
        }
        stop { return HX_OK; }
        request "alive" {
            return hx_respond_fmt(response, "%d %d", hx_thread_is_alive(&self->thread),
                                  hx_thread_is_alive(&self->sleeper));
        }
    }
}
