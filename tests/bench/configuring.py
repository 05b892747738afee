# SPDX-License-Identifier: MIT
"""What it costs to configure kernels of 1,000, 10,000 and 50,000 modules.

    python3 -m tests.bench.configuring [--folder FOLDER] [--modules N]... [--json]

Each kernel is made by tests.bench.workload, and configured four times: into an empty
folder (cold), with nothing changed, with the body of one spec changed, and with one
dependency more, which is a change of the image. Then ninja looks for work and finds none
but that which is there since the beginning. The figures are seconds of the clock and of
all CPUs, the memory of the largest process, and how many times of the first kernel's, a
module, that is: 1.0 is linear growth.

Measured against plain reading of the same specs (`cat`), and against the goals, which
are for 10,000 modules and two CPUs that have nothing else to do: 15 s cold, 0.5 s with
nothing changed, 1.5 s with one spec changed, 600 MB, 0.5 s for ninja. Nothing here is a
test: seconds depend on the machine and on what else it does. CPU seconds are the ones to
compare on one that is busy.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench.workload import write_workload
from tests.workspace import PYTHON, ROOT

SIZES = (1_000, 10_000, 50_000)
GOALS = {
    (10_000, "cold"): 15.0,
    (10_000, "nothing changed"): 0.5,
    (10_000, "one body changed"): 1.5,
    (10_000, "one dependency more"): 1.5,
    (10_000, "ninja, nothing to do"): 0.5,
}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`growth` is against the smallest kernel, each divided by its modules."""

    modules: int
    name: str
    wall_s: float
    cpu_s: float
    memory_mb: int
    growth: float | None
    goal_s: float | None

    def line(self) -> str:
        growth = f"{self.growth:>8.2f}" if self.growth is not None else " " * 8
        goal = f"   goal {self.goal_s} s" if self.goal_s is not None else ""
        return (
            f"{self.modules:>7,} {self.name:<22}{self.wall_s:>8.2f}{self.cpu_s:>8.2f}"
            f"{self.memory_mb:>8,}{growth}{goal}"
        )


def run(words: Sequence[str], folder: Path) -> tuple[float, float, int]:
    """Return the seconds of the clock, those of the CPUs, and the most megabytes."""
    start = time.monotonic()
    process = subprocess.Popen(words, cwd=folder, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(words)}: status {process.returncode}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss >> 10


def measure(folder: Path, modules: int, smallest: Sequence[Figure]) -> list[Figure]:
    """Make a kernel in `folder`, which is not there, and remove it at the end."""
    folder.mkdir(parents=True)
    specs = write_workload(folder, modules)
    configure = [PYTHON, str(ROOT / "configure.py"), "--profile", "workload.toml"]
    configure += ["--modules", "mods"]
    figures: list[Figure] = []

    def add(name: str, words: Sequence[str]) -> None:
        wall, cpu, memory = run(words, folder)
        first = next((f for f in smallest if f.name == name), None)
        growth = None
        if first is not None and first.cpu_s > 0:
            growth = (cpu / modules) / (first.cpu_s / first.modules)
        figures.append(
            Figure(
                modules=modules,
                name=name,
                wall_s=wall,
                cpu_s=cpu,
                memory_mb=memory,
                growth=growth,
                goal_s=GOALS.get((modules, name)),
            )
        )

    changed = folder / specs[modules // 2 + 1].path
    text = changed.read_text()
    body = text.replace("start { return", "start { self->rounds = 1; return")
    needed = text.replace("dependencies:", 'dependencies: "console" optional,')
    add("specs read by cat", ["sh", "-c", "find mods -name '*.mod' -exec cat {} +"])
    add("cold", configure)
    add("nothing changed", configure)
    changed.write_text(body)
    add("one body changed", configure)
    changed.write_text(needed)
    add("one dependency more", configure)
    run(["ninja", "-C", "build", "build.ninja"], folder)
    add("ninja, nothing to do", ["ninja", "-C", "build", "build.ninja"])
    shutil.rmtree(folder)
    return figures


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.configuring", allow_abbrev=False)
    parser.add_argument("--json", action="store_true", help="for a program to read")
    parser.add_argument("--folder", type=Path, help="where the kernels are made")
    parser.add_argument(
        "--modules", type=int, action="append", help="instead of all (repeatable)"
    )
    options = parser.parse_args(arguments)
    if options.folder is not None:
        options.folder.mkdir(parents=True, exist_ok=True)
    found: list[Figure] = []
    if not options.json:
        print(f"{'':<30}{'wall s':>8}{'CPU s':>8}{'MB':>8}{'growth':>8}", flush=True)
    with tempfile.TemporaryDirectory(dir=options.folder) as temporary:
        for modules in options.modules or SIZES:
            smallest = [f for f in found if f.modules == found[0].modules]
            figures = measure(Path(temporary) / str(modules), modules, smallest)
            found += figures
            if not options.json:
                print("\n".join(f.line() for f in figures), flush=True)
    if options.json:
        print(json.dumps([asdict(figure) for figure in found], indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
