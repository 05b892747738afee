interface "set" 1.0 {
    bool has(uint32_t member) @on_fail(false);
}
module reader {
    uses {
        "set" 1.0 as has optional;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
