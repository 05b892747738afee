// SPDX-License-Identifier: MIT

/// Network cards behind a virtio bus (OASIS VIRTIO 1.1, section 5.1). Link n is the n-th
/// network device of the bus.
///
/// Frames are copied: those that are sent into buffers of the module, those that have
/// come out of them. What is in a buffer is checked against what the device says of it.
/// A device that breaks the rules is of no use any more until the module is stopped and
/// started: `send` and `receive` are HX_ERR_CORRUPT, or nothing is received. A link whose
/// module is stopped, or that did not come up, is HX_ERR_NOT_RUNNING.
module virtio_net {
    info {
        version:      1.0.0;
        description:  "Network cards behind a virtio bus";
        author:       "Helix";
        flags:        DRIVER;
        publishes:    "network.frame";
    }
    types {
        enum {
            VIRTIO_NET_LINKS_MAX = 4,
            VIRTIO_NET_RECEIVE_BUFFERS = 32,
            VIRTIO_NET_SEND_BUFFERS = 16,
            VIRTIO_NET_ETHERNET_HEADER = 14,
            VIRTIO_NET_MTU = 1500,
        };

        /* Section 5.1.6; nothing is offloaded, so all of it is zero. */
        struct virtio_net_header {
            uint8_t flags;
            uint8_t segmentation;
            uint16_t header_size;
            uint16_t segment_size;
            uint16_t checksum_start;
            uint16_t checksum_offset;
            uint16_t buffers;
        };

        struct virtio_net_buffer {
            struct virtio_net_header header;
            uint8_t frame[VIRTIO_NET_ETHERNET_HEADER + VIRTIO_NET_MTU];
            uint8_t padding[2];
        };

        struct virtio_net;

        struct virtio_net_link {
            struct virtio_net *owner;
            uint32_t number;
            uint32_t device; /* of the bus */
            /* As the device has said. */
            uint8_t address[6];
            uint16_t mtu;
            bool tells_status;
            struct hx_mutex mutex;
            bool up;
            /* First those to receive into, then those to send from. */
            struct virtio_net_buffer *buffers;
            uint32_t receive_count;
            uint32_t send_count;
            bool sending[VIRTIO_NET_SEND_BUFFERS];
            /* "network.frame" was sent, and nobody has found the queue empty since. */
            bool told;
            uint64_t received;
            uint64_t sent;
            uint64_t refused; /* for want of a buffer */
        };
    }
    state {
        struct virtio_net_link links[VIRTIO_NET_LINKS_MAX];
        uint32_t link_count = 0;
        bool stopped = false;
    }
    uses {
        "helix.virtio" 1.0 as bus;
    }
    sources: "virtio_net.c", "link.c", "frames.c";
    impl {
        init;
        start;
        stop;

        request "stats";
    }
}

impl_interface(virtio_net, "helix.network", 1.0) {
    link_count { return self->link_count; }
    link_info;
    send;
    receive;
}
