# SPDX-License-Identifier: MIT
"""Requests between modules: the true source, cycles, states, small buffers."""

from __future__ import annotations

import pytest

from tests.boot.transcript import boot
from tests.workspace import Workspace

TARGETS = ["host", "x86_64"]

LIFE = "init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; }"

SPEC = """
module asker {
    info { name: "the-asker"; }
    state { char reply[64]; }
    c {
        static hx_status ask(struct asker *self, const char *target, const char *type, const char *text,
                             size_t room, struct hx_response *response)
        {
            struct hx_request request = {.source = "kernel", .type = type, .payload = {text, strlen(text)}};
            struct hx_response got = {.success = true, .payload = {.data = self->reply, .capacity = room, .size = 9}, .error = "old"};
            hx_status status = hx_request_service(self->context, target, &request, &got);
            if (status != HX_OK)
                return status;
            if (!got.success)
                return hx_respond_fmt(response, "no %s %zu", got.error, got.payload.size);
            return hx_respond_fmt(response, "yes %.*s", (int)got.payload.size, (const char *)got.payload.data);
        }
    }
    impl {
        LIFE
        request "who" { return ask(self, "answerer", "source", "", 64, response); }
        request "by-cap" { return ask(self, "answers.cap", "source", "", 64, response); }
        request "echo" { return ask(self, "answerer", "echo", "payload", 64, response); }
        request "exact" { return ask(self, "answerer", "echo", "payload", 7, response); }
        request "tight" { return ask(self, "answerer", "echo", "payload", 6, response); }
        request "no" { return ask(self, "answerer", "no", "", 64, response); }
        request "no-room" { return ask(self, "answerer", "no", "", 4, response); }
        request "no-buffer" { return ask(self, "answerer", "no", "", 0, response); }
        request "ignored" { return ask(self, "answerer", "ignored", "", 64, response); }
        request "unknown" { return ask(self, "answerer", "ech", "", 64, response); }
        request "nobody" { return ask(self, "nobody.here", "x", "", 64, response); }
        request "itself" { return ask(self, "the-asker", "who", "", 64, response); }
        request "round" { return ask(self, "answerer", "back", "", 64, response); }
        request "dead" { return ask(self, "dead", "x", "", 64, response); }
        request "none" { return ask(self, "mute", "x", "", 64, response); }
        request "not-unloaded" { return ask(self, "answerer", "status", "", 64, response); }
        request "last" { return hx_respond_fmt(response, "fine"); }
    }
}
module answerer {
    info { provides: "answers.cap"; }
    impl {
        LIFE
        request "source" { return hx_respond_fmt(response, "%s", request->source); }
        request "echo" { return hx_respond(response, request->payload.data, request->payload.size); }
        request "no" { return hx_respond_error(response, "never"); }
        request "ignored" { return HX_OK; }
        request "status" { return hx_fail(HX_ERR_NOT_LOADED, "detail of %s", "answerer"); }
        request "back" {
            struct hx_request again = {.type = "last"};
            char room[32];
            struct hx_response got = {.payload = {.data = room, .capacity = sizeof(room)}};
            hx_status status = hx_request_service(self->context, "the-asker", &again, &got);
            return hx_respond_fmt(response, "%s", status == HX_ERR_CYCLE ? "cycle" : "no cycle");
        }
    }
}
module mute { impl { LIFE } }
module dead { impl { init { return HX_ERR_INIT; } start { return HX_OK; } stop { return HX_OK; } } }
module early { info { after: "answerer"; before: "zz-late"; } impl {
    init {
        struct hx_request request = {.type = "source"};
        char room[8];
        struct hx_response got = {.payload = {.data = room, .capacity = sizeof(room)}};
        hx_status status = hx_request_service(ctx, "answerer", &request, &got);
        hx_log_info("in init: %d", status == HX_ERR_NOT_RUNNING);
        return HX_OK;
    }
    start {
        struct hx_request request = {.type = "source"};
        char room[8];
        struct hx_response got = {.payload = {.data = room, .capacity = sizeof(room)}};
        hx_status status = hx_request_service(self->context, "answerer", &request, &got);
        hx_log_info("in start: %d %.*s", status == HX_OK, (int)got.payload.size, room);
        status = hx_request_service(self->context, "zz-late", &request, &got);
        hx_log_info("not yet: %d %zu", status == HX_ERR_NOT_RUNNING, got.payload.size);
        return HX_OK;
    }
    stop { return HX_OK; } } }
module zz_late { info { after: "early"; } impl { LIFE request "source" { return hx_respond_fmt(response, "late"); } } }
module one_cap { info { provides: "two.cap"; after: "two-cap"; } impl { LIFE request "me" { return hx_respond_fmt(response, "one"); } } }
module two_cap { info { provides: "two.cap"; } impl { LIFE request "me" { return hx_respond_fmt(response, "two"); } } }
""".replace(
    "LIFE", LIFE
)

REPLIES = {
    "who": '-> ok "yes the-asker"',
    "by-cap": '-> ok "yes the-asker"',
    "echo": '-> ok "yes payload"',
    "exact": '-> ok "yes payload"',
    "no": '-> ok "no never 0"',
    "no-room": '-> ok "no nev 0"',
    "no-buffer": '-> ok "no  0"',
    "ignored": '-> ok "no  0"',
    "round": '-> ok "yes cycle"',
    "none": '-> ok "no Not implemented 0"',
    "not-unloaded": "error: HX_ERR_NOT_LOADED: detail of answerer",
    "last": '-> ok "fine"',
}

FAILURES = {
    "tight": "HX_ERR_NO_SPACE",
    "unknown": "HX_ERR_UNKNOWN_REQUEST",
    "nobody": "HX_ERR_NOT_FOUND",
    "itself": "HX_ERR_CYCLE",
    "dead": "HX_ERR_NOT_RUNNING",
}


@pytest.mark.parametrize("target", TARGETS)
def test_requests(workspace: Workspace, target: str) -> None:
    kinds = [*FAILURES, *REPLIES]
    seen = boot(
        workspace,
        SPEC,
        ["the-asker", "answerer", "mute", "dead", "early", "zz-late", "one-cap"]
        + ["two-cap"],
        [*[f"request the-asker {kind}" for kind in kinds], "request two.cap me"],
        target=target,
        status=1,
    )
    for kind, reply in REPLIES.items():
        assert seen.reply(f"request the-asker {kind}") == reply
    for kind, status in FAILURES.items():
        reply = seen.reply(f"request the-asker {kind}")
        assert reply.startswith(f"error: {status}: "), reply
    assert seen.reply("request two.cap me") == '-> ok "two"'
    said = [line for line in seen.done.lines if line.startswith("[info]")]
    assert said[0] == "[info] in init: 1"
    # "early" is 5 bytes and fits; the late one is not there yet.
    assert said[1:] == ["[info] in start: 1 early", "[info] not yet: 1 0"]
