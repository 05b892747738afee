// SPDX-License-Identifier: MIT

/// Disks behind a virtio bus (OASIS VIRTIO 1.1, section 5.2). Unit n is the n-th block
/// device of the bus.
///
/// A unit does one thing at a time; several callers take turns. A long transfer is cut
/// into pieces. The device reads and writes the caller's memory itself.
///
/// A device that does not answer in time, or breaks the rules, is reset and set up
/// anew: the caller gets HX_ERR_TIMEOUT or HX_ERR_CORRUPT, the next one another try. A
/// disk on which a block cannot be read or written answers HX_ERR_INTERNAL; to write
/// to a read-only one is HX_ERR_UNSUPPORTED. A unit that did not come up, or whose
/// module is stopped, is HX_ERR_NOT_RUNNING.
module virtio_blk {
    info {
        version:      1.0.0;
        description:  "Disks behind a virtio bus";
        author:       "Helix";
        flags:        DRIVER;
    }
    config {
        /// How long a device may take for a piece.
        uint32_t timeout_ms = 10000 @range(1, 600000);
    }
    types {
        enum {
            VIRTIO_BLK_UNITS_MAX = 8,
            VIRTIO_BLK_BLOCK_SIZE = 512,
        };

        /* What the device reads first (section 5.2.6). */
        struct virtio_blk_header {
            uint32_t type;
            uint32_t reserved;
            uint64_t sector;
        };

        struct virtio_blk;

        struct virtio_blk_unit {
            struct virtio_blk *owner;
            uint32_t number;
            uint32_t device; /* of the bus */
            /* As the device has said; fixed while it is up. */
            uint64_t block_count;
            size_t piece_size; /* bytes of a request at most */
            bool read_only;
            bool has_cache;
            /* By who holds the mutex. */
            struct hx_mutex mutex;
            bool up;
            struct virtio_blk_header header;
            uint8_t outcome; /* the device's */
            /* For "stats". */
            uint64_t request_count;
            uint64_t failure_count;
            uint64_t interrupt_count; /* by the interrupt alone */
        };
    }
    uses {
        "helix.virtio" 1.0 as bus;
    }
    state {
        struct virtio_blk_unit units[VIRTIO_BLK_UNITS_MAX];
        uint32_t unit_count = 0;
        /// After `stop`, until the next `start`.
        bool stopped = false;
    }
    sources: "virtio_blk.c", "unit.c", "transfer.c";
    impl {
        init;
        start;
        stop;

        /// Of all units: how many requests, how many failed, how many interrupts.
        request "stats";
    }
}

impl_interface(virtio_blk, "helix.block_device", 1.1) {
    block_count { return unit < self->unit_count ? self->units[unit].block_count : 0; }
    read;
    write;
    flush;
}
