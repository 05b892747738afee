// SPDX-License-Identifier: MIT

/// What is called: the same operation, bound in two ways.
interface "count.fixed" 1.0 {
    uint32_t next(uint32_t number) @on_fail(0);
}

interface "count.moving" 1.0 {
    uint32_t next(uint32_t number) @on_fail(0);
}

module fixed_counter {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(fixed_counter, "count.fixed", 1.0) {
    next { return number + 1u; }
}

module moving_counter {
    info { flags: HOT_RELOADABLE; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(moving_counter, "count.moving", 1.0) {
    next { return number + 1u; }
}

module bench_answer {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        request "nothing" { return HX_OK; }
    }
}

/// Calls, and counts the instructions of a machine that takes one for each nanosecond.
module bench {
    info {
        publishes: "bench.ping";
        dependencies: "bench-answer";
    }
    uses {
        "count.fixed" 1.0 as direct;
        "count.moving" 1.0 as slot;
    }
    sources: "calls.c", "peers.c", @LOOKUP@;
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        /// Prints a line "row NAME COUNT" for each: instructions for 1,024 times.
        request "rows";
    }
}
