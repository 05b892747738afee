module clock {
    types { enum clock_mode { true, maybe }; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
