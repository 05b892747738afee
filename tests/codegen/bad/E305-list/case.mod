module clock {
    config { uint32_t slots[2] = { 1, 2 }; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
