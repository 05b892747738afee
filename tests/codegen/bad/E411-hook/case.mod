interface "motor" 1.0 {
    hx_status stop(void);
}

module fan {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(fan, "motor", 1.0) {
    stop { return HX_OK; }
}
