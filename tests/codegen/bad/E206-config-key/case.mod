module clock {
    config {
        uint32_t period_ms = 10;
        uint32_t period_ms = 20;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
