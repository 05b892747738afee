# SPDX-License-Identifier: MIT
"""Events: who gets them, in which order, and what happens to errors and nesting."""

from __future__ import annotations

import pytest

from tests.boot.transcript import boot
from tests.workspace import Workspace

TARGETS = ["host", "x86_64"]

LIFE = "init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; }"

SPEC = """
module by_name {
    info { publishes: "ping.one-x_y"; }
    impl {
        LIFE
        on "ping.one-x_y" { hx_log_info("by_name got %s", event->custom.name); return HX_EVENT_HANDLED; }
        on custom { hx_log_info("by_name custom %s", event->custom.name); return HX_EVENT_HANDLED; }
        on memory_pressure { hx_log_info("pressure %d", (int)event->memory_pressure.level); return HX_EVENT_HANDLED; }
        on cpu_hotplug { hx_log_info("cpu %u %s", (unsigned)event->cpu_hotplug.cpu_id, event->cpu_hotplug.online ? "on" : "off"); return HX_EVENT_HANDLED; }
        request "r" { return hx_respond_fmt(response, "declarative"); }
    }
}
module catches_all {
    impl {
        LIFE
        handle_event { if (event->kind == HX_EVENT_CUSTOM) hx_log_info("catches_all %s", event->custom.name); return HX_EVENT_IGNORED; }
        handle_request { return hx_respond_fmt(response, "raw %s", request->type); }
    }
}
module in_sources {
    info { publishes: "evt.a-b"; after: "catches-all"; }
    sources: "in_sources.c";
    impl { init; start; stop; on "evt.a-b"; on tick; request "get.it-now"; }
}
module failing {
    info { after: "in-sources"; publishes: "bad.day"; }
    impl { LIFE on "bad.day" { return hx_event_fail("so bad %u", 3u); } }
}
module after_failing {
    info { after: "failing"; }
    impl { LIFE on "bad.day" { hx_log_info("still told"); return HX_EVENT_HANDLED; } }
}
module mixed {
    impl { LIFE on tick { return HX_EVENT_IGNORED; } handle_request { return hx_respond_fmt(response, "mixed"); } }
}
module mixed2 {
    impl { LIFE handle_event { return HX_EVENT_IGNORED; } request "only" { return hx_respond_fmt(response, "only"); } }
}
""".replace(
    "LIFE", LIFE
)

SOURCE = """\
static unsigned ticks;
hx_status in_sources_init(struct in_sources *self, const struct hx_context *ctx) { return ctx == self->context ? HX_OK : HX_ERR_INIT; }
hx_status in_sources_start(struct in_sources *self) { (void)self; return HX_OK; }
hx_status in_sources_stop(struct in_sources *self) { (void)self; return HX_OK; }
enum hx_event_response in_sources_on_tick(struct in_sources *self, const struct hx_event *event)
{ (void)self; if (event->kind == HX_EVENT_TICK && event->tick.timestamp_ns > 0) ticks++; return HX_EVENT_HANDLED; }
enum hx_event_response in_sources_on_evt_a_b(struct in_sources *self, const struct hx_event *event)
{ (void)self; hx_log_info("in_sources %s", event->custom.name); return HX_EVENT_HANDLED; }
hx_status in_sources_request_get_it_now(struct in_sources *self, const struct hx_request *request, struct hx_response *response)
{ (void)self; (void)request; return hx_respond_fmt(response, "%s", ticks > 1 ? "ticked" : "no ticks"); }
"""


@pytest.mark.parametrize("target", TARGETS)
def test_who_gets_what(workspace: Workspace, target: str) -> None:
    workspace.write("mods/in_sources.c", SOURCE)
    modules = [
        "by-name",
        "catches-all",
        "in-sources",
        "failing",
        "after-failing",
        "mixed",
        "mixed2",
    ]
    seen = boot(
        workspace,
        SPEC,
        modules,
        [
            "send ping.one-x_y",
            "send evt.a-b data here",
            "send ping.unknown",
            "send bad.day",
            "send memory_pressure critical",
            "send cpu_hotplug 7 offline",
            "request in-sources get.it-now",
            "request by-name r",
            "request catches-all whatever",
            "request mixed x",
            "request mixed2 only",
            "request mixed2 other",
            "list",
        ],
        target=target,
        boot_keys="run_ms = 100\ntick_ms = 10",
    )

    def told(command: str) -> list[str]:
        return [line for line in seen.answer(command) if line.startswith("[")]

    # In start order; by name wins over custom; handle_event gets all.
    assert told("send ping.one-x_y") == [
        "[info] by_name got ping.one-x_y",
        "[info] catches_all ping.one-x_y",
    ]
    assert told("send evt.a-b data here") == [
        "[info] by_name custom evt.a-b",
        "[info] catches_all evt.a-b",
        "[info] in_sources evt.a-b",
    ]
    assert told("send ping.unknown") == [
        "[info] by_name custom ping.unknown",
        "[info] catches_all ping.unknown",
    ]
    bad = told("send bad.day")
    assert bad[:2] == [
        "[info] by_name custom bad.day",
        "[info] catches_all bad.day",
    ]
    assert "failing" in bad[2] and "so bad 3" in bad[2]
    assert bad[3:] == ["[info] still told"]
    assert told("send memory_pressure critical") == ["[info] pressure 2"]
    assert told("send cpu_hotplug 7 offline") == ["[info] cpu 7 off"]
    assert seen.reply("request in-sources get.it-now") == '-> ok "ticked"'
    assert seen.reply("request by-name r") == '-> ok "declarative"'
    assert seen.reply("request catches-all whatever") == '-> ok "raw whatever"'
    assert seen.reply("request mixed x") == '-> ok "mixed"'
    assert seen.reply("request mixed2 only") == '-> ok "only"'
    assert seen.reply("request mixed2 other").startswith(
        "error: HX_ERR_UNKNOWN_REQUEST: "
    )
    # A handler's error leaves its module Running.
    assert [line for line in seen.answer("list") if " failing 0.1.0 Running " in line]


