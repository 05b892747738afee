module sched {
    info {
        name: "cpu.sched";
    }
    config {
        uint32_t slice_ms = 10;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
