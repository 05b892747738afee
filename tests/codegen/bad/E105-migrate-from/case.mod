module sensor {
    info { flags: HOT_RELOADABLE; }
    state 2 { uint32_t count; }
    migrate 1 -> 2 {
        from {
            uint32_t total;
        rename total -> count;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
