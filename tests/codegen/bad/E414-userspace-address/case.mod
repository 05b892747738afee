interface "disk" 1.0 {
    void *map(uint64_t block) @on_fail(NULL) @address;
}

module ramdisk {
    info { flags: USERSPACE; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(ramdisk, "disk", 1.0) {
    map { return NULL; }
}
