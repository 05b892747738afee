module clock {
    config { uint32_t period_ms = 10 @rage(1, 100); }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
