module clock {
    types { struct clock_time { uint32_t seconds; }; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

interface "time" 1.0 {
    hx_status now(struct clock_time *time @out);
}
