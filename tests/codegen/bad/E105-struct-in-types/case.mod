module clock {
    types {
        struct face {
            uint32_t hands;
    }
    state { struct face face; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
