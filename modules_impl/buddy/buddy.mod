// SPDX-License-Identifier: MIT

/// Pages in blocks of powers of two, from one arena.
///
/// A block is 4 KiB << n, at a multiple of its size, so `align` may be as large as a
/// block. Both `alloc` and `free` take at most as many steps as there are orders. A free
/// block is merged with its buddy at once. All that is known of a block lies beside the
/// arena, in 16 bytes a page: whoever writes beyond his block destroys no bookkeeping,
/// and any pointer can be handed to `free`. It takes back a block with exactly the
/// address and the size that `alloc` was asked for.
///
/// When it runs short it sends MemoryPressure, Low or Critical, and Normal when enough
/// has come back: by the main loop, once for all that happened since its last round. A
/// call that finds no room is Critical whatever is in use, until the next one is served.
///
/// With `debug`, free memory is filled with 0xf5 and checked when it is allocated again,
/// and what a block has behind the asked size is filled with 0xed and checked when it is
/// freed. What was overwritten is logged and counted; the call then goes on.
module buddy {
    info {
        version:      1.0.0;
        description:  "Buddy allocator of pages over one arena";
        author:       "Helix";
        flags:        ALLOCATOR;
        provides:     "allocator", "allocator.pages";
    }
    config {
        /// The pages, taken from the machine's RAM for good. 0: a share of what is left.
        uint32_t arena_kib = 0 @range(0, 1073741824);
        /// The share, bookkeeping included. Where no range of RAM has that much in one
        /// piece, it becomes less.
        uint32_t share_percent = 50 @range(1, 100);
        /// From how much of the arena in use on memory is Low, and Critical.
        uint32_t low_percent = 75 @range(1, 100);
        uint32_t critical_percent = 90 @range(1, 100);
        /// How far below these it must fall to be better again.
        uint32_t relief_percent = 5 @range(0, 50);
        /// Look for writes to free memory and behind blocks: slow.
        bool debug = false;
    }
    types {
        enum {
            BUDDY_ORDERS = 32,
        };
        enum buddy_kind {
            BUDDY_INSIDE, /* not the first page of a block */
            BUDDY_FREE,
            BUDDY_USED,
        };
        /* A page. Only that of a block's first page says more than BUDDY_INSIDE. */
        struct buddy_frame {
            union {
                struct {
                    uint32_t next; /* by number of the page */
                    uint32_t previous;
                } free;
                size_t asked; /* of a used block: bytes */
            };
            uint8_t kind;
            uint8_t order;
        };
    }
    state {
        uint8_t *arena;
        struct buddy_frame *frames;
        /// The arena's address in pages: buddies are found by true addresses, so that
        /// blocks are aligned wherever the arena begins.
        uintptr_t first_page = 0;
        uint32_t page_count = 0;
        uint32_t free_count = 0;
        /// The first free block of each order.
        uint32_t heads[BUDDY_ORDERS];
        /// Calls of alloc that gave a block, and calls that found no room for one.
        uint64_t allocations = 0;
        uint64_t failures = 0;
        /// Blocks that somebody has written to without owning the place.
        uint64_t corruptions = 0;
    }
    sources: "buddy.c", "arena.c", "guard.c", "pressure.c";
    impl {
        init;
        start;
        stop  { return HX_OK; }

        request "stats" {
            return hx_respond_fmt(response,
                                  "pages: %u, free: %u, allocations: %llu, "
                                  "failures: %llu, corruptions: %llu",
                                  (unsigned)self->page_count, (unsigned)self->free_count,
                                  (unsigned long long)self->allocations,
                                  (unsigned long long)self->failures,
                                  (unsigned long long)self->corruptions);
        }
    }
}

impl_interface(buddy, "helix.allocator", 1.0) {
    alloc;
    free;
    available;
}
