module sensor {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
    restart { max: "3"; window_ms: 10000; backoff_ms: 10; }
}
