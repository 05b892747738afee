module store {
    info  { flags: HOT_RELOADABLE; }
    state { struct hx_mutex mutex; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
