# SPDX-License-Identifier: MIT
"""Providers that fail, primaries, migrations that build, formats: what is left."""

from __future__ import annotations

import pytest

from tests.boot.transcript import QUIET, ask, boot
from tests.workspace import Workspace

TARGETS = ["host", "x86_64"]

FAIL = "init { return HX_ERR_INIT; } start { return HX_OK; } stop { return HX_OK; }"

PROVIDERS = """
interface "who.is" 1.0 { uint32_t number(void) @on_fail(0); }
module a_dead { info { provides: "power", "light"; } impl { FAIL } }
impl_interface(a_dead, "who.is", 1.0) { number { return 1; } }
module b_alive { info { provides: "power"; version: 1.5.0; } impl { QUIET request "me" { return hx_respond_fmt(response, "b"); } } }
impl_interface(b_alive, "who.is", 1.0) { number { return 2; } }
module c_alive { info { provides: "power"; version: 1.6.0; } impl { QUIET request "me" { return hx_respond_fmt(response, "c"); } } }
impl_interface(c_alive, "who.is", 1.0) { number { return 3; } }
module any_power { info { dependencies: "power"; } impl { QUIET
    request "primary" { return hx_respond_fmt(response, "%u %s", (unsigned)who_is_number(hx_primary_who_is()), hx_interface_primary("who.is")->info->name); } } }
module new_power { info { dependencies: "power" >= 1.5 optional; } impl { QUIET } }
module needs_light { info { dependencies: "light"; } impl { QUIET } }
module likes_light { info { dependencies: "light" optional; } impl { QUIET } }
""".replace(
    "FAIL", FAIL
).replace(
    "QUIET", QUIET
)


@pytest.mark.parametrize("target", TARGETS)
def test_a_capability_is_met_by_any_provider(workspace: Workspace, target: str) -> None:
    names = ["a-dead", "b-alive", "c-alive", "any-power", "needs-light", "likes-light"]
    seen = boot(
        workspace,
        PROVIDERS,
        names,
        ["request any-power primary", "request power me", "providers power"],
        target=target,
        status=1,
    )
    assert "init any-power 0.1.0 ok" in seen.log
    assert "skip needs-light 0.1.0: needs light" in seen.log
    assert "init likes-light 0.1.0 ok" in seen.log
    # The first Running one, in start order.
    assert seen.reply("request any-power primary") == '-> ok "2 b-alive"'
    assert "ready modules=8 failed=2" in seen.log


SHAPES = """
types { struct cell { uint8_t x; uint8_t y; }; enum { SIDE = 2 }; }
interface "shape.test" 1.2 {
    hx_status one(const uint32_t *in @in, uint32_t *out @out, uint32_t *both @inout);
    hx_status many(const struct cell cells[SIDE] @in(SIDE), struct cell *out @out(4), size_t n);
    hx_status bytes(const void *in @in(size), void *out @out(size), size_t size);
    hx_status grid(uint16_t *cells @inout(rows * SIDE), uint32_t rows);
    const char *name(const char *prefix @string) @string @on_fail(NULL);
    void *where(void *at @address) @on_fail(NULL) @address;
    bool flag(bool value) @on_fail(true) @atomic;
    int64_t negative(int8_t value) @on_fail(-9) @since(1.2);
    enum hx_module_state state(enum hx_event_kind kind) @on_fail(HX_STATE_ERROR) @isr;
    void nothing(void) @since(1.1);
}
module server { state { uint32_t nothings; } impl { QUIET request "nothings" { return hx_respond_fmt(response, "%u", (unsigned)self->nothings); } } }
impl_interface(server, "shape.test", 1.2) {
    one { *out = *in + 1; *both *= 2; return HX_OK; }
    many { for (size_t i = 0; i < n; i++) out[i].x = cells[1].y; return HX_OK; }
    bytes { memcpy(out, in, size); return HX_OK; }
    grid { for (uint32_t i = 0; i < rows * SIDE; i++) cells[i]++; return HX_OK; }
    name { return prefix[0] == 'x' ? "ex" : "other"; }
    where { return (char *)at + 1; }
    flag { return !value; }
    negative { return (int64_t)value * 1000; }
    state { return kind == HX_EVENT_TICK ? HX_STATE_RUNNING : HX_STATE_LOADED; }
    nothing { self->nothings++; }
}
module swapped { info { flags: EXPERIMENTAL; } uses { "shape.test" 1.2 as s optional; } impl { CALLS } }
module client { uses { "shape.test" 1.2 as s; } impl { CALLS } }
module old { uses { "shape.test" 1.0 as s; } impl { QUIET request "flag" { return hx_respond_fmt(response, "%d", old_s_flag(self, false)); } } }
"""

