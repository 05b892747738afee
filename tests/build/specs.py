# SPDX-License-Identifier: MIT
"""Specs that several build tests share."""

PROVIDER = """\
interface "test.adder" 1.0 {
    /// The sum of both.
    uint32_t add(uint32_t left, uint32_t right) @on_fail(0);
}

module adder {
    info { version: 1.2.0; }
    impl {
        init { return HX_OK; }
        start { return HX_OK; }
        stop { return HX_OK; }
    }
}

impl_interface(adder, "test.adder", 1.0) {
    add { return left + right; }
}
"""

CONSUMER = """\
module consumer {
    uses { "test.adder" 1.0 as sums; }
    impl {
        init { return HX_OK; }
        start {
            hx_log_info("sum %u", consumer_sums_add(self, 2u, 3u));
            return HX_OK;
        }
        stop { return HX_OK; }
    }
}
"""

BYSTANDER = """\
module bystander {
    sources: "bystander.c";
    impl {
        init;
        start { return HX_OK; }
        stop { return HX_OK; }
    }
}
"""

BYSTANDER_C = """\
hx_status bystander_init(struct bystander *self, const struct hx_context *ctx)
{
    (void)self;
    (void)ctx;
    return HX_OK;
}
"""
