module ramdisk {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(ramdisk, "demo.block", 1.1) {
    flush { return unit == 0 ? HX_OK : HX_ERR_NOT_FOUND; }
}
