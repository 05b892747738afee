module clock {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        request "time" { return hx_respond(response, NULL, 0); }
    }
}

module clock_ask_time {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