NESTED = """
module self_feeding {
    info { publishes: "loop"; }
    state { uint32_t calls; uint32_t stack; int32_t last; }
    impl {
        LIFE
        on "loop" {
            struct hx_event again = {.kind = HX_EVENT_CUSTOM, .custom = {.name = "loop"}};
            hx_status status;
            if (self->stack != 0) hx_log_info("OVERLAP");
            self->stack++;
            self->calls++;
            status = hx_event_publish(&again);
            if (status != HX_OK)
                self->last = (int32_t)status;
            self->stack--;
            return HX_EVENT_HANDLED;
        }
        request "calls" { return hx_respond_fmt(response, "%u %d", (unsigned)self->calls, self->last == (int32_t)HX_ERR_CYCLE); }
    }
}
module big_talker {
    info { publishes: "big", "small", "a.name.that.is.longer.than.31.bytes"; after: "self-feeding"; }
    state { uint32_t small; uint32_t in_hook; char data[80]; }
    impl {
        LIFE
        on "big" { self->small += 1000; return HX_EVENT_HANDLED; }
        on "a.name.that.is.longer.than.31.bytes" { self->small += 1000; return HX_EVENT_HANDLED; }
        on "small" {
            if (self->in_hook != 0) self->small += 100000;
            if (event->custom.data.size == 64 && ((const char *)event->custom.data.data)[63] == 'q') self->small++;
            return HX_EVENT_HANDLED;
        }
        request "go" {
            struct hx_event event = {.kind = HX_EVENT_CUSTOM, .custom = {.name = "big", .data = {self->data, 65}}};
            hx_status big, small, name;
            uint32_t before = self->small;
            self->in_hook = 1;
            big = hx_event_publish(&event);
            event.custom.name = "a.name.that.is.longer.than.31.bytes";
            event.custom.data.size = 1;
            name = hx_event_publish(&event);
            event.custom.name = "small";
            event.custom.data.size = 64;
            self->data[63] = 'q';
            small = hx_event_publish(&event);
            self->data[63] = 'x'; /* what waits is a copy */
            self->in_hook = 0;
            return hx_respond_fmt(response, "%d %d %d %u", big == HX_ERR_NO_SPACE, name == HX_ERR_NO_SPACE, small == HX_OK,
                                  (unsigned)(self->small - before));
        }
        request "count" { return hx_respond_fmt(response, "%u", (unsigned)self->small); }
    }
}
module relay_a { info { publishes: "to.b"; } state { uint32_t n; } impl { LIFE
    on "to.a" { struct hx_event e = {.kind = HX_EVENT_CUSTOM, .custom = {.name = "to.b"}}; self->n++; (void)hx_event_publish(&e); return HX_EVENT_HANDLED; }
    request "n" { return hx_respond_fmt(response, "%u", (unsigned)self->n); } } }
module relay_b { info { publishes: "to.a"; } state { uint32_t n; } impl { LIFE
    on "to.b" { struct hx_event e = {.kind = HX_EVENT_CUSTOM, .custom = {.name = "to.a"}}; self->n++; (void)hx_event_publish(&e); return HX_EVENT_HANDLED; }
    request "n" { return hx_respond_fmt(response, "%u", (unsigned)self->n); } } }
module poster {
    info { publishes: "posted", "p.31.characters.abcdefghijklmno"; }
    state { bool done; uint32_t got; uint32_t order; int32_t too_long; int32_t too_big; bool at_once; char copy[64]; }
    impl {
        LIFE
        on tick {
            char data[65] = "abc";
            struct hx_event e = {.kind = HX_EVENT_CUSTOM, .custom = {.name = "posted", .data = {data, 3}}};
            if (self->done) return HX_EVENT_IGNORED;
            self->done = true;
            (void)hx_event_post(&e);
            self->at_once = self->got != 0;
            data[0] = 'z';
            e.custom.name = "posted.name.of.more.than.31.bytes.x";
            self->too_long = (int32_t)hx_event_post(&e);
            e.custom.name = "posted";
            e.custom.data.size = 65;
            self->too_big = (int32_t)hx_event_post(&e);
            e.custom.name = "p.31.characters.abcdefghijklmno";
            e.custom.data.size = 64;
            (void)hx_event_post(&e);
            return HX_EVENT_HANDLED;
        }
        on "posted" { self->got++; memcpy(self->copy, event->custom.data.data, event->custom.data.size); return HX_EVENT_HANDLED; }
        on "p.31.characters.abcdefghijklmno" { self->order = self->got * 100 + (uint32_t)event->custom.data.size; return HX_EVENT_HANDLED; }
        request "report" { return hx_respond_fmt(response, "%u %s %u %d %d %d", (unsigned)self->got, self->copy, (unsigned)self->order,
            self->too_long == (int32_t)HX_ERR_NO_SPACE, self->too_big == (int32_t)HX_ERR_NO_SPACE, (int)self->at_once); }
    }
}
""".replace(
    "LIFE", LIFE
)


