module clock {
    types {
        struct clock_time { uint32_t seconds; }
        struct clock_date { uint32_t days; };
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
