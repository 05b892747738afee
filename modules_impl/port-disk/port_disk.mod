// SPDX-License-Identifier: MIT

/// Disks that the port drives itself (helix/port_disk.h): on the host target files, in a
/// kernel that embeds Helix the disks which that kernel has drivers for. Unit n is disk n
/// of the port.
///
/// A disk that fails is HX_ERR_INTERNAL.
module port_disk {
    info {
        version:      1.0.0;
        description:  "Disks that the port drives itself";
        author:       "Helix";
        flags:        DRIVER;
    }
    types {
        enum { PORT_DISK_BLOCK_SIZE = 512 };
    }
    state {
        uint32_t unit_count = 0;
        /// The port does one thing at a time.
        struct hx_mutex mutex;
    }
    sources: "port_disk.c";
    impl {
        init;
        start { return HX_OK; }
        stop;
    }
}

impl_interface(port_disk, "helix.block_device", 1.1) {
    block_count;
    read;
    write;
    flush;
}
