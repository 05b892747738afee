# SPDX-License-Identifier: MIT
"""Handles and interfaces: every kind of binding gives the same call."""

from __future__ import annotations

import pytest

from tests.boot.transcript import ask, boot
from tests.workspace import Workspace

TARGETS = ["host", "x86_64"]

LIFE = "init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; }"

SPEC = """
interface "calc.core" 1.1 {
    /// Adds.
    uint64_t add(uint64_t a, uint64_t b) @on_fail(77);
    hx_status divide(uint32_t a, uint32_t b, uint32_t *result @out);
    void remember(const uint8_t *data @in(size), size_t size);
    const char *label(void) @string @on_fail("nobody");
    bool ready(void) @on_fail(false);
    uint32_t later(uint32_t n) @on_fail(11) @since(1.1);
    hx_status later_status(void) @since(1.1);
}
interface "text.ops" 2.3 { uint32_t length(const char *text @string) @on_fail(0); hx_status fill(char *out @out(n), size_t n, char with); }
interface "misc.x" 1.0 { uint32_t add(uint32_t a) @on_fail(0); hx_status start(void); }
interface "no.one" 3.0 { uint32_t value(void) @on_fail(42); hx_status act(void); void nothing(void); const char *name(void) @string @on_fail("unbound"); }

/* Static, not replaceable: called directly. */
module plain {
    sources: "plain.c";
    state { uint32_t remembered; }
    c {
        #include <helix/log.h>
        #define TWICE(x) \\
            (2u * (x))
        static uint32_t helper(uint32_t n) { /* } */ return TWICE(n); }
    }
    impl { LIFE
        request "remembered" { return hx_respond_fmt(response, "%u %u", (unsigned)self->remembered, (unsigned)helper(4)); } }
}
impl_interface(plain, "calc.core", 1.1) {
    add { return a + b; }
    divide { if (b == 0) return hx_fail(HX_ERR_INVALID, "%u / 0", (unsigned)a); *result = a / b; return HX_OK; }
    remember;
    label { return "plain"; }
    ready { return true; }
    later = plain_own_later;
    later_status { return HX_ERR_BUSY; }
}
impl_interface(plain, "text.ops", 2.3) { length; fill { memset(out, with, n); return HX_OK; } }
impl_interface(plain, "misc.x", 1.0) { add = plain_misc_add; start = plain_misc_start; }

/* HOT_RELOADABLE: called through a slot; only 1.0 of calc.core. */
module swappable { info { flags: HOT_RELOADABLE; } state { uint32_t calls; } impl { LIFE } }
impl_interface(swappable, "calc.core", 1.0) {
    add { self->calls++; return 1000 + a + b; }
    divide { (void)a; (void)b; (void)result; return HX_ERR_UNSUPPORTED; }
    remember { self->calls += (uint32_t)size + data[0]; }
    label { return self->calls ? "swappable" : "unused"; }
    ready { return self->calls > 0; }
}
module sick { impl { init { return HX_ERR_INIT; } start { return HX_OK; } stop { return HX_OK; } } }
impl_interface(sick, "calc.core", 1.0) {
    add { return a * b; } divide { (void)a; (void)b; (void)result; return HX_OK; } remember { (void)data; (void)size; } label { return "sick"; } ready { return true; }
}

module client {
    uses {
        "calc.core" 1.1 as direct;
        "calc.core" 1.0 as slot;
        "calc.core" 1.0 as opt optional;
        "calc.core" 1.0 as down optional;
        "no.one" as nobody optional;
        "text.ops" >= 2.0 < 3.0 as text;
        "misc.x" as misc;
    }
    impl { LIFE
        request "direct" {
            uint32_t result = 9;
            hx_status good = client_direct_divide(self, 12, 4, &result);
            client_direct_remember(self, (const uint8_t *)"abc", 3);
            return hx_respond_fmt(response, "%llu %d %u %s %d %u %d", (unsigned long long)client_direct_add(self, 2, 3), good, (unsigned)result,
                client_direct_label(self), client_direct_ready(self), (unsigned)client_direct_later(self, 5), client_direct_later_status(self) == HX_ERR_BUSY);
        }
        request "direct-fails" { uint32_t result; return client_direct_divide(self, 12, 0, &result); }
        request "slot" {
            uint32_t result = 9;
            bool before = client_slot_ready(self);
            hx_status bad = client_slot_divide(self, 12, 4, &result);
            client_slot_remember(self, (const uint8_t *)"\\x05", 1);
            return hx_respond_fmt(response, "%d %llu %d %u %s %d", before, (unsigned long long)client_slot_add(self, 2, 3), bad == HX_ERR_UNSUPPORTED,
                (unsigned)result, client_slot_label(self), client_slot_ready(self));
        }
        request "optional" {
            return hx_respond_fmt(response, "%d %llu | %d %llu %s %d", client_has_opt(self), (unsigned long long)client_opt_add(self, 1, 1),
                client_has_down(self), (unsigned long long)client_down_add(self, 1, 1), client_down_label(self), client_down_divide(self, 1, 1, NULL) == HX_ERR_NOT_FOUND);
        }
        request "unbound" {
            client_nobody_nothing(self);
            return hx_respond_fmt(response, "%d %u %d %s", client_has_nobody(self), (unsigned)client_nobody_value(self),
                client_nobody_act(self) == HX_ERR_NOT_FOUND, client_nobody_name(self));
        }
        request "unbound-status" { return client_nobody_act(self); }
        request "several" {
            char out[4] = "...";
            hx_status status = client_text_fill(self, out, 2, 'x');
            return hx_respond_fmt(response, "%u %s %d %u %d", (unsigned)client_text_length(self, "four"), out, status, (unsigned)client_misc_add(self, 6), client_misc_start(self) == HX_ERR_DENIED);
        }
        request "primary" {
            const struct hx_module *found[8];
            size_t count = hx_interface_implementors("calc.core", found, 8);
            const struct hx_module *primary = hx_interface_primary("calc.core");
            return hx_respond_fmt(response, "%zu %s %s %s %llu %s %zu %d", count, found[0]->info->name, found[1]->info->name, primary->info->name,
                (unsigned long long)calc_core_add(hx_primary_calc_core(), 1, 2), text_label(), hx_interface_implementors("no.one", found, 8),
                hx_interface_primary("nonsense") == NULL && hx_interface_primary("no.one") == NULL);
        }
        request "primary-late" { return hx_respond_fmt(response, "%u", (unsigned)calc_core_later(hx_primary_calc_core(), 1)); }
        request "primary-none" { return hx_respond_fmt(response, "%u %d", (unsigned)no_one_value(hx_primary_no_one()), no_one_act(hx_primary_no_one()) == HX_ERR_NOT_FOUND); }
    }
    c { static const char *text_label(void) { return calc_core_label(hx_primary_calc_core()); } }
}
""".replace(
    "LIFE", LIFE
)

