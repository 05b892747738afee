// SPDX-License-Identifier: MIT

/// An allocator that fails once, and knows what is in use: the memory of the C library,
/// so that a sanitizer sees what is used after it was given back.
///
/// The file `fail` has the number of the call that fails, from 1; without it none does.
/// When the module stops it writes `calls failed left bytes` into the file `metered`.
module meter {
    info {
        version:      1.0.0;
        flags:        ALLOCATOR;
    }
    state {
        uint64_t fail_at = 0;
        uint64_t calls = 0;
        uint64_t failed = 0;
        uint64_t blocks = 0;
        uint64_t bytes = 0;
    }
    sources: "meter.c";
    impl {
        init;
        start { return HX_OK; }
        stop;
    }
}

impl_interface(meter, "helix.allocator", 1.0) {
    alloc;
    free = meter_give_back;
    available { return SIZE_MAX; }
}
