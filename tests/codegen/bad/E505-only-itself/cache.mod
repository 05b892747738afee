module cache {
    uses {
        "demo.block" 1.0 as below;
    }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(cache, "demo.block", 1.0) {
    flush { return unit == 0 ? HX_OK : HX_ERR_NOT_FOUND; }
}
