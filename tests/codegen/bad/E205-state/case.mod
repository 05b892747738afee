module clock {
    state {
        uint32_t count;
        uint64_t count;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
