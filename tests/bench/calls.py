# SPDX-License-Identifier: MIT
"""Calls, events, requests and look-ups, in a kernel that counts its instructions.

The kernel is booted in QEMU with `-icount shift=0`, where an instruction takes one
nanosecond of the machine's time: what the clock says is exact, and the same each time.
What would be written by hand stands beside, compiled with the same flags.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.lookup import QUERIES, write_sources
from tests.workspace import Workspace, execute

SPECS = Path(__file__).resolve().parent / "specs"
_LISTENERS = 10
_ICOUNT = ("-icount", "shift=0,align=off,sleep=off")

_HOOKS = "init { return HX_OK; } start { return HX_OK; } stop { return HX_OK; }"


def _listener(number: int) -> str:
    on = 'on "bench.ping" { return HX_EVENT_HANDLED; }'
    return f"module listener_{number} {{ impl {{ {_HOOKS} {on} }} }}\n"


def _filler(number: int) -> str:
    return f"module filler_{number} {{ impl {{ {_HOOKS} }} }}\n"


def build(
    folder: Path, *, counts: Sequence[int], module_count: int, gperf: bool = True
) -> Workspace:
    """Build the kernel with that many modules; `counts` are those of the look-ups."""
    workspace = Workspace(folder=folder)
    mods = workspace.folder / "mods"
    mods.mkdir(exist_ok=True)
    for name in ("bench.h", "peers.c", "calls.c"):
        shutil.copyfile(SPECS / name, mods / name)
    files = write_sources(mods, counts, gperf=gperf)
    sources = ", ".join(f'"{name}"' for name in files)
    spec = (SPECS / "calls.mod").read_text(encoding="utf-8")
    workspace.write("mods/calls.mod", spec.replace("@LOOKUP@", sources))
    listeners = range(_LISTENERS)
    workspace.write("mods/listeners.mod", "".join(map(_listener, listeners)))
    # The bench's own four, the shell and the console.
    fillers = range(max(0, module_count - _LISTENERS - 6))
    workspace.write("mods/fillers.mod", "".join(map(_filler, fillers)))
    static = ["bench", *(f"listener-{n}" for n in listeners)]
    static += [f"filler-{n}" for n in fillers]
    boot = '[boot]\nhealth_ms = 100000\ncommands = ["request bench rows"]\n'
    workspace.write_profile(static, target="x86_64", more=boot)
    workspace.configure().expect(0)
    workspace.ninja("kernel.elf").expect(0)
    return workspace


def measure(workspace: Workspace) -> dict[str, float]:
    """Return instructions for each row's one time."""
    run = str(workspace.build / "run")
    done = execute([run, *_ICOUNT], cwd=workspace.folder, limit_s=300).expect(0)
    rows = re.findall(r"^\[info\] row (\S+) (\d+)$", done.output, re.MULTILINE)
    return {name: int(count) / QUERIES for name, count in rows}


_ONE_AND_A_THIRD = 1.3
_SLOT_GOAL = 12
_REQUEST_GOAL = 80  # beside the look-up


def figures(rows: dict[str, float], counts: Sequence[int]) -> list[Figure]:
    """Hold what was measured against what stands beside it."""

    def figure(
        name: str, ours: str, against: str, theirs: str, goal: float | None
    ) -> Figure:
        return Figure(
            section="calls, x86_64",
            name=name,
            count=rows[ours],
            against=against,
            measure=rows[theirs],
            goal=goal,
        )

    found = [
        figure("call, bound directly", "direct", "C call", "c-call", None),
        figure("call through a slot", "slot", "const table", "c-pointer", _SLOT_GOAL),
        figure(
            "publish to 10",
            "publish",
            "array of 10 pointers",
            "c-publish",
            _ONE_AND_A_THIRD * rows["c-publish"],
        ),
        figure(
            "request by name",
            "request",
            "look-up alone",
            "by-name",
            rows["by-name"] + _REQUEST_GOAL,
        ),
    ]
    for count in counts:
        for what, text in (("hit", "found"), ("miss", "not found")):
            theirs = rows[f"gperf-{what}-{count}"]
            goal = _ONE_AND_A_THIRD * theirs
            name = f"name {text}, of {count:,}"
            ours = f"lookup-{what}-{count}"
            found.append(figure(name, ours, "gperf", f"gperf-{what}-{count}", goal))
    return found
