module clock {
    types { struct clock_flags { uint8_t mode : 9; }; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
