module clock {
    types  { enum clock_mode { CLOCK_SLOW, CLOCK_FAST }; }
    config { enum clock_mode mode = CLOCK_FATS; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
