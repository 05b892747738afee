types { typedef int hx_status; }

interface "test.clock" 1.0 { hx_status wind(size_t turns); }

module clock {
    state { size_t turns = 0; hx_status last = HX_OK; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