SOURCE = """\
/* SPDX-License-Identifier: MIT */
uint32_t plain_own_later(struct plain *self, uint32_t n) { (void)self; return n * 3u; }
void plain_remember(struct plain *self, const uint8_t *data, size_t size) { self->remembered = (uint32_t)size * 100u + data[0]; }
uint32_t plain_length(struct plain *self, const char *text) { (void)self; return (uint32_t)strlen(text); }
uint32_t plain_misc_add(struct plain *self, uint32_t a) { (void)self; return a + 100u; }
hx_status plain_misc_start(struct plain *self) { (void)self; return HX_ERR_DENIED; }
"""

BINDINGS = """
[interfaces]
"calc.core" = "swappable"
[bind.client]
direct = "plain"
down = "sick"
"""


@pytest.mark.parametrize("target", TARGETS)
def test_bindings(workspace: Workspace, target: str) -> None:
    workspace.write("mods/plain.c", SOURCE)
    seen = boot(
        workspace,
        SPEC,
        ["client", "plain", "swappable", "sick"],
        [
            *ask("client", "direct", "direct-fails", "slot", "optional", "unbound"),
            *ask("client", "unbound-status", "several", "primary", "primary-late"),
            *ask("client", "primary-none"),
            "request plain remembered",
            "interfaces",
        ],
        target=target,
        more=BINDINGS,
        status=1,
    )
    assert seen.reply("request client direct") == '-> ok "5 0 3 plain 1 15 1"'
    assert seen.reply("request client direct-fails") == (
        "error: HX_ERR_INVALID: 12 / 0"
    )
    assert seen.reply("request client slot") == '-> ok "0 1005 1 9 swappable 1"'
    assert seen.reply("request client optional") == '-> ok "1 1002 | 0 77 nobody 1"'
    assert seen.reply("request client unbound") == '-> ok "0 42 1 unbound"'
    assert seen.reply("request client unbound-status").startswith(
        "error: HX_ERR_NOT_FOUND: "
    )
    assert seen.reply("request client several") == '-> ok "4 xx. 0 106 1"'
    assert seen.reply("request plain remembered") == '-> ok "397 8"'
    assert seen.reply("request client primary") == (
        '-> ok "3 plain sick swappable 1003 swappable 0 1"'
    )
    # A provider of 1.0 has nothing of 1.1: the call cannot be delivered.
    assert seen.reply("request client primary-late") == '-> ok "11"'
    assert seen.reply("request client primary-none") == '-> ok "42 1"'
    interfaces = seen.answer("interfaces")
    assert [line for line in interfaces if line.startswith("text.ops ")]


