module sensor {
    state {
        uint32_t count = 0
        bool     ready;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
