module sensor {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
    restart { max: 3; window_ms: 10ms; backoff_ms: 1; }
}
