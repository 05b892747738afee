// SPDX-License-Identifier: MIT

/// What helix.block_device promises, asked of the implementation that it is bound to.
/// Numbers of a request are the payload: UNIT LBA COUNT SEED, decimal.
module disk_check {
    config {
        /// Look at the first block of unit 0 in `init` already.
        bool early = false;
    }
    types {
        enum {
            CHECK_BLOCK = 512,
            CHECK_WINDOW = 320, /* blocks: more than one request of any driver */
        };
    }
    uses {
        "helix.block_device" 1.1 as disk;
    }
    state {
        uint8_t shadow[CHECK_WINDOW * CHECK_BLOCK];
        uint8_t buffer[CHECK_WINDOW * CHECK_BLOCK + 4096];
        uint64_t random = 0;
    }
    sources: "disk_check.c";
    impl {
        init;
        start { return HX_OK; }
        stop  { return HX_OK; }

        /// The block counts of the units 0 to 3.
        request "counts";
        /// Statuses of calls that must fail, and whether they moved anything. UNIT
        request "errors";
        /// Are these blocks what "fill" writes?
        request "check";
        request "fill";
        /// Are they zeros?
        request "zero";
        /// Random reads and writes, all compared with a copy. COUNT up to 320.
        request "storm";
        /// The statuses of read, write and flush of one block.
        request "each";
        request "flush";
        /// Does nothing for UNIT milliseconds.
        request "pause";
    }
}
