module clock {
    types { struct face { float hands : 2; }; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
