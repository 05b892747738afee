interface "test.clock" 1.0 { void wind(void); void stop_at(uint32_t hour); }

module clock {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(clock, "test.clock", 1.0) {
    Wind { }
    stop_at { }
}
