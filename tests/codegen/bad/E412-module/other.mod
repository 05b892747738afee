module ramdisk {
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(ram_disk, "disk", 1.1) {
    read  { return HX_OK; }
    flush { return HX_OK; }
}
