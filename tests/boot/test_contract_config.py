# SPDX-License-Identifier: MIT
"""Configuration in both forms, state's first values, and types of a spec."""

from __future__ import annotations

import pytest

from tests.boot.transcript import ask, boot
from tests.workspace import Workspace

TARGETS = ["host", "x86_64"]

LIFE = "init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; }"

CONFIG = """
types { enum colour { RED, GREEN = 5, BLUE }; typedef uint16_t port_number; }
module subject {
    types { enum mode { SLOW, FAST = -3 }; enum { LENGTH = 2 + 1 }; }
    config {
        uint8_t  u8 = 255;
        int8_t   i8 = -128;
        int16_t  i16;
        uint32_t u32 = 0xffffffff;
        int32_t  i32 = -2147483648;
        uint64_t u64 = 18446744073709551615;
        int64_t  i64 = -9223372036854775808;
        size_t   size = 7;
        bool     yes = true;
        bool     unset_bool;
        enum mode mode = FAST;
        enum mode unset_mode;
        enum colour colour = GREEN;
        port_number port = 8080 @range(1, 9000);
        int32_t  ranged = -5 @range(-10, -1);
        const char *text = "say \\"hi\\" \\\\ \\tto gr\u00fcn";
        const char *joined = "one " "two " /* and */
                             "three";
        const char *unset_text;
        uint32_t list[LENGTH] = 9;
        const char *names[2] = "x";
        bool     flags[2];
        enum colour colours[2] = BLUE;
        uint32_t p_u32 = 1;
        int64_t  p_i64 = 1;
        bool     p_bool;
        enum mode p_mode = SLOW;
        const char *p_text = "default";
        const char *p_empty = "default";
        uint32_t p_list[3] = 1;
        const char *p_names[2];
        enum colour p_colours[2];
        port_number p_port = 5 @range(1, 9000);
        uint32_t zero_max = 0;
    }
    c {
        static const char *shown(const char *text) { return text != NULL ? text : "(null)"; }
    }
    impl {
        LIFE
        request "typed" {
            const struct subject_config *c = self->config;
            return hx_respond_fmt(response, "%u %d %d %u %d %llu %lld %zu %d %d %d %d %d %u %d [%s] [%s] [%s] %u%u%u %s%s %d%d %d%d",
                (unsigned)c->u8, (int)c->i8, (int)c->i16, (unsigned)c->u32, (int)c->i32, (unsigned long long)c->u64,
                (long long)c->i64, c->size, (int)c->yes, (int)c->unset_bool, (int)c->mode, (int)c->unset_mode,
                (int)c->colour, (unsigned)c->port, (int)c->ranged, c->text, c->joined, c->unset_text,
                (unsigned)c->list[0], (unsigned)c->list[1], (unsigned)c->list[2], c->names[0], c->names[1],
                (int)c->flags[0], (int)c->flags[1], (int)c->colours[0], (int)c->colours[1]);
        }
        request "profile" {
            const struct subject_config *c = self->config;
            return hx_respond_fmt(response, "%u %lld %d %d [%s] [%s] %u,%u,%u %s,%s %d,%d %u",
                (unsigned)c->p_u32, (long long)c->p_i64, (int)c->p_bool, (int)c->p_mode, c->p_text, c->p_empty,
                (unsigned)c->p_list[0], (unsigned)c->p_list[1], (unsigned)c->p_list[2],
                c->p_names[0], c->p_names[1], (int)c->p_colours[0], (int)c->p_colours[1], (unsigned)c->p_port);
        }
        request "get" {
            char key[32];
            if (request->payload.size >= sizeof(key)) return HX_ERR_NO_SPACE;
            memcpy(key, request->payload.data, request->payload.size);
            key[request->payload.size] = 0;
            return hx_respond_fmt(response, "%s", shown(hx_config(self->context, key)));
        }
        request "or" {
            return hx_respond_fmt(response, "%s|%s|%s|%s", hx_config_or(self->context, "u8", "f"), hx_config_or(self->context, "nope", "f"),
                                  hx_config_or(self->context, "list", "f"), hx_config_or(self->context, "unset_text", "f"));
        }
        request "u64" {
            uint64_t a = 1, b = 2, c = 3, d = 4, e = 5, f = 6;
            bool ok[6];
            ok[0] = hx_config_u64(self->context, "u64", &a);
            ok[1] = hx_config_u64(self->context, "i8", &b);
            ok[2] = hx_config_u64(self->context, "text", &c);
            ok[3] = hx_config_u64(self->context, "nope", &d);
            ok[4] = hx_config_u64(self->context, "list", &e);
            ok[5] = hx_config_u64(self->context, "zero_max", &f);
            return hx_respond_fmt(response, "%d%d%d%d%d%d %llu %llu %llu %llu %llu %llu", ok[0], ok[1], ok[2], ok[3], ok[4], ok[5],
                (unsigned long long)a, (unsigned long long)b, (unsigned long long)c, (unsigned long long)d,
                (unsigned long long)e, (unsigned long long)f);
        }
    }
}
""".replace(
    "LIFE", LIFE
)

