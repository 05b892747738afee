# SPDX-License-Identifier: MIT
"""A line that says how far a run is, where somebody looks at a terminal.

    with shown("configure"):
        step = begin("reading", len(paths), workers=2)
        for path in step.count(paths, 0): ...

The line comes when a run has taken a second, and is gone at its end. Where the standard
error is no terminal nothing is ever written. The count is in memory that forked workers
share, a number for each of them; a signal draws the line, so that no loop has to.
"""

from __future__ import annotations

import mmap
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

Item = TypeVar("Item")

FIRST_S = 1.0
NEXT_S = 0.2
_CLEAR = "\r\x1b[K"


class Step:
    """One loop of a run, over `total` items, by so many `workers`."""

    def __init__(self, title: str, total: int, workers: int) -> None:
        self.title = title
        self.total = total
        self._done = memoryview(mmap.mmap(-1, 8 * max(1, workers))).cast("Q")

    def count(self, items: Iterable[Item], worker: int) -> Iterator[Item]:
        """Yield the items; each is done when the next one is asked for."""
        done = self._done
        for item in items:
            yield item
            done[worker] += 1

    def __str__(self) -> str:
        if self.total == 0:
            return self.title
        return f"{self.title} {sum(self._done):,} of {self.total:,}"


# The run that is shown, if one is, and what it does.
_program = ""
_step: Step | None = None


def begin(title: str, total: int = 0, workers: int = 1) -> Step:
    """Say what the run does from now on."""
    global _step
    _step = Step(title, total, workers)
    return _step


@contextmanager
def shown(program: str) -> Iterator[None]:
    """Show the steps of what runs inside, where there is a terminal."""
    global _program
    if not sys.stderr.isatty():
        yield
        return
    _program = program
    before = signal.signal(signal.SIGALRM, _draw)
    signal.setitimer(signal.ITIMER_REAL, FIRST_S, NEXT_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        _write(_CLEAR)


def _draw(_signal: int, _frame: FrameType | None) -> None:
    if _step is not None:
        width = os.get_terminal_size(sys.stderr.fileno()).columns or 80
        _write(_CLEAR + f"{_program}: {_step}"[: width - 1])


def _write(text: str) -> None:
    """Past what is buffered: a signal may come while that is written."""
    try:
        os.write(sys.stderr.fileno(), text.encode("utf-8"))
    except OSError:
        # A terminal that is gone or full is no reason to stop.
        pass
