// SPDX-License-Identifier: MIT

/// A cache of texts by key, which lives on memory that nobody else needs.
///
/// What was used last is kept longest. Memory comes from `memory`, an entry in one block;
/// where there is none, the oldest entries make room. When memory runs short the cache
/// gives back half of what it has (Low) or all (Critical). Losing an entry is no failure:
/// whoever asks for one that is gone has to be able to make it again.
///
/// Requests are served on the main loop, and so are events: nothing here locks.
module memo {
    info {
        version:      1.0.0;
        description:  "Cache of texts by key";
        author:       "Helix";
    }
    config {
        /// How many bytes of keys and texts are kept at most.
        uint32_t limit_kib = 64 @range(1, 1048576);
    }
    uses {
        "helix.allocator" 1.0 as memory;
    }
    types {
        enum {
            MEMO_KEY_MAX = 63,
            MEMO_BUCKETS = 256,
        };
        /* Then the key and the text, without NULs. */
        struct memo_entry {
            struct memo_entry *next_in_bucket;
            struct memo_entry *newer;
            struct memo_entry *older;
            uint32_t hash;
            uint32_t key_size;
            size_t text_size;
        };
    }
    state {
        struct memo_entry *buckets[MEMO_BUCKETS];
        struct memo_entry *newest;
        struct memo_entry *oldest;
        /// Entries, and the bytes of their blocks.
        uint32_t count = 0;
        size_t used = 0;
        uint64_t hits = 0;
        uint64_t misses = 0;
        /// Entries that were dropped, for lack of memory or beyond the limit.
        uint64_t evictions = 0;
    }
    sources: "memo.c", "entries.c";
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop;

        on memory_pressure;

        /// `KEY TEXT`: keeps the text. A no: there is no memory for it.
        request "put";
        /// `KEY`: the text, or a no.
        request "get";
        /// `KEY`: forgets it; a no if there is none.
        request "drop";
        request "stats" {
            return hx_respond_fmt(response,
                                  "entries: %u, bytes: %zu, hits: %llu, misses: %llu, "
                                  "evictions: %llu",
                                  (unsigned)self->count, self->used,
                                  (unsigned long long)self->hits,
                                  (unsigned long long)self->misses,
                                  (unsigned long long)self->evictions);
        }
    }
}
