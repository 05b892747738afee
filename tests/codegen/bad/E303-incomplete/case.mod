module clock {
    types { struct clock_time; }
    state { struct clock_time time; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
