module clock {
    info { flags: HOT_RELOADABLE; }
    state 2 { uint64_t name; }
    migrate 1 -> 2 { from { const char *name; } }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
