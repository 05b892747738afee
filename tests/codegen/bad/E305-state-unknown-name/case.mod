module clock {
    c { 
        #define CLOCK_START 7
    }
    state { uint32_t count = CLOCK_START; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