def chain(depth: int) -> str:
    """A module per level: each publishes the next level's event."""
    return "".join(
        f"""
module level{i} {{
    info {{ publishes: "lev{i + 1}"; }}
    state {{ int32_t status; uint32_t calls; }}
    impl {{ {LIFE}
        on "lev{i}" {{
            struct hx_event next = {{.kind = HX_EVENT_CUSTOM, .custom = {{.name = "lev{i + 1}"}}}};
            self->calls++;
            self->status = (int32_t)hx_event_publish(&next);
            return HX_EVENT_HANDLED;
        }}
        request "status" {{ return hx_respond_fmt(response, "%u %s", (unsigned)self->calls,
            self->status == (int32_t)HX_OK ? "ok" : self->status == (int32_t)HX_ERR_CYCLE ? "cycle" : "other"); }}
    }}
}}
"""
        for i in range(1, depth + 1)
    )


@pytest.mark.parametrize("target", TARGETS)
def test_nesting(workspace: Workspace, target: str) -> None:
    modules = ["self-feeding", "big-talker", "relay-a", "relay-b", "poster"]
    levels = [f"level{i}" for i in range(1, 10)]
    # `send` publishes lev1 at depth 1, so lev8 is the last that is delivered.
    start = 'module starter { info { publishes: "lev1"; } impl { %s } }\n' % LIFE
    seen = boot(
        workspace,
        NESTED + chain(9) + start,
        [*modules, *levels, "starter"],
        [
            "send loop",
            "request self-feeding calls",
            "request big-talker go",
            "request big-talker count",
            "send to.a",
            "request relay-a n",
            "request relay-b n",
            "send lev1",
            *[f"request {level} status" for level in levels],
            "request poster report",
            "send tick",
            "help",
        ],
        target=target,
        boot_keys="run_ms = 60\ntick_ms = 10",
    )
    # Delivered one after the other, at most 8 within each other, then HX_ERR_CYCLE.
    assert seen.reply("request self-feeding calls") == '-> ok "8 1"'
    assert "OVERLAP" not in seen.done.output
    # The request's own module listens: too big a copy is refused, and what is
    # delivered comes after the hook.
    assert seen.reply("request big-talker go") == '-> ok "1 1 1 0"'
    assert seen.reply("request big-talker count") == '-> ok "1"'
    assert seen.reply("request relay-a n") == '-> ok "4"'
    assert seen.reply("request relay-b n") == '-> ok "4"'
    statuses = [seen.reply(f"request {level} status") for level in levels]
    assert statuses == ['-> ok "1 ok"'] * 7 + ['-> ok "1 cycle"', '-> ok "0 ok"']
    assert seen.reply("request poster report") == '-> ok "1 abc 164 1 1 0"'


def test_events_wait_for_running(workspace: Workspace) -> None:
    """A module that is not Running gets no events, and the publisher none of it."""
    spec = """
module early { info { publishes: "hello"; } impl {
    init { struct hx_event e = {.kind = HX_EVENT_CUSTOM, .custom = {.name = "hello"}};
           return hx_event_publish(&e); }
    start { struct hx_event e = {.kind = HX_EVENT_CUSTOM, .custom = {.name = "hello"}};
           return hx_event_publish(&e); }
    stop { struct hx_event e = {.kind = HX_EVENT_CUSTOM, .custom = {.name = "hello"}};
           return hx_event_publish(&e); }
} }
module listener { info { after: "early"; } impl { LIFE
    on "hello" { hx_log_info("listener heard"); return HX_EVENT_HANDLED; } } }
module a_first { info { before: "early"; } impl { LIFE
    on "hello" { hx_log_info("first heard"); return HX_EVENT_HANDLED; } } }
""".replace(
        "LIFE", LIFE
    )
    seen = boot(workspace, spec, ["early", "listener", "a-first"], [])
    lines = [
        line for line in seen.done.lines if line.startswith(("[info]", "helix: st"))
    ]
    assert lines == [
        "helix: start a-first 0.1.0 ok",
        "[info] first heard",
        "helix: start early 0.1.0 ok",
        "helix: start listener 0.1.0 ok",
        "helix: stop listener 0.1.0 ok",
        "[info] first heard",
        "helix: stop early 0.1.0 ok",
        "helix: stop a-first 0.1.0 ok",
    ]
