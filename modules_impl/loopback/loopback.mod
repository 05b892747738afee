// SPDX-License-Identifier: MIT

/// A link whose other end is itself: what is sent is received, in order.
///
/// For clients of helix.network where there is no device, and for their tests. Frames
/// wait in the module's own memory; when there is no room for one, it is HX_ERR_BUSY.
module loopback {
    info {
        version:      1.0.0;
        description:  "A network link to itself";
        author:       "Helix";
        flags:        DRIVER;
        publishes:    "network.frame";
    }
    types {
        enum {
            LOOPBACK_HEADER_SIZE = 14,
            LOOPBACK_MTU = 1500,
            LOOPBACK_FRAMES_MAX = 16,
        };

        struct loopback_frame {
            size_t size;
            uint8_t data[LOOPBACK_HEADER_SIZE + LOOPBACK_MTU];
        };
    }
    state {
        struct hx_mutex mutex;
        struct loopback_frame frames[LOOPBACK_FRAMES_MAX];
        /// Where the oldest one is, and how many there are.
        size_t first = 0;
        size_t count = 0;
    }
    sources: "loopback.c";
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

impl_interface(loopback, "helix.network", 1.0) {
    link_count { return 1; }
    link_info;
    send;
    receive;
}
