// SPDX-License-Identifier: MIT

/// Blocks one behind the other in an arena of fixed size.
///
/// The simplest allocator that is of use: constant time, no header, no fragmentation to
/// reason about. What it cannot do is take memory back in any order: a block returns to
/// the arena only if it is the last one. Fit for what is allocated while a kernel comes
/// up and kept, and for stacks of temporary blocks.
///
/// When it runs short it sends MemoryPressure, Low or Critical, and Normal when enough
/// has come back: by the main loop, once for all that happened since its last round. A
/// call that finds no room is Critical whatever is in use, until the next one is served.
module bump_allocator {
    info {
        version:      1.0.0;
        description:  "Bump allocator over one arena";
        author:       "Helix";
        flags:        ALLOCATOR;
        provides:     "allocator";
    }
    config {
        /// The arena, taken from the machine's RAM for good.
        uint32_t arena_kib = 64 @range(4, 1048576);
        /// From how much of the arena in use on memory is Low, and Critical.
        uint32_t low_percent = 75 @range(1, 100);
        uint32_t critical_percent = 90 @range(1, 100);
    }
    state {
        uint8_t *arena;
        size_t size = 0;
        /// Bytes from the start of the arena to the end of its last block.
        size_t used = 0;
        size_t most_used = 0;
        /// Calls of alloc that gave a block, and calls that found no room for one.
        uint64_t allocations = 0;
        uint64_t failures = 0;
    }
    sources: "bump_allocator.c";
    impl {
        init;
        start;
        stop  { return HX_OK; }

        request "stats" {
            return hx_respond_fmt(response,
                                  "size: %zu, used: %zu, most used: %zu, "
                                  "allocations: %llu, failures: %llu",
                                  self->size, self->used, self->most_used,
                                  (unsigned long long)self->allocations,
                                  (unsigned long long)self->failures);
        }
    }
}

impl_interface(bump_allocator, "helix.allocator", 1.0) {
    alloc;
    free;
    available { return self->size - self->used; }
}
