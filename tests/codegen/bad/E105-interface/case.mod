interface "demo.clock" 1.0 {
    hx_status set(uint64_t time);

module sensor {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
