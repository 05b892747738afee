// SPDX-License-Identifier: MIT

/// Fails when it is told to.
module flaky {
    state {
        bool     ill = false;
        uint32_t starts = 0;
    }
    impl {
        init  { return HX_OK; }
        start { self->starts++; return HX_OK; }
        stop  { return HX_OK; }
        is_healthy {
            if (self->ill)
                (void)hx_fail(HX_ERR_TIMEOUT, "the device does not answer");
            return !self->ill;
        }
        request "fall_ill" { self->ill = true; return hx_respond(response, NULL, 0); }
    }
    restart { max: 2; window_ms: 60000; backoff_ms: 10; }
}

module user {
    info { dependencies: "flaky"; }
    state { uint32_t starts = 0; }
    impl {
        init  { return HX_OK; }
        start { self->starts++; return HX_OK; }
        stop  { return HX_OK; }
        request "starts" { return hx_respond_fmt(response, "%u", self->starts); }
    }
}

module user_of_user {
    info { dependencies: "user"; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

module friend {
    info { dependencies: "flaky" optional; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

/// Tells flaky to fail each time it is well again.
module tormentor {
    info { dependencies: "flaky" optional; }
    config { uint32_t times = 0; }
    state { uint32_t told = 0; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        on tick {
            struct hx_response response = { .success = false };

            if (self->told < self->config->times &&
                flaky_ask_fall_ill(self->context, (struct hx_bytes){ NULL, 0 }, &response) ==
                    HX_OK)
                self->told++;
            return HX_EVENT_HANDLED;
        }
    }
}
