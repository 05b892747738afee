module clock {
    state { uint64_t count; }
    migrate 1 -> 2 { from { uint32_t count; } }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
