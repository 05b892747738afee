# SPDX-License-Identifier: MIT
"""Has anything become dearer? Compares counts with those of baseline.json.

    python3 -m tests.bench.check [--folder FOLDER] [--write]

What is counted is exact (see tests/bench/__main__.py), so little is needed to be sure:
a figure that has grown by more than 2 % fails. One that has shrunk by more is told, and
fails nothing; `--write` makes what is there now the baseline. The counts depend on the
compiler: the baseline's are those of Debian 12.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench import calls, loading, sizes
from tests.workspace import ROOT

BASELINE = Path(__file__).resolve().parent / "baseline.json"
TOLERANCE = 0.02
_COUNTS = (16, 1_000)
_MODULES = 24
_HAND_WRITTEN = ("c-",)


def compare(before: Mapping[str, float], now: Mapping[str, float]) -> list[str]:
    """Return what is wrong, a line each; and, in lines that begin with a space, what is
    better than it was."""
    lines = []
    for name in sorted({*before, *now}):
        if name not in now:
            lines.append(f"{name}: is not measured any more; --write the baseline")
        elif name not in before:
            lines.append(f"{name}: is not in the baseline; --write it")
        elif now[name] > before[name] * (1 + TOLERANCE):
            lines.append(f"{name}: {before[name]:,.1f} -> {now[name]:,.1f}")
        elif now[name] < before[name] * (1 - TOLERANCE):
            lines.append(f" {name}: {before[name]:,.1f} -> {now[name]:,.1f}, better")
    return lines


def measure(folder: Path) -> dict[str, float]:
    found: dict[str, float] = {}
    for name in ("calls", "loading", "sizes"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    kernel = calls.build(
        folder / "calls", counts=_COUNTS, module_count=_MODULES, gperf=False
    )
    for name, count in calls.measure(kernel).items():
        if not name.startswith(_HAND_WRITTEN):
            found[name] = count
    for figure in (
        *loading.measure(folder / "loading"),
        *sizes.measure(folder / "sizes"),
    ):
        found[figure.name.strip()] = figure.count
    return found


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.bench.check", allow_abbrev=False)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "figures-check")
    parser.add_argument("--write", action="store_true", help="the baseline")
    options = parser.parse_args(arguments)
    if shutil.which("valgrind") is None:
        print("bench-check needs: apt-get install valgrind", file=sys.stderr)
        return 2
    now = measure(options.folder.resolve())
    if options.write:
        BASELINE.write_text(json.dumps(now, indent=1) + "\n", encoding="utf-8")
        print(f"bench-check: {len(now)} figures written")
        return 0
    lines = compare(json.loads(BASELINE.read_text(encoding="utf-8")), now)
    print("\n".join(lines) or f"bench-check: {len(now)} figures as they were")
    return 1 if any(not line.startswith(" ") for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
