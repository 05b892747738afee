module clock {
    state 3 { uint64_t count; }
    migrate 1 -> 3 { from { uint32_t count; } }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
