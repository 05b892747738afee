module clock {
    state 2 { uint32_t seconds; }
    migrate 1 -> 2 {
        from { uint32_t count; }
        rename count -> seconds;
        rename count -> seconds;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
