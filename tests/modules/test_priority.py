# SPDX-License-Identifier: MIT
"""The scheduler `priority`: who runs, and that no task is lost when it is swapped."""

from __future__ import annotations

import re

import pytest

from tests.boot.transcript import Transcript, read_transcript
from tests.workspace import ROOT, Workspace

TASK_COUNT = 40
SWAP_COUNT = 100
TO_PRIORITY = "reload round-robin priority.hxm"
TO_ROUND_ROBIN = "reload priority round_robin.hxm"
TASKS = "request helix-execution tasks"
STATS = "request helix-execution stats"


def run(
    workspace: Workspace, target: str, static: str, commands: list[str], more: str
) -> Transcript:
    quoted = ", ".join(f'"{command}"' for command in commands)
    boot = f"[boot]\ntick_ms = 1\nrun_ms = 100\ncommands = [{quoted}]\n"
    workspace.write_profile([static], target=target, more=more + boot)
    return read_transcript(workspace.build_and_boot("--strict").expect(0))


def numbers(reply: str) -> dict[str, int]:
    """The pairs of a text like "a: 1, b c: 2"."""
    return {name: int(n) for name, n in re.findall(r"([a-z][a-z ]*): (\d+)", reply)}


def ticks(seen: Transcript) -> list[dict[str, int]]:
    """For each time the tasks were asked for: the ticks of each of them, by name."""
    replies = [lines[0] for command, lines in seen.answers if command == TASKS]
    return [
        {
            row.split()[1]: int(row.split()[4])
            for row in reply.removeprefix('-> ok "').removesuffix('"').split("; ")
        }
        for reply in replies
    ]


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_equals_take_turns_and_the_most_urgent_runs(
    workspace: Workspace, target: str
) -> None:
    seen = run(
        workspace,
        target,
        "priority",
        [
            "request helix-execution spawn urgent 2",
            # It still belongs to the one that ran; then that has to give way.
            "send tick",
            TASKS,
            *["send tick"] * 20,
            TASKS,
            "request helix-execution exit 3",
            *["send tick"] * 20,
            TASKS,
            STATS,
            "request priority stats",
        ],
        '[config.helix-execution]\ntasks = ["one", "two"]\n'
        "[config.priority]\ntime_slice_ms = 1\n",
    )
    story = seen.done.story()
    first, second, third = ticks(seen)
    assert first["one"] > 0 and first["two"] > 0, story
    assert second["urgent"] >= first["urgent"] + 20, story
    assert {name: second[name] for name in ("one", "two")} == {
        name: first[name] for name in ("one", "two")
    }, story
    # 19: the tick behind the exit finds nobody running.
    assert sum(third.values()) >= second["one"] + second["two"] + 19, story
    assert numbers(seen.reply(STATS))["bad answers"] == 0, story
    counted = numbers(seen.reply("request priority stats"))
    assert counted["waiting"] == 1 and counted["preemptions"] == 1, story
    assert counted["slices"] > 0, story


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_swapped_under_load(workspace: Workspace, target: str) -> None:
    spec = ROOT / "modules_impl/round-robin/round_robin.mod"
    workspace.write("round_robin.mod", spec.read_text(encoding="utf-8"))
    spawn = [f"request helix-execution spawn t{n} {n % 8}" for n in range(TASK_COUNT)]
    swaps = [TO_PRIORITY, "send tick", TO_ROUND_ROBIN, "send tick"] * SWAP_COUNT
    asked = ["request round-robin stats", TO_PRIORITY, "request priority stats", STATS]
    seen = run(
        workspace,
        target,
        "round-robin",
        [*spawn, *swaps, *asked],
        'loadable = ["priority"]\nreplace = ["round_robin.mod"]\n',
    )
    story = seen.done.story()
    reloads = [line for line in seen.log if line.startswith("reload ")]
    assert len(reloads) == 2 * SWAP_COUNT + 1, story
    assert all(
        line.startswith("reload round-robin 1.0.0 -> priority 1.0.0 ok")
        for line in reloads[::2]
    ), story
    assert all(
        line.startswith("reload priority 1.0.0 -> round-robin 1.0.0 ok")
        for line in reloads[1::2]
    ), story
    stats = numbers(seen.reply(STATS))
    assert stats["tasks"] == TASK_COUNT, story
    assert stats["bad answers"] == 0, story
    # All but the one that runs wait, whichever scheduler is asked.
    assert stats["current"] != 0, story
    for name in ("round-robin", "priority"):
        waiting = numbers(seen.reply(f"request {name} stats"))["waiting"]
        assert waiting == TASK_COUNT - 1, story
