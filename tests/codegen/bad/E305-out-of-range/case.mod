module clock {
    config { uint32_t period_ms = 1 << 10 @range(1, 1000); }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
