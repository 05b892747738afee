module sensor {
    config {
        uint32_t slice_ms = 10 @range(1, 1000);
        int8_t offset = -1;
        bool fast = false;
        enum pace pace = PACE_SLOW;
        const char *label = "x";
        uint16_t weights[3] = 7;
    }
    types {
        enum pace { PACE_SLOW, PACE_QUICK };
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
