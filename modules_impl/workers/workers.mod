// SPDX-License-Identifier: MIT

/// Threads that compute something, for a kernel that has nothing else to do: who changes
/// schedulers, or looks at `ps`, sees them go on. Each one looks for prime numbers of its
/// own, and rests now and then.
module workers {
    info {
        version:      1.0.0;
        description:  "Threads that look for prime numbers";
        author:       "Helix";
        dependencies: "threads";
    }
    config {
        /// How many threads there are.
        uint32_t count = 3 @range(1, 4);
        /// The level of the first one; each other is one level less urgent.
        uint32_t priority = 3 @range(0, 4);
        /// How many primes one finds between two rests.
        uint32_t primes_per_turn = 100 @range(1, 1000000);
        uint32_t rest_ms = 5 @range(1, 1000);
    }
    types {
        enum { WORKERS_MAX = 4 };

        struct worker {
            struct hx_thread thread;
            uint32_t last;  /* the prime that was found last, or 0 */
            uint32_t found; /* how many primes there are up to it */
        };
    }
    state {
        struct worker workers[WORKERS_MAX];
    }
    sources: "workers.c";
    impl {
        init { (void)ctx; return HX_OK; }
        start;
        stop { return HX_OK; }
        /// For each thread: "N primes up to P", separated by "; ".
        request "progress";
    }
}
