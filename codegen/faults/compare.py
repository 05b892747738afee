# SPDX-License-Identifier: MIT
"""What a run showed against what it must show."""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from codegen.faults.expect import Expectation

# Lines that are as they must be, before a difference and behind it.
CONTEXT = 2


@dataclass(frozen=True, kw_only=True)
class Run:
    output: str
    status: int


def pinned_lines(output: str) -> list[str]:
    """The lines of the log that are compared; modules may print what they like."""
    return [
        line
        for line in output.replace("\r", "").split("\n")
        if (line.startswith(("helix: ", "faults: ")) and not _is_about_policy(line))
        or (line.startswith("[error] ") and line.endswith(": fault injection"))
    ]


def _is_about_policy(line: str) -> bool:
    """Whether the image has one does not depend on what fails."""
    return line.startswith("helix: security: ")


def find_differences(expected: Expectation, run: Run) -> list[str]:
    """Return lines that show what differs; none if nothing does. `-` is what must be
    there and is not, `+` what is there and must not be."""
    shown: list[str] = []
    seen = pinned_lines(run.output)
    if list(expected.lines) != seen:
        shown += _changes(list(expected.lines), seen)
    if expected.status != run.status:
        shown += [f"- exit status {expected.status}", f"+ exit status {run.status}"]
    return shown


def _changes(expected: list[str], seen: list[str]) -> Iterator[str]:
    changes = difflib.unified_diff(expected, seen, n=CONTEXT, lineterm="")
    # The first three name the files, and the place of the first change.
    for line in itertools.islice(changes, 3, None):
        yield "..." if line.startswith("@@") else f"{line[0]} {line[1:]}"
