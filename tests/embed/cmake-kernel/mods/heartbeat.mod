// SPDX-License-Identifier: MIT

/// Counts on the mainboard's digits for as long as the kernel's loop turns.
module heartbeat {
    info { version: 1.0.0; }
    config {
        /// Ticks from one beat to the next.
        uint32_t every = 2 @range(1, 1000);
    }
    state {
        uint64_t ticks = 0;
        uint64_t beats = 0;
    }
    c {
        #include <kernel.h>
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { post_code(0); return HX_OK; }
        on tick {
            if (++self->ticks % self->config->every == 0)
                post_code((uint8_t)++self->beats);
            return HX_EVENT_HANDLED;
        }
        request "beating" {
            return hx_respond_fmt(response, "%s", self->beats > 0 ? "yes" : "no");
        }
    }
}
