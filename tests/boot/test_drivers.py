# SPDX-License-Identifier: MIT
"""What drivers take: timers, work, subscriptions and interrupt lines, in a kernel."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workspace import Workspace

CASES = Path(__file__).resolve().parent / "cases"


def write(workspace: Workspace, target: str, boot_table: str) -> None:
    workspace.write("mods/drivers.mod", (CASES / "drivers.mod").read_text())
    workspace.write("mods/drivers.c", (CASES / f"drivers_{target}.c").read_text())
    workspace.write_profile(["driver", "rival"], target=target, more=boot_table)


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_what_a_driver_takes(workspace: Workspace, target: str) -> None:
    commands = [
        "request driver timers",
        "request driver counts",
        "request driver raise",
        "send tick",
        "request driver counts",
        "info driver",
        "stop driver",
        "info driver",
        "start driver",
        "request driver raise",
        "send tick",
        "request driver counts",
        "info driver",
        "events",
    ]
    quoted = ", ".join(f'"{command}"' for command in commands)
    write(workspace, target, f"[boot]\nrun_ms = 200\ncommands = [{quoted}]\n")
    done = workspace.build_and_boot("--strict").expect(1)
    story = done.story()
    assert (
        "helix: init rival 0.1.0 failed: HX_ERR_BUSY: interrupt line 8 is attached by "
        "'driver'" in done.lines
    ), story
    answers = [line for line in done.lines if line.startswith("-> ok ")]
    assert answers[0] == '-> ok "both"', story
    assert answers[1] == '-> ok "irq 0 outside work 0 event 0 once 1"', story
    # The interrupt posts; the loop does the rest before the next command.
    assert '-> ok "irq 1 work 1 event 1 once 1"' in answers, story
    assert '-> ok "irq 2 work 2 event 2 once 1"' in answers, story
    holds = [line for line in done.lines if line.startswith("holds:")]
    assert holds == [
        "holds: subscription timer timer irq",
        # What was taken in init stays while it is stopped.
        "holds: timer irq",
        "holds: subscription timer timer timer irq",
    ], story
    assert '"driver.done": driver' in done.lines, story
    assert "error: " not in done.output, story
