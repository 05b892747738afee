module clock {
    config { uint8_t retries = 3 @range(1, 300); }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
