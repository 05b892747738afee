// SPDX-License-Identifier: MIT

/// Virtio devices whose registers are in memory (OASIS VIRTIO 1.1, section 4.2), as
/// QEMU's microvm and its `virt` machines have them.
///
/// Where the registers are is the port's to say (helix/port_virtio.h). Devices of the
/// legacy layout, from before 1.0, are not driven.
///
/// What a device writes into a queue is checked before it is used. One that breaks the
/// rules, or asks for a reset, is broken from then on: `put` and `notify` are
/// HX_ERR_CORRUPT and `take` finds nothing, until its driver calls `begin`.
///
/// The memory of a queue is claimed once and kept for as long as the kernel runs, so a
/// driver that is restarted, and this module restarted, claim no more.
module virtio_mmio {
    info {
        version:      1.0.0;
        description:  "Virtio devices behind registers in memory";
        author:       "Helix";
        flags:        DRIVER;
    }
    types {
        enum {
            VIRTIO_MMIO_DEVICES_MAX = 32,
            VIRTIO_MMIO_QUEUES_MAX = 4,
            /* So that no part of a queue is larger than a page. */
            VIRTIO_MMIO_ENTRIES_MAX = 256,
        };

        /* How far a device has come. */
        enum virtio_mmio_stage {
            VIRTIO_MMIO_ABSENT, /* the transport has no device behind it */
            VIRTIO_MMIO_RESET,
            VIRTIO_MMIO_BEGUN, /* the features are agreed upon */
            VIRTIO_MMIO_READY,
        };

        /* An entry as the device reads it (section 2.6.5). */
        struct virtio_mmio_descriptor {
            uint64_t address;
            uint32_t size;
            uint16_t flags;
            uint16_t next;
        };

        /* What the driver's side knows of an entry; the device cannot reach it. */
        struct virtio_mmio_entry {
            uint64_t token;    /* of the request that begins here */
            uint32_t writable; /* its bytes that the device may write */
            uint16_t length;   /* its entries; 0: no request begins here */
            uint16_t next;     /* of the request, or else of the free ones */
        };

        /* Shared with the device: queue.c has the layout. */
        struct virtio_mmio_queue {
            struct virtio_mmio_descriptor *descriptors;
            uint16_t *offered; /* flags, index, ring */
            uint16_t *used;    /* the same, of pairs of 32 bits */
            struct virtio_mmio_entry *entries;
            uint16_t size; /* 0: not set up */
            uint16_t first_free;
            uint16_t free_count;
            uint16_t offered_index;
            uint16_t used_index;
        };

        struct virtio_mmio_device {
            volatile uint32_t *registers;
            size_t config_size;
            uint32_t line;
            uint32_t type;
            enum virtio_mmio_stage stage;
            bool broken; /* also set by the interrupt */
            struct virtio_mmio_queue queues[VIRTIO_MMIO_QUEUES_MAX];
        };
    }
    state {
        struct virtio_mmio_device devices[VIRTIO_MMIO_DEVICES_MAX];
        uint32_t device_count = 0;
    }
    sources: "virtio_mmio.c", "device.c", "queue.c", "registers.c";
    impl {
        init;
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(virtio_mmio, "helix.virtio", 1.0) {
    find;
    begin;
    add_queue;
    ready;
    reset;
    read_config;
    line;
    acknowledge;
    put;
    notify;
    take;
}
