// SPDX-License-Identifier: MIT

/// A file of the host as a disk. Each sector that is written is appended to a journal,
/// its number (8 bytes, little endian) and its content; a flush is the number ~0 alone.
module testdisk {
    config {
        const char *image = "disk.img";
        /// "": no journal.
        const char *journal = "";
    }
    state {
        int image = -1;
        int journal = -1;
        uint64_t blocks = 0;
    }
    sources: "testdisk.c";
    impl {
        init;
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(testdisk, "helix.block_device", 1.1) {
    block_count { return unit == 0 ? self->blocks : 0; }
    read;
    write;
    flush;
}
