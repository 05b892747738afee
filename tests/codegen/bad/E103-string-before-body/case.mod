module sensor {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        request "get_stats {
            return hx_respond(response, "a}", 2);
        }
    }
}