SET = """
[config.subject]
p_u32 = 0xdead_beef
p_i64 = -9223372036854775808
p_bool = true
p_mode = "FAST"
p_text = "from \\"profile\\" \\u00e9 \\\\ \\t."
p_empty = ""
p_list = [3, 2, 1]
p_names = ["left", "r,i\\"ght"]
p_colours = ["BLUE", "RED"]
p_port = 9000
"""

GET = {
    "u8": "255",
    "i8": "-128",
    "i16": "0",
    "u32": "4294967295",
    "i32": "-2147483648",
    "u64": "18446744073709551615",
    "i64": "-9223372036854775808",
    "yes": "true",
    "unset_bool": "false",
    "mode": "FAST",
    "unset_mode": "SLOW",
    "colour": "GREEN",
    "port": "8080",
    "ranged": "-5",
    "text": "say \\x22hi\\x22 \\x5c \\x09to gr\\xc3\\xbcn",
    "joined": "one two three",
    "unset_text": "",
    "list": "(null)",
    "names": "(null)",
    "colours": "(null)",
    "nope": "(null)",
    "U8": "(null)",
    "p_u32": "3735928559",
    "p_i64": "-9223372036854775808",
    "p_bool": "true",
    "p_mode": "FAST",
    "p_text": "from \\x22profile\\x22 \\xc3\\xa9 \\x5c \\x09.",
    "p_empty": "",
    "p_list": "(null)",
    "p_port": "9000",
}


@pytest.mark.parametrize("target", TARGETS)
def test_config(workspace: Workspace, target: str) -> None:
    seen = boot(
        workspace,
        CONFIG,
        ["subject"],
        ask("subject", "typed", "profile", "or", "u64", *[f"get {k}" for k in GET]),
        target=target,
        more=SET,
    )
    assert seen.reply("request subject typed") == (
        '-> ok "255 -128 0 4294967295 -2147483648 18446744073709551615'
        " -9223372036854775808 7 1 0 -3 0 5 8080 -5"
        " [say \\x22hi\\x22 \\x5c \\x09to gr\\xc3\\xbcn] [one two three] []"
        ' 999 xx 00 66"'
    )
    assert seen.reply("request subject profile") == (
        '-> ok "3735928559 -9223372036854775808 1 -3'
        " [from \\x22profile\\x22 \\xc3\\xa9 \\x5c \\x09.] [] 3,2,1"
        ' left,r,i\\x22ght 6,0 9000"'
    )
    assert seen.reply("request subject or") == '-> ok "255|f|f|"'
    assert seen.reply("request subject u64") == (
        '-> ok "100001 18446744073709551615 2 3 4 5 0"'
    )
    for key, value in GET.items():
        assert seen.reply(f"request subject get {key}") == f'-> ok "{value}"'


@pytest.mark.parametrize(
    "line",
    [
        "port = 9001",
        "port = 0",
        "u8 = 256",
        "u8 = -1",
        'u8 = "1"',
        "yes = 1",
        'mode = "RED"',
        "mode = 0",
        "text = 5",
        "list = [1, 2, 3, 4]",
        "list = 1",
        "colour = []",
        "nope = 1",
        "u64 = 18446744073709551616",
        "u32 = 1.0",
        'text = "a\\u0000b"',
    ],
)
def test_values_that_do_not_fit_are_refused(workspace: Workspace, line: str) -> None:
    workspace.write("mods/spec.mod", CONFIG)
    more = f"[config.subject]\n{line}\n"
    workspace.write_profile(["subject"], more=more)
    done = workspace.configure()
    assert done.status == 1, done.story()
    assert "profile.toml:7:" in done.output and "error[" in done.output, done.story()
    assert "Traceback" not in done.output
    assert done.output.count("error[") == 1, done.story()


