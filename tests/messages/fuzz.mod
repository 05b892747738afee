// SPDX-License-Identifier: MIT

/// Provides the operations that operations.py makes up.
module server {
    sources: "provider.c";
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
    }
}

/// Calls them by message and typed, and compares.
module fuzzer {
    config { uint32_t rounds = 1000; }
    uses { "fuzz.ops" 1.0 as ops; }
    sources: "fuzz.c", "fuzz_random.c", "driver.c";
    impl {
        init  { return HX_OK; }
        start { return HX_OK; }
        stop  { return HX_OK; }
        request "run";
    }
}
