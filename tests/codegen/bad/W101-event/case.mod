module clock {
    info { publishes: "clock.noon"; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        on "clock.moon" { return HX_EVENT_HANDLED; }
    }
}