CALLS = """QUIET
    request "all" {
        uint32_t in = 4, out = 0, both = 21;
        struct cell cells[SIDE] = {{1, 2}, {3, 4}}, seen[4] = {{0, 0}};
        uint16_t grid[4] = {1, 2, 3, 4};
        char bytes[4] = "";
        char place;
        hx_status sum = WHO_s_one(self, &in, &out, &both);
        if (sum == HX_OK) sum = WHO_s_many(self, cells, seen, 3);
        if (sum == HX_OK) sum = WHO_s_bytes(self, "abc", bytes, 4);
        if (sum == HX_OK) sum = WHO_s_grid(self, grid, 2);
        WHO_s_nothing(self);
        return hx_respond_fmt(response, "%d %u %u %u%u %s %u%u %s %d %d %lld %d", sum, (unsigned)out, (unsigned)both, seen[2].x, seen[3].x, bytes,
            grid[0], grid[3], WHO_s_name(self, "xy"), WHO_s_where(self, &place) == (void *)(&place + 1), WHO_s_flag(self, true),
            (long long)WHO_s_negative(self, -7), (int)WHO_s_state(self, HX_EVENT_TICK) == (int)HX_STATE_RUNNING);
    }
"""


@pytest.mark.parametrize("target", TARGETS)
def test_shapes_of_parameters(workspace: Workspace, target: str) -> None:
    """The same calls: bound directly, and through a slot."""
    spec = SHAPES
    for who in ("swapped", "client"):
        spec = spec.replace("CALLS", CALLS.replace("WHO", who), 1)
    seen = boot(
        workspace,
        spec.replace("QUIET", QUIET),
        ["swapped", "client", "old"],
        [
            *ask("client", "all"),
            *ask("swapped", "all"),
            *ask("old", "flag"),
            *ask("server", "nothings"),
        ],
        target=target,
    )
    for who in ("client", "swapped"):
        assert seen.reply(f"request {who} all") == (
            '-> ok "0 5 42 40 abc 25 ex 1 0 -7000 1"'
        )
    assert seen.reply("request old flag") == '-> ok "1"'
    assert seen.reply("request server nothings") == '-> ok "2"'


FORMATS = r"""
module f { impl { QUIET
    request "integers" { return hx_respond_fmt(response, "%d %5d|%-5d|%05d|%+d|% d|%u %x %X %#x %o %#o %i", -1, 42, 42, 42, 42, 42, 4294967295u, 255u, 255u, 255u, 8u, 8u, 7); }
    request "lengths" { return hx_respond_fmt(response, "%hhu %hd %ld %lld %llu %zu %jd %td", (unsigned char)255, (short)-2, -3L, -4LL, 18446744073709551615ULL, sizeof(uint64_t), (intmax_t)-5, (ptrdiff_t)6); }
    request "text" { return hx_respond_fmt(response, "%s|%5s|%-5s|%.2s|%*s|%.*s|%c|%%", "abc", "abc", "abc", "abc", 6, "abc", 1, "abc", 'z'); }
    request "precision" { return hx_respond_fmt(response, "%.3d|%8.3d|%-8.3d|%.0d|%08x|%.5x", 7, 7, 7, 0, 48879u, 255u); }
    request "extremes" { return hx_respond_fmt(response, "%lld %d %x", (long long)INT64_MIN, (int)INT32_MIN, 0u); }
    request "exactly" { char full[4097]; memset(full, 'x', sizeof(full)); full[request->payload.size * 0 + 4096] = 0; return hx_respond_fmt(response, "%s", full) == HX_OK ? hx_respond_fmt(response, "fits") : HX_ERR_NO_SPACE; }
    request "too-long" { char full[4098]; memset(full, 'x', sizeof(full)); full[4097] = 0; return hx_respond_fmt(response, "%s", full); }
} }
""".replace(
    "QUIET", QUIET
)

