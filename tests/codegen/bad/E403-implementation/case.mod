module ramdisk {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(ramdisk, "block", 1.1) {
    read { return HX_OK; }
}
