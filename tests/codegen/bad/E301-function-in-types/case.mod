module clock {
    types {
        enum clock_mode { CLOCK_OFF, CLOCK_ON };
        int clock_read(void);
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
