module clock {
    info  { flags: HOT_RELOADABLE; }
    state { void (*notify)(uint32_t ticks); }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
