// SPDX-License-Identifier: MIT

/// What is allowed, by a list of rules in the profile: the first that fits decides.
///
///     allow|deny request SOURCE TARGET TYPE
///     allow|deny load FILE NAME signed|unsigned|*
///
/// Words are separated by spaces. In a name `*` stands for anything, and `prefix*` for
/// whatever begins so. What no rule fits is decided by `allow_by_default`.
///
/// The kernel runs a boot command as a request "run" of "kernel" to "shell", and the
/// shell's own requests come from "shell": both need a rule as all others do.
///
/// Until it has started nothing is allowed: what asks in its own start says
/// `after: "policy"`. Where a rule is malformed, init fails, and nothing ever is.
module policy {
    info {
        version:     1.0.0;
        description: "Allows and denies requests and loads by rules";
        author:      "Helix";
        flags:       SECURITY;
    }
    config {
        /// The rules, in order; "" is none.
        const char *rules[32] = "";
        bool allow_by_default = false;
        /// Denials that the log shows in one second; the rest is only counted.
        uint32_t log_per_s = 8 @range(0, 1000);
    }
    types {
        enum { POLICY_RULES_MAX = 32, POLICY_NAMES = 3 };

        enum policy_subject { POLICY_NO_RULE, POLICY_REQUEST, POLICY_LOAD };

        /* A name, or what it begins with. The text is the profile's. */
        struct policy_pattern {
            const char *text;
            size_t size;
            bool is_prefix;
        };

        struct policy_rule {
            enum policy_subject subject;
            bool allows;
            /* Source, target, type; or file, name. */
            struct policy_pattern names[POLICY_NAMES];
            bool fits_signed;
            bool fits_unsigned;
            uint64_t use_count; /* how often it has decided */
        };
    }
    state {
        /// Other modules may ask it from threads.
        struct hx_mutex mutex;
        struct policy_rule rules[POLICY_RULES_MAX];
        /// What no rule fitted.
        uint64_t default_count = 0;
        uint64_t denied_count = 0;
        /// Denials that the log does not show, in all and since it showed one.
        uint64_t unlogged_count = 0;
        uint64_t unlogged_since = 0;
        /// The second that denials are being logged in, and how many were.
        uint64_t window_start_ns = 0;
        uint32_t window_count = 0;
    }
    sources: "parse.c", "decide.c", "requests.c";
    impl {
        init;
        start { return HX_OK; }
        stop  { return HX_OK; }

        /// A line a rule, "NUMBER COUNT RULE", and one for the default.
        request "rules";
        /// "denied: N, not logged: N".
        request "stats";
    }
}

impl_interface(policy, "helix.security", 1.0) {
    check_request;
    check_load;
}
