module floppy {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(floppy, "demo.block", 1.0) {
    flush { return unit == 0 ? HX_OK : HX_ERR_NOT_FOUND; }
}
