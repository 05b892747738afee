module clock {
    restart { max: 3; window_ms: 1000; max: 4; backoff_ms: 10; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
