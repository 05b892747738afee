module clock {
    types { struct clock_time { uint32_t seconds; }; }
    state { struct clock_tiem time; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