def test_required_users_of_a_failed_provider_are_skipped(
    workspace: Workspace,
) -> None:
    spec = """
interface "a.b" 1.0 { uint32_t n(void) @on_fail(5); }
module provider { info { version: 2.0.0; flags: HOT_RELOADABLE; } impl { init { return HX_OK; } start { return hx_fail(HX_ERR_LOAD, "late"); } stop { return HX_OK; } } }
impl_interface(provider, "a.b", 1.0) { n { return 1; } }
module needs { uses { "a.b" 1.0 as it; } impl { init { hx_log_info("needs sees %u", (unsigned)needs_it_n(self)); return HX_OK; } start { return HX_OK; } stop { return HX_OK; } } }
module likes { uses { "a.b" 1.0 as it optional; } impl {
    init { hx_log_info("at init %d %u", likes_has_it(self), (unsigned)likes_it_n(self)); return HX_OK; }
    start { hx_log_info("at start %d %u", likes_has_it(self), (unsigned)likes_it_n(self)); return HX_OK; }
    stop { return HX_OK; } } }
"""
    seen = boot(workspace, spec, ["needs", "likes"], [], status=1)
    assert "init provider 2.0.0 ok" in seen.log
    assert "start provider 2.0.0 failed: HX_ERR_LOAD: late" in seen.log
    # A call is allowed once init has returned HX_OK, and no more after the failure.
    said = [line for line in seen.done.lines if line.startswith("[info]")]
    assert sorted(said) == [
        "[info] at init 1 1",
        "[info] at start 0 5",
        "[info] needs sees 1",
    ]
    [skip] = [line for line in seen.log if line.startswith("skip ")]
    assert skip in ("skip needs 0.1.0: needs provider", "skip needs 0.1.0: needs a.b")
    assert "start likes 0.1.0 ok" in seen.log
    assert "ready modules=3 failed=2" in seen.log


def test_two_modules_from_one_spec_do_not_mix(workspace: Workspace) -> None:
    """Same field, hook and helper names in two modules; names and identifiers differ."""
    spec = "".join(
        f"""
interface "own.{who}" 1.0 {{ uint32_t value(void) @on_fail(0); }}
module {who} {{
    info {{ name: "{name}"; }}
    types {{ struct {who}_pair {{ uint32_t value; }}; }}
    state {{ struct {who}_pair pair = {{{number}}}; }}
    c {{ static uint32_t helper(void) {{ return {number}u; }} }}
    impl {{ {LIFE} request "value" {{ return hx_respond_fmt(response, "%u", (unsigned)(self->pair.value + helper())); }} }}
}}
impl_interface({who}, "own.{who}", 1.0) {{ value {{ return helper(); }} }}
"""
        for who, name, number in (("left", "right", 10), ("right", "left", 20))
    )
    seen = boot(
        workspace,
        spec,
        ["left", "right"],
        [*ask("left", "value"), *ask("right", "value")],
    )
    # Profiles and the shell know the names; `left` is the name of module `right`.
    assert seen.reply("request left value") == '-> ok "40"'
    assert seen.reply("request right value") == '-> ok "20"'


OVERFLOW = """\
interface "count.store" 1.0 {
    hx_status put(const uint32_t *data @in(n), size_t n);
    uint32_t sum(const uint16_t *data @in(n * 3), uint32_t n) @on_fail(77);
    void raw(const void *data @in(size), size_t size);
}
module fixed { IMPL }
impl_interface(fixed, "count.store", 1.0) {
    put { return n == 2 ? HX_OK : HX_ERR_INTERNAL; }
    sum { return n; }
    raw { hx_log_info("raw %d", size == SIZE_MAX); }
}
module moving { info { flags: HOT_RELOADABLE; } IMPL }
impl_interface(moving, "count.store", 1.0) {
    put { return n == 2 ? HX_OK : HX_ERR_INTERNAL; }
    sum { return n; }
    raw { hx_log_info("raw %d", size == SIZE_MAX); }
}
module asker {
    uses { "count.store" 1.0 as direct; "count.store" 1.0 as slot; }
    impl {
        init { return HX_OK; }
        start {
            const uint32_t words[2] = {1, 2};
            const uint16_t halves[3] = {1, 2, 3};
            size_t over = SIZE_MAX / sizeof(uint32_t) + 1;

            hx_log_info("direct %s %s", hx_status_name(asker_direct_put(self, words, 2)),
                        hx_status_name(asker_direct_put(self, words, over)));
            hx_log_info("slot %s %s", hx_status_name(asker_slot_put(self, words, 2)),
                        hx_status_name(asker_slot_put(self, words, over)));
            hx_log_info("sum %u %u", (unsigned)asker_direct_sum(self, halves, 1),
                        (unsigned)asker_slot_sum(self, halves, 1));
            asker_direct_raw(self, words, SIZE_MAX);
            asker_slot_raw(self, words, SIZE_MAX);
            return HX_OK;
        }
        stop { return HX_OK; }
    }
}
""".replace(
    "IMPL",
    "impl { init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; } }",
)


def test_a_count_that_overflows_is_refused(workspace: Workspace) -> None:
    workspace.write("mods/count.mod", OVERFLOW)
    binds = '[bind.asker]\ndirect = "fixed"\nslot = "moving"\n'
    workspace.write_profile(["asker", "fixed", "moving"], more=binds)
    done = workspace.build_and_boot().expect(0)
    assert [line for line in done.lines if line.startswith("[info]")] == [
        "[info] direct HX_OK HX_ERR_INVALID",
        "[info] slot HX_OK HX_ERR_INVALID",
        "[info] sum 1 1",
        "[info] raw 1",
        "[info] raw 1",
    ], done.story()
