# SPDX-License-Identifier: MIT
"""The schedulers: priorities count, and one takes the place of another with all tasks."""

from __future__ import annotations

import re

import pytest

from tests.workspace import ROOT, Done, Workspace

TASK = re.compile(r"(\d+) (\w+) (ready|running) (\d+) (\d+)")


def boot(
    workspace: Workspace, target: str, static: list[str], tables: str, *commands: str
) -> Done:
    quoted = ",\n".join(f'"{command}"' for command in commands)
    workspace.write_profile(
        static, target=target, more=f"{tables}[boot]\ncommands = [{quoted}]\n"
    )
    return workspace.build_and_boot("--strict")


def answers(done: Done) -> list[str]:
    return [
        line.removeprefix("-> ok ").strip('"')
        for line in done.lines
        if line.startswith("-> ok ")
    ]


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_the_most_urgent_one_runs(workspace: Workspace, target: str) -> None:
    """A tick is charged to who runs, so the counts say who did."""
    done = boot(
        workspace,
        target,
        ["priority"],
        # No tick of the machine's own comes between.
        "[config.priority]\ntime_slice_ms = 1000\n",
        "request helix-execution spawn low 5",
        *["send tick"] * 3,
        "request helix-execution spawn high 1",
        *["send tick"] * 3,
        "request helix-execution spawn middle 3",
        *["send tick"] * 3,
        "request helix-execution tasks",
        "request helix-execution exit 2",
        *["send tick"] * 3,
        "request helix-execution tasks",
        "request priority stats",
    ).expect(0)
    before, after = (
        {name: (state, int(ticks)) for _, name, state, _, ticks in TASK.findall(answer)}
        for answer in answers(done)
        if "; " in answer
    )
    assert before["high"][0] == "running" and before["middle"] == ("ready", 0)
    assert after["middle"][0] == "running" and "high" not in after
    # The one that is below gets nothing as long as another can run.
    assert after["low"] == before["low"], done.story()
    assert answers(done)[-1].endswith("preemptions: 1, slices: 0"), done.story()


SWAPS = 150
TASKS = 60


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_no_task_is_lost_in_a_swap(workspace: Workspace, target: str) -> None:
    """Round-robin and priority replace each other, with calls in between."""
    spec = ROOT / "modules_impl/round-robin/round_robin.mod"
    workspace.write("turns.mod", spec.read_text(encoding="utf-8"))
    there = [
        "reload round-robin priority.hxm",
        "send tick",
        "send tick",
        "reload priority turns.hxm",
        "send tick",
    ]
    spawned = [f"request helix-execution spawn t{n} {n % 8}" for n in range(TASKS)]
    tables = "[config.round-robin]\ntime_slice_ms = 1\n"
    tables += "[config.priority]\ntime_slice_ms = 1\n"
    workspace.write(
        "profile.toml",
        f'[profile]\nname = "test"\ntarget = "{target}"\n[modules]\n'
        'static = ["round-robin", "console"]\nloadable = ["priority"]\n'
        f'replace = ["turns.mod"]\n{tables}[reload]\nprobation_ms = 0\n'
        "[boot]\ntick_ms = 1\ncommands = ["
        + ", ".join(
            f'"{command}"'
            for command in (
                *spawned,
                *there * SWAPS,
                "request round-robin stats",
                "request helix-execution tasks",
                "request helix-execution stats",
                *(f"request helix-execution exit {n}" for n in range(1, TASKS + 1)),
                "request helix-execution stats",
                "request round-robin stats",
            )
        )
        + "]\n",
    )
    done = workspace.build_and_boot("--strict").expect(0)
    swaps = [line for line in done.boot_lines() if line.startswith("reload ")]
    assert len(swaps) == 2 * SWAPS, done.story()
    assert all(" ok pause=" in line for line in swaps), swaps
    tasks = next(TASK.findall(answer) for answer in answers(done) if "; " in answer)
    assert sorted(int(task[0]) for task in tasks) == list(range(1, TASKS + 1))
    assert sum(state == "running" for _, _, state, _, _ in tasks) == 1, tasks
    said = answers(done)
    assert f"waiting: {TASKS - 1}, " in said[TASKS], done.story()
    assert all("bad answers: 0" in a for a in said if "switches: " in a), done.story()
    switches = re.search(r"switches: (\d+)", said[TASKS + 2])
    # On the host all of it takes but a few of the slices.
    least = SWAPS if target == "x86_64" else 1
    assert switches is not None and int(switches[1]) >= least, done.story()
    assert said[-1].startswith("waiting: 0, "), done.story()
    assert "error: " not in done.output, done.story()
