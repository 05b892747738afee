interface "disk" 1.0 {
    void kick(void) @isr;
}

module ramdisk {
    info { flags: HOT_RELOADABLE; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(ramdisk, "disk", 1.0) {
    kick { }
}
