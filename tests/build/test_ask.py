# SPDX-License-Identifier: MIT
"""Requests through the functions that are generated for those who know the target."""

from __future__ import annotations

import pytest

from tests.boot.transcript import QUIET, boot
from tests.workspace import Workspace

SPEC = """
module clock {
    impl {
        QUIET
        /// What time it is.
        request "time.now" { return hx_respond_fmt(response, "%zu", request->payload.size); }
        request "set" { return hx_respond_error(response, "it is set by the sun"); }
    }
}
module absent {
    impl { QUIET request "x" { return HX_OK; } }
}
module asker {
    info { dependencies: "clock", "absent" optional; }
    impl {
        QUIET
        request "yes" {
            char text[8];
            struct hx_response got = { .payload = { .data = text, .capacity = sizeof(text) } };
            hx_status status =
                clock_ask_time_now(self->context, (struct hx_bytes){ "abc", 3 }, &got);

            if (status != HX_OK)
                return status;
            return hx_respond(response, text, got.payload.size);
        }
        request "no" {
            char text[32];
            struct hx_response got = { .payload = { .data = text, .capacity = sizeof(text) } };
            hx_status status =
                clock_ask_set(self->context, (struct hx_bytes){ NULL, 0 }, &got);

            return status == HX_OK ? hx_respond_error(response, got.error) : status;
        }
        request "missing" {
            struct hx_response got = { .success = false };

            return absent_ask_x(self->context, (struct hx_bytes){ NULL, 0 }, &got);
        }
    }
}
""".replace(
    "QUIET", QUIET
)


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_requests_by_function(workspace: Workspace, target: str) -> None:
    kinds = ["yes", "no", "missing"]
    commands = [f"request asker {kind}" for kind in kinds]
    seen = boot(workspace, SPEC, ["asker"], commands, target=target)
    assert [seen.reply(command) for command in commands] == [
        '-> ok "3"',
        '-> error "it is set by the sun"',
        "error: HX_ERR_NOT_FOUND: request 'x': no module or capability 'absent'",
    ]


def test_a_misspelt_request_does_not_compile(workspace: Workspace) -> None:
    workspace.write("mods/spec.mod", SPEC.replace("clock_ask_set(", "clock_ask_sit("))
    workspace.write_profile(["asker"])
    workspace.configure().expect(0)
    output = workspace.ninja().expect(1).output
    line = next(
        n for n, text in enumerate(SPEC.split("\n"), 1) if "clock_ask_set(" in text
    )
    assert f"mods/spec.mod:{line}:" in output and "clock_ask_sit" in output
