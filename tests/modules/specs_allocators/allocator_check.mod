// SPDX-License-Identifier: MIT

/// Checks whoever provides helix.allocator against what the interface promises. Each
/// request is one check: it answers with what it has seen, or fails with what is wrong.
module allocator_check {
    config {
        /// Every block that is given back can be had again, whatever the order.
        bool recovers = true;
        /// `free` knows each block's address and size.
        bool exact = true;
    }
    uses {
        "helix.allocator" 1.0 as memory;
    }
    types {
        enum {
            CHECK_BLOCKS = 256,
        };
        /* What must be true of a block while it is live. */
        struct check_block {
            uint8_t *start; /* NULL: none */
            size_t size;
            uint8_t fill;
        };
    }
    state {
        struct check_block blocks[CHECK_BLOCKS];
        uint32_t random = 1;
        uint8_t fill = 0;
    }
    sources: "blocks.c", "checks.c", "invalid.c";
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }

        request "arguments";
        request "alignment";
        request "overlap";
        request "exhaustion";
        request "invalid";
        /// The payload is the seed.
        request "random";
    }
}
