module clock {
    state 2 { uint32_t zone; }
    migrate 1 -> 2 {
        from { const char *name; }
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
