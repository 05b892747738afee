module clock {
    state { uint32_t count @range(1, 2); }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
