module clock {
    impl {
        init  { return HX_OK; }
        stop  { return HX_OK; }
    }
}
