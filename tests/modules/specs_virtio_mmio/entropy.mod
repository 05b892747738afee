// SPDX-License-Identifier: MIT

/// Asks QEMU's entropy source, the simplest device there is: section 5.4.
module entropy {
    types {
        enum {
            ENTROPY_REQUESTS = 8,
            ENTROPY_BYTES = 3 * 64,
        };
    }
    uses {
        "helix.virtio" 1.0 as bus;
    }
    state {
        uint8_t bytes[ENTROPY_REQUESTS][ENTROPY_BYTES];
        uint32_t device = 0;
        uint32_t interrupts = 0;
    }
    sources: "entropy.c";
    impl {
        init;
        start { return HX_OK; }
        stop  { return HX_OK; }

        /// Sets the device up, fills its queue, takes all that it has done, twice.
        request "ask";
    }
}
