// SPDX-License-Identifier: MIT

/// What a store holds.
types {
    struct store_item {
        uint32_t key;
        uint64_t value;
    };
}

/// Numbers behind keys.
interface "test.store" 1.1 {
    /// Returns how many items there are.
    uint32_t count(void) @on_fail(0) @atomic;
    /// Puts one in; HX_ERR_NO_SPACE if it is full.
    hx_status put(const struct store_item *item @in);
    void clear(void) @since(1.1);
    /// Puts several in.
    hx_status put_all(const struct store_item *items @in(item_count), size_t item_count);
}

/// Keeps up to sixteen.
module store {
    info {
        version: 1.2.3;
        description: "A \"small\" store";
        flags: DRIVER | HOT_RELOADABLE;
        provides: "storage", "storage.small";
        publishes: "store.full";
    }
    config {
        /// How many it takes.
        uint16_t limit = 16 @range(1, 16);
        bool loud;
        const char *greeting = "hello, \\ world";
        int8_t weights[3] = -1;
    }
    state {
        /// In the order of their coming.
        struct store_item items[16];
        uint32_t used = 0;
        uint8_t pattern[4] = {1, 2, 3, 4};
    }
    restart { max: 3; window_ms: 10000; backoff_ms: 10; }
    c {
        #define FULL "store.full"
        static bool is_full(const struct store *self)
        {
            return self->used >= self->config->limit;
        }
    }
    impl {
        init { return HX_OK; }
        start { return HX_OK; }
        stop { return HX_OK; }
        request "count" { return hx_respond_fmt(response, "%u", (unsigned)self->used); }
        request "storage.clear" {
            self->used = 0;
            return hx_respond(response, NULL, 0);
        }
        on memory_pressure { self->used = 0; return HX_EVENT_HANDLED; }
    }
}

impl_interface(store, "test.store", 1.0) {
    count { return self->used; }
    put {
        if (is_full(self))
            return hx_fail(HX_ERR_NO_SPACE, "%s", FULL);
        self->items[self->used++] = *item;
        return HX_OK;
    }
    put_all {
        for (size_t i = 0; i < item_count; i++) {
            hx_status status = store_put(self, &items[i]);

            if (status != HX_OK)
                return status;
        }
        return HX_OK;
    }
}

/// Knows its older selves.
module diary {
    info { flags: HOT_RELOADABLE; }
    config { uint32_t lines = 4; }
    types {
        enum weather { SUNNY, RAINY = 4, SNOWY };
        struct day {
            bool good[3];
            enum weather weather;
            uint64_t minutes : 20;
        };
        struct old_day { bool good[3]; };
    }
    state 3 {
        uint64_t pages;
        struct day days[2][7];
        const char *pen @transient;
        bool open = true;
        int16_t mood;
    }
    migrate 1 -> 2 {
        from { uint16_t sheets; int8_t temper; }
        rename sheets -> pages;
        rename temper -> mood;
        body {
            self->last.good[0] = old->temper > 0 && self->config->lines > 0;
            return HX_OK;
        }
    }
    migrate 2 -> 3 {
        from { uint32_t pages; int16_t mood; struct old_day last; }
    }
    impl {
        init { return HX_OK; }
        start { return HX_OK; }
        stop { return HX_OK; }
    }
}
