module clock {
    state { uint64_t turns = 18446744073709551615; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