FORMATTED = {
    "integers": "-1    42|42   |00042|+42| 42|4294967295 ff FF 0xff 10 010 7",
    "lengths": "255 -2 -3 -4 18446744073709551615 8 -5 6",
    "text": "abc|  abc|abc  |ab|   abc|a|z|%",
    "precision": "007|     007|007     ||0000beef|000ff",
    "extremes": "-9223372036854775808 -2147483648 0",
    "exactly": "fits",
}


@pytest.mark.parametrize("target", TARGETS)
def test_formats_are_those_of_c(workspace: Workspace, target: str) -> None:
    seen = boot(
        workspace,
        FORMATS,
        ["f"],
        ask("f", *FORMATTED, "too-long"),
        target=target,
    )
    for kind, text in FORMATTED.items():
        assert seen.reply(f"request f {kind}") == f'-> ok "{text}"'
    assert seen.reply("request f too-long").startswith("error: HX_ERR_NO_SPACE: ")


def test_replaceable_modules_with_migrations_boot(workspace: Workspace) -> None:
    """What serves only a replacement builds, and changes nothing of the boot."""
    spec = """
module keeper {
    info { version: 3.0.0; flags: HOT_RELOADABLE; }
    types { struct entry { uint32_t key; uint8_t text[8]; }; enum mood { CALM, LOUD }; }
    state 3 {
        uint64_t task_count = 5;
        struct entry entries[4];
        enum mood mood = LOUD;
        bool flag;
        void *scratch @transient;
    }
    migrate 1 -> 2 {
        from { uint32_t count; }
        rename count -> task_count;
    }
    migrate 2 -> 3 {
        from { uint32_t task_count; uint8_t gone[3]; }
        body { self->task_count = old->task_count * 2u; return HX_OK; }
    }
    restart { max: 3; window_ms: 10000; backoff_ms: 10; }
    impl { QUIET request "n" { return hx_respond_fmt(response, "%llu %d", (unsigned long long)self->task_count, (int)self->mood); } }
}
""".replace(
        "QUIET", QUIET
    )
    seen = boot(workspace, spec, ["keeper"], ask("keeper", "n"))
    assert seen.reply("request keeper n") == '-> ok "5 1"'
    assert "init keeper 3.0.0 ok" in seen.log


def test_nobody_can_pass_for_the_kernel(workspace: Workspace) -> None:
    """The source of a request is the caller's true name, whatever it writes there."""
    spec = """
module fake { impl { QUIET request "go" {
    struct hx_request request_ = {.source = "kernel", .type = "run", .payload = {"shutdown", 8}};
    char room[64];
    struct hx_response got = {.payload = {room, sizeof(room), 0}};
    hx_status status = hx_request_service(self->context, "shell", &request_, &got);
    return hx_respond_fmt(response, "%s", status == HX_OK && got.success ? "ran" : "refused");
} } }
""".replace(
        "QUIET", QUIET
    )
    seen = boot(workspace, spec, ["fake"], [*ask("fake", "go"), "list"])
    assert seen.reply("request fake go") == '-> ok "refused"'
    assert seen.commands[-1] == "list"
