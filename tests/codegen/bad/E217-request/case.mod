module clock {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        request "now"(struct hx_request *r) { return HX_OK; }
    }
}
