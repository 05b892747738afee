// SPDX-License-Identifier: MIT

/// What the versions of `counted` ask whether a step of theirs fails this time.
interface "test.plan" 1.0 {
    /// The step, from 1 on, that fails next, once.
    void plan(uint32_t step);
    bool fails(uint32_t step) @on_fail(false);
}

interface "test.count" 1.0 {
    /// Returns the number of the call; 0 if nobody is there.
    uint64_t add(void) @on_fail(0);
    uint64_t ticks(void) @on_fail(0);
}

/// Replaces `counted` over and over, and counts for itself what that should have counted.
module turner {
    info { dependencies: "counted"; }
    uses {
        "test.count" 1.0 as count;
        "test.plan" 1.0 as plan;
    }
    types {
        enum { TURNER_STEPS = 6, TURNER_FILES = 2 };
    }
    state {
        struct hx_change change;
        uint32_t left;
        uint32_t seed = 1;
        uint32_t file;
        uint32_t planned;
        uint32_t done_count;
        uint32_t failed_count;
        uint32_t planned_count;
        uint32_t wrong_count;
        uint64_t calls;
        uint64_t asked;
        uint64_t ticks;
        bool loads;
        bool is_loaded;
    }
    c {
        #include <helix/image.h>
        #include <helix/loader.h>

        static uint32_t draw(struct turner *self, uint32_t below)
        {
            self->seed = self->seed * UINT32_C(1664525) + UINT32_C(1013904223);
            return (self->seed >> 8) % below;
        }

        static void use(struct turner *self)
        {
            char text[64];
            struct hx_request request = {.type = "ask"};
            struct hx_response response = {.payload = {.data = text, .capacity = 64}};

            if (turner_count_add(self) != ++self->calls)
                self->wrong_count++;
            if (hx_request_service(self->context, "counted", &request, &response) !=
                    HX_OK ||
                !response.success)
                self->wrong_count++;
            self->asked++;
        }

        static void next(struct turner *self);

        static void on_done(void *arg, hx_status status)
        {
            struct turner *self = arg;
            bool failed = status != HX_OK;

            if (failed)
                self->failed_count++;
            else if (!self->loads)
                self->file = 1 - self->file;
            if (failed != (self->planned != 0))
                self->wrong_count++;
            self->planned = 0;
            self->done_count++;
            if (!self->loads)
                use(self);
            next(self);
        }

        static void next(struct turner *self)
        {
            static const char *const files[] = {"counted2.hxm", "counted1.hxm"};
            hx_status status;

            if (self->left == 0)
                return;
            self->left--;
            if (self->loads) {
                self->is_loaded = !self->is_loaded;
                status = hx_change_submit_file(
                    self->context, &self->change,
                    self->is_loaded ? HX_CHANGE_LOAD : HX_CHANGE_UNLOAD,
                    self->is_loaded ? NULL : "guest",
                    self->is_loaded ? "guest.hxm" : NULL, on_done, self);
            } else {
                if (draw(self, 3) == 0) {
                    self->planned = 1 + draw(self, TURNER_STEPS);
                    turner_plan_plan(self, self->planned);
                    self->planned_count++;
                }
                status = hx_change_submit_file(self->context, &self->change,
                                               HX_CHANGE_RELOAD, "counted",
                                               files[self->file], on_done, self);
            }
            if (status != HX_OK)
                self->wrong_count++;
        }

        static uint32_t number_of(const struct hx_request *request)
        {
            const char *text = request->payload.data;
            uint32_t number = 0;

            for (size_t i = 0; i < request->payload.size; i++)
                number = number * 10 + (uint32_t)(text[i] - '0');
            return number;
        }
    }
    impl {
        init { return HX_OK; }
        start { return HX_OK; }
        stop { return HX_OK; }
        on tick { self->ticks++; return HX_EVENT_HANDLED; }
        request "reload" {
            self->loads = false;
            self->left = number_of(request);
            next(self);
            return hx_respond_fmt(response, "begun");
        }
        request "load" {
            self->loads = true;
            self->left = number_of(request);
            next(self);
            return hx_respond_fmt(response, "begun");
        }
        request "result" {
            return hx_respond_fmt(response, "done %u, failed %u of %u, wrong %u, missed %lld",
                                  (unsigned)self->done_count, (unsigned)self->failed_count,
                                  (unsigned)self->planned_count,
                                  (unsigned)self->wrong_count,
                                  (long long)(self->ticks - turner_count_ticks(self)));
        }
        request "account" {
            struct hx_loader_account account;

            hx_image.loader->account(&account);
            return hx_respond_fmt(response, "modules %u, kept %u, memory %zu",
                                  (unsigned)account.module_count,
                                  (unsigned)account.kept_count, account.memory_size);
        }
    }
}

module planner {
    state { uint32_t planned; }
    impl {
        init { return HX_OK; }
        start { return HX_OK; }
        stop { return HX_OK; }
    }
}

impl_interface(planner, "test.plan", 1.0) {
    plan { self->planned = step; }
    fails {
        bool now = self->planned == step;

        if (now)
            self->planned = 0;
        return now;
    }
}

/// Comes and goes.
module guest {
    info { dependencies: "planner"; provides: "guests"; }
    uses { "test.plan" 1.0 as plan; }
    state {
        struct hx_timer timer;
        uint8_t room[10000];
    }
    c {
        static void on_time(void *arg) { (void)arg; }
    }
    impl {
        init { return hx_timer_start(self->context, &self->timer, 5, 5, on_time, self); }
        start { return guest_plan_fails(self, 9) ? HX_ERR_BUSY : HX_OK; }
        stop { return HX_OK; }
        on tick { self->room[0]++; return HX_EVENT_HANDLED; }
    }
}
