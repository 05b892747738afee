module fetch {
    uses { "net" 1.0 as request; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        request "get" { return HX_OK; }
    }
}
