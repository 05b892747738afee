// SPDX-License-Identifier: MIT

module user {
    info {
        name: "store-user";
        dependencies: "storage.small" >= 1.0 < 2.0, "clock" optional;
        flags: ESSENTIAL;
    }
    uses {
        "test.store" 1.0 as items;
        "test.clock" 1.0 as clock;
        "test.store" as late optional;
        "test.absent" 1.0 as absent optional;
    }
    sources: "user.c";
    types { enum mood { CALM, BUSY }; }
    config { enum mood mood = BUSY; }
    state { enum mood mood = CALM; }
    impl {
        init;
        start { return HX_OK; }
        stop { return HX_OK; }
        on tick { return HX_EVENT_IGNORED; }
        on custom { return HX_EVENT_IGNORED; }
        on "store.full";
        is_healthy { return self->mood == CALM; }
    }
}

module clock {
    impl {
        init { return HX_OK; }
        start { return HX_OK; }
        stop { return HX_OK; }
        handle_event { return HX_EVENT_IGNORED; }
        handle_request { return hx_respond_error(response, "no"); }
    }
}

interface "test.clock" 1.0 { uint64_t now(void) @on_fail(0); }

impl_interface(clock, "test.clock", 1.0) { now { return 7; } }

interface "test.absent" 1.0 { bool there(void) @on_fail(false); }
