// SPDX-License-Identifier: MIT

/// A disk in RAM, the unit 0. It is empty (zeros) when the kernel starts, and is kept
/// when the module is restarted.
module ramdisk {
    info {
        version:      1.0.0;
        description:  "A disk in RAM";
        author:       "Helix";
        flags:        DRIVER;
    }
    config {
        /// Its size; the RAM is taken for good.
        uint32_t kib = 1024 @range(0, 1048576);
    }
    types {
        enum { RAMDISK_BLOCK_SIZE = 512 };
    }
    state {
        uint8_t *blocks;
        uint64_t block_count = 0;
        /// So that nobody sees half of what another one writes.
        struct hx_mutex mutex;
    }
    sources: "ramdisk.c";
    impl {
        init;
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(ramdisk, "helix.block_device", 1.1) {
    block_count { return unit == 0 ? self->block_count : 0; }
    read;
    write;
    flush;
}
