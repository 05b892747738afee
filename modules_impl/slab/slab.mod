// SPDX-License-Identifier: MIT

/// Small objects, cut from slabs of 16 KiB that come from another allocator.
///
/// Sizes are rounded up to a power of two from 16 to 2048; an object lies at a multiple
/// of that, so `align` may be as large as the object. `alloc` takes constant time. What
/// is larger, or aligned to more, is passed through to `pages`, which then also judges
/// what is freed. A slab without objects goes back there, but for one of each size; those
/// go too, before a call fails because `pages` has nothing left.
///
/// `free` may be given any pointer: slabs are looked up by address, in a table of their
/// own, and what is known of an object lies at the head of its slab. It takes back an
/// object with exactly the address and the size that `alloc` was asked for.
///
/// With `debug`, each object has 16 bytes or more in front of it and behind it, filled
/// with 0xed and checked when it is freed; what is free is filled with 0xf5 and checked
/// when it is allocated again. What was overwritten is logged and counted; the call then
/// goes on. Objects take about twice the room then.
module slab {
    info {
        version:      1.0.0;
        description:  "Slab allocator of small objects";
        author:       "Helix";
        flags:        ALLOCATOR;
        provides:     "allocator";
    }
    config {
        /// Look for writes to free objects, in front of objects and behind them: slow.
        bool debug = false;
    }
    uses {
        "helix.allocator" 1.0 as pages;
    }
    types {
        enum {
            SLAB_SIZE = 16384,      /* and its alignment */
            SLAB_SMALLEST = 16,
            SLAB_LARGEST = 2048,    /* what is asked for; the rest is passed through */
            SLAB_CLASSES = 10,      /* two more: objects grow by what `debug` adds */
            SLAB_BUCKETS = 1024,
        };
        /* One for each object of a slab. */
        struct slab_entry {
            uint16_t asked; /* bytes; 0: it is free */
            uint16_t other; /* free: the next one; in use: bytes in front of it */
        };
        /* At the start of each slab; then the entries, then the objects. */
        struct slab_header {
            struct slab_header *next_in_bucket;
            struct slab_header *next; /* of the same class, with both used and free */
            struct slab_header *previous;
            uint16_t class;
            uint16_t used;
            uint16_t free; /* the first free object */
        };
        struct slab_class {
            struct slab_header *partial; /* slabs with objects in use, and room */
            struct slab_header *spare;   /* one without objects, or NULL */
            uint16_t size;               /* of an object */
            uint16_t count;              /* of objects in a slab */
            uint16_t first;              /* the first one's offset */
        };
    }
    state {
        struct slab_class classes[SLAB_CLASSES];
        /// Slabs by their address.
        struct slab_header *buckets[SLAB_BUCKETS];
        /// Bytes in slabs that are not in use.
        size_t free_size = 0;
        uint32_t slabs = 0;
        /// Objects in use, and calls of alloc that found no room.
        uint64_t objects = 0;
        uint64_t failures = 0;
        /// Objects that somebody has written to without owning the place.
        uint64_t corruptions = 0;
    }
    sources: "slab.c", "slabs.c", "guard.c";
    impl {
        init;
        start { return HX_OK; }
        stop  { return HX_OK; }

        request "stats" {
            return hx_respond_fmt(response,
                                  "slabs: %u, objects: %llu, failures: %llu, "
                                  "corruptions: %llu",
                                  (unsigned)self->slabs,
                                  (unsigned long long)self->objects,
                                  (unsigned long long)self->failures,
                                  (unsigned long long)self->corruptions);
        }
    }
}

impl_interface(slab, "helix.allocator", 1.0) {
    alloc;
    free;
    available;
}
