module clock {
    info { publishes: "tick"; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        on tick   { return HX_EVENT_HANDLED; }
        on "tick" { return HX_EVENT_HANDLED; }
    }
}
