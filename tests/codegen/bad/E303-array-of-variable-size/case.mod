module clock {
    config { uint32_t count = 4; }
    state  { uint32_t slots[count]; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
