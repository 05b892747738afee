module clock {
    types  { struct clock_time { uint32_t seconds; }; }
    config { struct clock_time start; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
