types { struct disk_size { uint64_t blocks; }; }

module clock {
    types { struct disk_size { uint32_t blocks; }; }
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}
