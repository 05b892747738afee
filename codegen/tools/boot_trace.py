# SPDX-License-Identifier: MIT
"""Boots the image of a build folder once, and shows where the time went.

`python3 -m codegen.tools.boot_trace BUILD`, which is what `ninja -C BUILD trace` runs.
Writes BUILD/trace.json and BUILD/trace.svg, and says on the console what is in them.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from codegen.project import ROOT
from codegen.render.emit import write_if_changed
from codegen.render.renderer import Renderer
from codegen.trace.boot import Boot, find_boot
from codegen.trace.chrome import write_events
from codegen.trace.facts import Facts, read_facts
from codegen.trace.kernel import run_kernel
from codegen.trace.ring import Trace, TraceError, read_trace
from codegen.view.boot_chart import view_chart

_GOOD, _NO_TRACE, _USAGE = 0, 1, 2
_SLOWEST = 5


def read_statuses(root: Path) -> dict[int, str]:
    """The names of enum hx_status, by their values."""
    header = root / "runtime" / "include" / "helix" / "types.h"
    text = header.read_text(encoding="utf-8")
    found = re.findall(r"^\s*(HX_(?:OK|ERR_\w+)) = (-?\d+)", text, re.MULTILINE)
    return {int(value): name for name, value in found}


def _summary(trace: Trace, boot: Boot, facts: Facts) -> Iterator[str]:
    unit = "ns" if facts.target == "host" else "instructions"
    ready = "" if trace.ready_ns is not None else ", and was not ready then"
    yield (
        f"trace: boot of {len(boot.steps)} modules took "
        f"{boot.end_ns - boot.begin_ns} {unit}{ready}"
    )
    slowest = sorted(boot.steps, key=lambda step: -step.duration_ns)
    for step in slowest[:_SLOWEST]:
        yield f"trace: {step.module.name} {step.duration_ns}"
    names = " > ".join(facts.modules[position].name for position in boot.path)
    if names:
        yield f"trace: critical path {boot.path_ns}: {names}"
    if trace.lost:
        yield f"trace: {trace.lost} records were dropped"


def _run(build: Path) -> int:
    facts = read_facts((build / "gen" / "trace.json").read_text(encoding="utf-8"))
    run = run_kernel(build, facts)
    trace = read_trace(run.data)
    boot = find_boot(trace, facts)
    statuses = read_statuses(ROOT)
    view = view_chart(trace, boot, facts, statuses)
    chart = Renderer().render("boot_chart.svg.j2", name="trace.svg", view=view)
    events = write_events(trace, boot, facts, statuses)
    write_if_changed(build / "trace.json", events)
    write_if_changed(build / "trace.svg", chart)
    for line in _summary(trace, boot, facts):
        print(line)
    if run.status != 0:
        print(f"trace: the image ended with status {run.status}")
    print(f"trace: {build / 'trace.json'} {build / 'trace.svg'}")
    return _GOOD


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="codegen.tools.boot_trace",
        description="Boots an image, and shows where the time went.",
    )
    parser.add_argument(
        "build", type=Path, help="where configure.py and ninja built it"
    )
    options = parser.parse_args(words)
    try:
        return _run(Path(os.path.abspath(options.build)))
    except TraceError as error:
        print(f"trace: {error}", file=sys.stderr)
        return _NO_TRACE
    except OSError as error:
        print(f"trace: {error}; is it built?", file=sys.stderr)
        return _USAGE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
