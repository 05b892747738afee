/* SPDX-License-Identifier: MIT */

/// A module to load, replace and unload: it counts the ticks that it has seen, and
/// whatever it is told to add.
module counter {
    info {
        version:     1.0.0;
        description: "Counts ticks and what it is told to";
        author:      "Helix";
        flags:       HOT_RELOADABLE;
        provides:    "counting";
    }
    config {
        /// What "add" without a number adds.
        uint32_t step = 1 @range(1, 1000);
    }
    state {
        uint64_t ticks;
        uint64_t total;
    }
    c {
        /* All of the payload as a decimal number; an empty one is `fallback`. */
        static bool read_number(struct hx_bytes text, uint64_t fallback, uint64_t *number)
        {
            const char *digits = text.data;
            uint64_t value = 0;

            if (text.size == 0) {
                *number = fallback;
                return true;
            }
            for (size_t i = 0; i < text.size; i++) {
                const unsigned digit = (unsigned)digits[i] - '0';

                if (digit > 9 || value > (UINT64_MAX - digit) / 10)
                    return false;
                value = value * 10 + digit;
            }
            *number = value;
            return true;
        }
    }
    impl {
        init { return HX_OK; }
        start { return HX_OK; }
        stop { return HX_OK; }
        on tick {
            self->ticks++;
            return HX_EVENT_HANDLED;
        }
        /// What has been counted so far.
        request "get" {
            return hx_respond_fmt(response, "ticks=%llu total=%llu",
                                  (unsigned long long)self->ticks,
                                  (unsigned long long)self->total);
        }
        /// Adds the number in the payload, or the configured step; a sum that does not
        /// fit starts again from zero.
        request "add" {
            uint64_t number;

            if (!read_number(request->payload, self->config->step, &number))
                return hx_respond_error(response, "expected a number");
            self->total += number;
            return hx_respond_fmt(response, "%llu", (unsigned long long)self->total);
        }
    }
}
