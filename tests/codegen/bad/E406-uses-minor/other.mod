module cache {
    uses { "disk" >= 1.2 as lower; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
