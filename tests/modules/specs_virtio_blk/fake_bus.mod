// SPDX-License-Identifier: MIT

/// A virtio bus with one disk, which is in memory and does what it is told to, good or
/// bad. It counts what a driver may not do.
module fake_bus {
    config {
        /// What the device offers, and what its configuration says.
        uint32_t features = 0;
        uint32_t size_max = 0;
        uint32_t segments_max = 0;
        uint32_t entries = 64;
    }
    types {
        enum { FAKE_BLOCKS = 512 };

        enum fake_mode {
            FAKE_GOOD,
            FAKE_SILENT,   /* nothing is ever done */
            FAKE_STRANGE,  /* an outcome that there is not */
            FAKE_UNKNOWN,  /* no request is known */
            FAKE_SHORT,    /* it has written less than it should */
            FAKE_BROKEN,   /* the bus has seen through it */
            FAKE_GONE,     /* like SILENT, and it does not come up again */
        };
    }
    state {
        uint8_t blocks[FAKE_BLOCKS * 512];
        enum fake_mode mode = FAKE_GOOD;
        bool ready = false;
        bool waits = false;
        bool done = false;
        uint64_t token = 0;
        uint32_t written = 0;
        uint64_t agreed = 0;
        uint32_t violations = 0;
        uint32_t flushes = 0;
        uint32_t begins = 0;
        uint32_t largest = 0;
    }
    sources: "fake_bus.c";
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }

        /// The mode from now on: a digit.
        request "mode";
        request "report" {
            return hx_respond_fmt(response, "violations %u, flushes %u, begins %u, "
                                  "largest %u", (unsigned)self->violations,
                                  (unsigned)self->flushes, (unsigned)self->begins,
                                  (unsigned)self->largest);
        }
    }
}

impl_interface(fake_bus, "helix.virtio", 1.0) {
    find {
        *device = 3;
        return type == 2 && nth == 0 ? HX_OK : HX_ERR_NOT_FOUND;
    }
    begin;
    add_queue;
    ready { self->ready = true; return device == 3 ? HX_OK : HX_ERR_NOT_FOUND; }
    reset { self->ready = false; self->waits = false; return HX_OK; }
    read_config;
    line { return UINT32_MAX; }
    acknowledge { return 0; }
    put;
    notify { return self->mode == FAKE_BROKEN ? HX_ERR_CORRUPT : HX_OK; }
    take;
}
