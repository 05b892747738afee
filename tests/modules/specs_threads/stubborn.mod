// SPDX-License-Identifier: MIT

/// An urgent thread that never waits, and a mutex that another one holds and that is
/// wanted by a hook.
module stubborn {
    info { dependencies: "threads"; }
    state {
        struct hx_thread low;
        struct hx_thread high;
        struct hx_mutex  mutex;
        bool             held = false;
        bool             wanted = false;
        bool             computing = false;
    }
    c {
        static _Alignas(16) uint8_t stacks[2][HX_THREAD_STACK_MIN];

        static void hold(void *arg)
        {
            struct stubborn *self = arg;

            if (hx_mutex_take(&self->mutex) != HX_OK)
                return;
            __atomic_store_n(&self->held, true, __ATOMIC_RELAXED);
            while (!__atomic_load_n(&self->wanted, __ATOMIC_RELAXED))
                ;
            hx_mutex_give(&self->mutex);
        }

        static void compute(void *arg)
        {
            struct stubborn *self = arg;

            while (!__atomic_load_n(&self->held, __ATOMIC_RELAXED))
                (void)hx_thread_sleep(self->context, 1000000u);
            self->computing = true;
            while (!hx_thread_should_end())
                ;
        }
    }
    impl {
        init { return HX_OK; }
        start {
            hx_status status = hx_thread_create(self->context, &self->low, "low", 7,
                                                stacks[0], sizeof(stacks[0]), hold, self);

            if (status != HX_OK)
                return status;
            return hx_thread_create(self->context, &self->high, "high", 0, stacks[1],
                                    sizeof(stacks[1]), compute, self);
        }
        stop { return HX_OK; }
        request "take" {
            hx_status status;

            __atomic_store_n(&self->wanted, true, __ATOMIC_RELAXED);
            status = hx_mutex_take(&self->mutex);
            if (status != HX_OK)
                return status;
            hx_mutex_give(&self->mutex);
            return hx_respond_fmt(response, "taken, computing %d", self->computing);
        }
    }
}
