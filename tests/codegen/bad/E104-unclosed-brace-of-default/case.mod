module clock {
    state {
        uint32_t alarms[2] = { 1, 2;
        uint32_t seconds;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
