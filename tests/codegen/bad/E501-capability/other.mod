module clock {
    info { dependencies: "time.wal" >= 0.1; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
