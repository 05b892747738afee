// SPDX-License-Identifier: MIT

interface "test.echo" 1.0 {
    uint32_t echo(uint32_t number) @on_fail(0);
}

/// A thread that is mostly inside of an operation of its own module, or at its gate.
module echoer {
    info { dependencies: "threads"; }
    state {
        struct hx_thread thread;
        uint64_t         heard = 0;
    }
    c {
        #include "interfaces/test_echo.h"

        static _Alignas(16) uint8_t stack[HX_THREAD_STACK_MIN];

        static void ask(void *arg)
        {
            struct echoer *self = arg;

            while (!hx_thread_should_end())
                if (test_echo_echo(hx_primary_test_echo(), 3u) == 3u)
                    self->heard++;
        }
    }
    impl {
        init { return HX_OK; }
        start {
            return hx_thread_create(self->context, &self->thread, "ask", 5, stack,
                                    sizeof(stack), ask, self);
        }
        stop { return HX_OK; }
        request "heard" { return hx_respond_fmt(response, "%d", self->heard > 0); }
    }
}

impl_interface(echoer, "test.echo", 1.0) {
    echo { return number; }
}
