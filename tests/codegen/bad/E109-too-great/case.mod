module sensor {
    state 4294967296 {
        uint32_t count;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
