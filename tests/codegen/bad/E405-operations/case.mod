interface "disk" 1.1 {
    hx_status read(uint64_t block, void *data @out(size), size_t size);
    hx_status flush(void) @since(1.1);
}

module ramdisk {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(ramdisk, "disk", 1.1) {

}
