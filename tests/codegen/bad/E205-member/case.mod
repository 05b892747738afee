module clock {
    types {
        struct clock_time { uint32_t seconds; uint32_t seconds; };
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
