module clock {
    info { dependencies: "console" >= 1.10; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
