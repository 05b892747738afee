// SPDX-License-Identifier: MIT

/// Answers those who ask whether a machine is there: ARP, ICMP echo and UDP echo, for one
/// IPv4 address on one link of helix.network.
///
/// What a frame says is believed only as far as it was checked. An answer is the frame
/// turned around, so nothing is kept of anybody. Not answered are: frames for others,
/// broadcasts but for ARP, fragments, packets with options, datagrams that come from the
/// echo port itself, which two echo services would send to each other for ever, and
/// whatever is malformed. The request "stats" counts them.
module net_echo {
    info {
        version:      1.0.0;
        description:  "ARP, ICMP echo and UDP echo";
        author:       "Helix";
    }
    config {
        uint32_t link = 0;
        /// The IPv4 address, as people write it.
        const char *address = "10.0.2.15";
        /// The port of UDP echo; 7 is that of RFC 862.
        uint16_t port = 7 @range(1, 65535);
    }
    types {
        enum {
            NET_ECHO_FRAME_MAX = 2048,
            /* Frames of one round, so that a flood does not keep the loop. */
            NET_ECHO_ROUND = 64,
        };

        /* What becomes of a frame. */
        enum net_echo_outcome {
            NET_ECHO_ARP,
            NET_ECHO_ICMP,
            NET_ECHO_UDP,
            NET_ECHO_IGNORED,   /* for somebody else, or of a kind that is not served */
            NET_ECHO_MALFORMED, /* a length or a field that cannot be */
            NET_ECHO_CHECKSUM,
            NET_ECHO_FRAGMENT,
            NET_ECHO_UNSENT, /* the answer found no room in the device */
            NET_ECHO_OUTCOMES,
        };
    }
    state {
        uint8_t link_address[6];
        uint8_t address[4];
        uint8_t frame[NET_ECHO_FRAME_MAX];
        uint64_t counts[NET_ECHO_OUTCOMES];
    }
    uses {
        "helix.network" 1.0 as net;
    }
    sources: "net_echo.c", "arp.c", "ipv4.c", "icmp.c", "udp.c";
    impl {
        init;
        start;
        stop { return HX_OK; }
        on "network.frame";
        /// An event that found no room must not leave frames waiting.
        on tick;

        request "stats";
    }
}
