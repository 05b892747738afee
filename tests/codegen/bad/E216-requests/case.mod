module clock {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        handle_request { return HX_OK; }
        request "now"  { return HX_OK; }
    }
}
