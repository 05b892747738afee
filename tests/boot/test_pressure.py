# SPDX-License-Identifier: MIT
"""The allocator tells when memory runs short, and when there is enough again."""

from __future__ import annotations

import pytest

from tests.boot.transcript import QUIET, boot
from tests.workspace import Workspace

SPEC = """
module hoarder {
    info { publishes: "hoarder.beat"; }
    uses { "helix.allocator" 1.0 as memory; }
    state {
        uint8_t *blocks[16];
        uint32_t count = 0;
    }
    c {
        /* A sixteenth of the arena. */
        static bool take(struct hoarder *self)
        {
            uint8_t *block = hoarder_memory_alloc(self, 4096, 1);

            if (block != NULL)
                self->blocks[self->count++] = block;
            return block != NULL;
        }

        static hx_status give(struct hoarder *self)
        {
            return hoarder_memory_free(self, self->blocks[--self->count], 4096);
        }
    }
    impl {
        QUIET
        request "take" {
            return take(self) ? hx_respond_fmt(response, "%u", (unsigned)self->count)
                              : hx_respond_error(response, "nothing left");
        }
        request "give" {
            hx_status status = give(self);

            return status == HX_OK ? hx_respond_fmt(response, "%u", (unsigned)self->count)
                                   : status;
        }
        /// From nothing to almost all and back, beside almost as many events as can wait
        /// - there may be ticks -; in the end half of the arena is taken.
        request "swing" {
            const struct hx_event beat = {
                .kind = HX_EVENT_CUSTOM, .custom = {.name = "hoarder.beat"},
            };
            hx_status status = HX_OK;

            for (uint32_t i = 0; i < 1000 && status == HX_OK; i++) {
                while (self->count < 15 && take(self)) {
                }
                while (self->count > 0 && status == HX_OK)
                    status = give(self);
                if (i < HX_EVENT_RING_SIZE - 4 && status == HX_OK)
                    status = hx_event_post(&beat);
            }
            while (self->count < 8 && take(self)) {
            }
            return status == HX_OK ? hx_respond_fmt(response, "%u", (unsigned)self->count)
                                   : status;
        }
    }
}
module watcher {
    state { uint32_t beats = 0; }
    impl {
        QUIET
        on "hoarder.beat" { self->beats++; return HX_EVENT_HANDLED; }
        request "beats" { return hx_respond_fmt(response, "%u", (unsigned)self->beats); }
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


@pytest.mark.parametrize("target", ["host", "x86_64"])
@pytest.mark.parametrize("allocator", ["bump-allocator", "buddy"])
def test_a_thousand_crossings_in_one_hook(
    workspace: Workspace, allocator: str, target: str
) -> None:
    """They cost the events of others no room, and what is told is how it ends."""
    seen = boot(
        workspace,
        SPEC,
        ["hoarder", "watcher", allocator],
        ["request hoarder swing", "request watcher beats"],
        target=target,
        more=f"[config.{allocator}]\narena_kib = 64\nlow_percent = 50\n"
        f'critical_percent = 90\n[bind.hoarder]\nmemory = "{allocator}"\n',
        boot_keys="tick_ms = 200",
    )
    assert seen.answer("request hoarder swing") == [
        '-> ok "8"',
        "[info] pressure is low",
    ], seen.done.story()
    assert seen.reply("request watcher beats") == '-> ok "60"', seen.done.story()
    assert "lost" not in seen.done.output, seen.done.story()


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
