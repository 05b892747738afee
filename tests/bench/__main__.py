# SPDX-License-Identifier: MIT
"""What the kernel's parts cost, beside what one would take otherwise.

    python3 -m tests.bench [--folder FOLDER] [--quick]

Prints a table and writes bench.json and bench.svg into FOLDER (build/figures). All counts
are exact and the same in every run on one machine: instructions of QEMU's machine
(tests/bench/calls.py) or of callgrind (loading.py, glib.py), and bytes. `--quick` leaves
out the 10,000 names, for which gperf and the compiler take minutes.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench import calls, glib, loading, sizes
from tests.bench.figures import Figure, as_json, chart, table
from tests.bench.lookup import COUNTS
from tests.workspace import ROOT

# What has to be there, and the Debian packages that bring it.
_NEEDED = {
    "valgrind": "valgrind",
    "gperf": "gperf",
    "pkg-config": "pkg-config libglib2.0-dev",
    "qemu-system-x86_64": "qemu-system-x86",
}
_MODULES = (24, 200)


def _glib(folder: Path, rows: dict[str, float], counts: Sequence[int]) -> list[Figure]:
    program = glib.build(folder)
    found = [
        Figure(
            section="calls, against GLib",
            name=f"name found, of {count:,}",
            count=rows[f"lookup-hit-{count}"],
            against="GHashTable",
            measure=glib.count_look_up(program, count),
        )
        for count in counts
    ]
    emission = Figure(
        section="calls, against GLib",
        name="publish to 10",
        count=rows["publish"],
        against="GSignal",
        measure=glib.count_emission(program),
    )
    return [*found, emission]


def _flat(rows: dict[str, float], more: dict[str, float]) -> list[Figure]:
    """What does not grow with the modules of the image."""
    return [
        Figure(
            section=f"calls, with {_MODULES[1]} modules",
            name=name,
            count=more[row],
            against=f"with {_MODULES[0]}",
            measure=rows[row],
        )
        for name, row in (("publish to 10", "publish"), ("request by name", "request"))
    ]


def measure(folder: Path, counts: Sequence[int]) -> list[Figure]:
    def subfolder(name: str) -> Path:
        path = folder / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    few, many = (
        calls.measure(
            calls.build(subfolder(f"calls_{number}"), counts=each, module_count=number)
        )
        for number, each in zip(_MODULES, (counts, counts[:1]), strict=True)
    )
    return [
        *calls.figures(few, counts),
        *_flat(few, many),
        *_glib(subfolder("glib"), few, counts),
        *loading.measure(subfolder("loading")),
        *sizes.measure(subfolder("sizes")),
    ]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="tests.bench", allow_abbrev=False)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "figures")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args(arguments)
    missing = [package for tool, package in _NEEDED.items() if not shutil.which(tool)]
    if missing:
        print(f"bench needs: apt-get install {' '.join(missing)}", file=sys.stderr)
        return 2
    folder: Path = options.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    figures = measure(folder, COUNTS[:-1] if options.quick else COUNTS)
    (folder / "bench.json").write_text(as_json(figures), encoding="utf-8")
    (folder / "bench.svg").write_text(chart(figures), encoding="utf-8")
    print(table(figures), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
