module clock {
    info  { flags: HOT_RELOADABLE; }
    state { const char *zone; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
