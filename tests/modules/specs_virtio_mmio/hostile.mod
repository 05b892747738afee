// SPDX-License-Identifier: MIT

/// Puts registers of its own in place of a device's, and is that device: one that does
/// what it should, or what it should not.
module hostile {
    types {
        enum { HOSTILE_REGISTERS = 128 };

        /* A request that the device has, by its first entry. */
        struct hostile_request {
            uint64_t token;
            uint32_t writable;
            bool there;
        };
    }
    uses {
        "helix.virtio" 1.0 as bus;
    }
    state {
        uint32_t registers[HOSTILE_REGISTERS];
        struct hostile_request requests[256];
        uint32_t there_count = 0;
        uint64_t random = 0x9e3779b97f4a7c15;
        uint64_t next_token = 0;
        uint16_t used_index = 0;
    }
    sources: "hostile.c";
    impl {
        init;
        start { return HX_OK; }
        stop  { return HX_OK; }

        /// The statuses of calls in the wrong order, or about what does not exist.
        request "order";
        /// The statuses of malformed requests, and of one too many.
        request "malformed";
        /// Random requests, done in a random order.
        request "honest";
        /// Each way to lie, again and again: how often a lie was not noticed.
        request "lies";
        /// A device that asks for a reset.
        request "needs_reset";
    }
}
