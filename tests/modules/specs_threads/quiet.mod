// SPDX-License-Identifier: MIT

/// A thread that leaves the CPU while it keeps interrupts off, beside one that computes.
module quiet {
    info { dependencies: "threads"; }
    state {
        struct hx_thread quiet;
        struct hx_thread busy;
        bool             kept_off = false;
        uint64_t         rounds = 0;
    }
    c {
        #include <helix/port.h>

        static _Alignas(16) uint8_t stacks[2][HX_THREAD_STACK_MIN];

        static void leave(void *arg)
        {
            struct quiet *self = arg;
            uintptr_t     first = hx_port_irq_save();
            uintptr_t     second;

            (void)hx_thread_sleep(self->context, 1000000u);
            second = hx_port_irq_save();
            self->kept_off = second != first;
            hx_port_irq_restore(second);
            hx_port_irq_restore(first);
        }

        static void compute(void *arg)
        {
            struct quiet *self = arg;

            while (!hx_thread_should_end())
                self->rounds++;
        }
    }
    impl {
        init { return HX_OK; }
        start {
            hx_status status = hx_thread_create(self->context, &self->quiet, "quiet", 7,
                                                stacks[0], sizeof(stacks[0]), leave, self);

            if (status != HX_OK)
                return status;
            return hx_thread_create(self->context, &self->busy, "busy", 7, stacks[1],
                                    sizeof(stacks[1]), compute, self);
        }
        stop { return HX_OK; }
        request "left" {
            return hx_respond_fmt(response, "off %d others %d", self->kept_off,
                                  self->rounds > 0);
        }
    }
}
