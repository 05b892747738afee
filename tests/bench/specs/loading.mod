/* SPDX-License-Identifier: MIT */

/// What is there to be replaced, without a state.
module bench_empty {
    info { flags: HOT_RELOADABLE; }
    impl {
        init { return HX_OK; }
        start { return HX_OK; }
        stop { return HX_OK; }
    }
}

/// The same with 64 KiB of it.
module bench_large {
    info { flags: HOT_RELOADABLE; }
    state { uint8_t bytes[65536]; }
    impl {
        init { return HX_OK; }
        start { return HX_OK; }
        stop { return HX_OK; }
    }
}
