module clock {
    state 2 { uint64_t ticks; }
    migrate 1 -> 2 {
        from { uint32_t count; }
        rename count -> tiks;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
