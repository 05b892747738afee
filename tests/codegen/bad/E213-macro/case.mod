module core {
    state { uint32_t SIZE_MAX; }
    impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }
}
