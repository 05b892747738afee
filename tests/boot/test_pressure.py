# SPDX-License-Identifier: MIT
"""The allocator tells when memory runs short, and when there is enough again."""

from __future__ import annotations

import pytest

from tests.boot.transcript import QUIET, boot
from tests.workspace import Workspace

SPEC = """
module hoarder {
    uses { "helix.allocator" 1.0 as memory; }
    state {
        uint8_t *blocks[16];
        uint32_t count = 0;
    }
    impl {
        QUIET
        /// Takes a sixteenth of the arena.
        request "take" {
            uint8_t *block = hoarder_memory_alloc(self, 4096, 1);

            if (block == NULL)
                return hx_respond_error(response, "nothing left");
            self->blocks[self->count++] = block;
            return hx_respond_fmt(response, "%u", (unsigned)self->count);
        }
        request "give" {
            hx_status status = hoarder_memory_free(self, self->blocks[--self->count], 4096);

            return status == HX_OK ? hx_respond_fmt(response, "%u", (unsigned)self->count)
                                   : status;
        }
    }
}
module watcher {
    impl {
        QUIET
        on memory_pressure {
            static const char *const names[] = { "normal", "low", "critical" };

            hx_log_info("pressure is %s", names[event->memory_pressure.level]);
            return HX_EVENT_HANDLED;
        }
    }
}
""".replace(
    "QUIET", QUIET
)


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_pressure(workspace: Workspace, target: str) -> None:
    takes = ["request hoarder take"] * 17
    gives = ["request hoarder give"] * 16
    seen = boot(
        workspace,
        SPEC,
        ["hoarder", "watcher", "bump-allocator"],
        [*takes, *gives],
        target=target,
        more="[config.bump-allocator]\nlow_percent = 50\ncritical_percent = 90\n",
    )
    told = [
        (command, lines[0], line.removeprefix("[info] pressure is "))
        for command, lines in seen.answers
        for line in lines
        if line.startswith("[info] pressure")
    ]
    # Each change once, behind the call that brought it.
    assert told == [
        ("request hoarder take", '-> ok "8"', "low"),
        ("request hoarder take", '-> ok "15"', "critical"),
        ("request hoarder give", '-> ok "14"', "low"),
        ("request hoarder give", '-> ok "7"', "normal"),
    ], seen.done.story()
    assert '-> error "nothing left"' in seen.done.lines


def test_no_room_is_critical_whatever_is_used(workspace: Workspace) -> None:
    asked_for_too_much = SPEC.replace(
        "alloc(self, 4096, 1)", "alloc(self, 1u << 30, 1)"
    )
    seen = boot(
        workspace,
        asked_for_too_much,
        ["hoarder", "watcher", "bump-allocator"],
        ["request hoarder take"],
    )
    assert "[info] pressure is critical" in seen.done.lines, seen.done.story()
