module clock {
    state { uint32_t count; }
    config { bool fast = true; }
    state { bool ready; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
