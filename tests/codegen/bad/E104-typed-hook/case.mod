module sensor {
    impl {
        init  { return HX_OK; }
        hx_status start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
