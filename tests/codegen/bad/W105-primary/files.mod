module files {
    uses {
        "demo.block" 1.1 as disk;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
