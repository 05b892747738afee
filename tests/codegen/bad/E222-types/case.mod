module clock {
    state 2 { uint32_t count; }
    migrate 1 -> 2 { from { uint64_t count; } }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