STATE = """
types {
    /* Shared by the interface and both modules. */
    struct point { int32_t x; int32_t y; };
    enum shape { DOT, LINE = 10, BOX };
    typedef struct { struct point at; enum shape shape; uint8_t tag[4]; } item;
    enum { ITEMS = 3 };
}
interface "shop.items" 1.0 {
    uint8_t tag_of(item what) @on_fail(255);
    hx_status list(item *out @out(count), uint32_t count);
    enum shape shape_of(struct point at) @on_fail(DOT);
}
module keeper {
    types {
        struct inner { uint8_t a; const char *name; };
        union word { uint32_t whole; uint8_t part[4]; };
        typedef uint32_t counter;
    }
    state {
        bool flag = true;
        uint8_t small = 0x7f;
        int64_t negative = -4;
        const char *text = "a \\"b\\"; }";
        char letters[8] = "abc";
        char letter = '}';
        uint32_t numbers[4] = {1, 2};
        uint32_t matrix[2][3] = {{1, 2, 3}, {4, 5, 6}};
        struct inner inner = {.a = 9, .name = "in"};
        struct inner pair[2] = {{1, "one"}, {.name = "two", .a = 2}};
        enum shape shape = LINE;
        item things[ITEMS] = {{{1, 2}, BOX, {7, 8}}, {.shape = LINE}};
        union word word = {.whole = 5};
        counter count = 1 + 2 * 3;
        uint64_t big = UINT64_MAX;
        void *scratch @transient;
        uint32_t zero;
        struct inner zero_inner;
        item zero_items[2];
        enum shape zero_shape;
        size_t size = sizeof(item);
    }
    impl {
        init {
            if (self->zero != 0 || self->zero_inner.a != 0 || self->zero_inner.name != NULL || self->zero_items[1].at.y != 0
                || self->zero_shape != DOT || self->scratch != NULL)
                return hx_fail(HX_ERR_INIT, "not zero");
            return HX_OK;
        }
        start { return HX_OK; } stop { return HX_OK; }
        request "scalars" { return hx_respond_fmt(response, "%d %u %lld %s %s %c %d %u %llu %d", (int)self->flag, (unsigned)self->small,
            (long long)self->negative, self->text, self->letters, self->letter, (int)self->shape, (unsigned)self->count,
            (unsigned long long)self->big, self->size == sizeof(item)); }
        request "arrays" { return hx_respond_fmt(response, "%u%u%u%u %u%u %u%s %s%u %d%d%d %u %u", (unsigned)self->numbers[0],
            (unsigned)self->numbers[1], (unsigned)self->numbers[2], (unsigned)self->numbers[3], (unsigned)self->matrix[1][0],
            (unsigned)self->matrix[1][2], (unsigned)self->inner.a, self->inner.name, self->pair[1].name, (unsigned)self->pair[1].a,
            (int)self->things[0].at.y, (int)self->things[0].shape, (int)self->things[1].shape, (unsigned)self->things[0].tag[1],
            (unsigned)self->word.whole); }
    }
}
impl_interface(keeper, "shop.items", 1.0) {
    tag_of { return what.tag[1]; }
    list { if (count > ITEMS) return HX_ERR_INVALID; memcpy(out, self->things, count * sizeof(*out)); return HX_OK; }
    shape_of { return at.x == at.y ? DOT : LINE; }
}
module buyer {
    uses { "shop.items" 1.0 as shop; }
    state { item bought[ITEMS]; }
    impl {
        LIFE
        request "buy" {
            struct point same = {3, 3}, other = {1, 2};
            hx_status status = buyer_shop_list(self, self->bought, 2);
            hx_status bad = buyer_shop_list(self, self->bought, ITEMS + 1u);
            return hx_respond_fmt(response, "%u %d %d %d %d %d %d", (unsigned)buyer_shop_tag_of(self, self->bought[0]), (int)self->bought[0].shape, (int)status,
                (int)self->bought[1].shape, bad == HX_ERR_INVALID, (int)buyer_shop_shape_of(self, same), (int)buyer_shop_shape_of(self, other));
        }
    }
}
""".replace(
    "LIFE", LIFE
)


@pytest.mark.parametrize("target", TARGETS)
def test_state_and_types(workspace: Workspace, target: str) -> None:
    seen = boot(
        workspace,
        STATE,
        ["keeper", "buyer"],
        [*ask("keeper", "scalars", "arrays"), *ask("buyer", "buy")],
        target=target,
    )
    assert seen.reply("request keeper scalars") == (
        '-> ok "1 127 -4 a \\x22b\\x22; } abc } 10 7 18446744073709551615 1"'
    )
    assert seen.reply("request keeper arrays") == '-> ok "1200 46 9in two2 21110 8 5"'
    assert seen.reply("request buyer buy") == '-> ok "8 11 0 10 1 0 10"'
