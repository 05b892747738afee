interface "demo.disk" 1.0 {
    hx_status flush(void);
}

module files {
    uses { "demo.disk" 1.0 as disk; }
    impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }
}
