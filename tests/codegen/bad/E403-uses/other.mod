module cache {
    uses { "dsik" 1.0 as lower; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
