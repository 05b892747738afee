# SPDX-License-Identifier: MIT
"""Work that is shared among processes, and the line that says how far it is."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from codegen.forked import SMALLEST_SHARE, VARIABLE, count_workers, map_shares

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def three_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "3")


@pytest.mark.parametrize("count", [0, 1, SMALLEST_SHARE, 7 * SMALLEST_SHARE + 5])
def test_results_are_in_order(count: int) -> None:
    parts = map_shares(list, range(count), title="counting")
    assert [item for part in parts for item in part] == list(range(count))
    assert len(parts) == max(1, min(3, count // SMALLEST_SHARE))


def test_shares_are_others_work() -> None:
    parts = map_shares(lambda _: os.getpid(), range(1000), title="asking")
    assert parts[0] == os.getpid() and len({*parts}) == 3


def test_exception_is_raised_where_it_was_asked_for() -> None:
    def work(items: Iterable[int]) -> int:
        return sum(1000 // (item - 900) for item in items)

    with pytest.raises(ZeroDivisionError):
        map_shares(work, range(1000), title="dividing")


def test_worker_that_dies_is_no_loss() -> None:
    here = os.getpid()

    def work(items: Iterable[int]) -> int:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return sum(items)

    assert sum(map_shares(work, range(1000), title="adding")) == sum(range(1000))


@pytest.mark.parametrize(
    "text, wanted",
    [("1", 1), ("12", 12), ("9999", 64), ("0", 0), ("-3", 0), ("x", 0), ("²", 0)],
)
def test_number_of_workers(
    monkeypatch: pytest.MonkeyPatch, text: str, wanted: int
) -> None:
    monkeypatch.setenv(VARIABLE, text)
    assert count_workers() == (wanted or len(os.sched_getaffinity(0)))


SCRIPT = """
import sys, time
from codegen import progress
from codegen.forked import map_shares
progress.FIRST_S, progress.NEXT_S = float(sys.argv[1]), 0.02
def work(items):
    for item in items:
        time.sleep(0.002)
with progress.shown("test"):
    map_shares(work, range(400), title="sleeping")
sys.stderr.write("done\\n")
"""


def run_on_terminal(first_s: float) -> str:
    words = [sys.executable, "-c", SCRIPT, str(first_s)]
    main, end = pty.openpty()
    run = subprocess.Popen(words, cwd=ROOT, stderr=end, stdout=subprocess.DEVNULL)
    os.close(end)
    found = b""
    try:
        while part := os.read(main, 4096):
            found += part
    except OSError:
        pass  # The other end has been closed.
    os.close(main)
    assert run.wait() == 0
    return found.decode()


@pytest.mark.usefixtures("terminals")
def test_progress_on_a_terminal() -> None:
    text = run_on_terminal(0.05)
    lines = text.split("\r\x1b[K")
    counts = [int(line.split()[2]) for line in lines if line.startswith("test: sl")]
    assert counts == sorted(counts) and 0 < counts[-1] <= 400
    assert "of 400" in text and lines[-1] == "done\r\n"


@pytest.mark.usefixtures("terminals")
def test_no_progress_of_what_is_quick() -> None:
    assert "sleeping" not in run_on_terminal(60)


def test_no_progress_elsewhere() -> None:
    words = [sys.executable, "-c", SCRIPT, "0.05"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("", "done\n")
