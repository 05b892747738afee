module sensor {
    state {
        #define COUNT 3
        uint32_t counts[3];
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
