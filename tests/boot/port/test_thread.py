# SPDX-License-Identifier: MIT
"""Signals and threads of the host port, as they are and under the sanitizers.

The thread sanitizer ends a run with a status of its own when it has seen a race.
"""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.boot.port.conftest import BuildProbe
from tests.boot.port.probe import Build, Probe

CHECKS = (
    "irq-of-thread",
    "line-disabled-by-thread",
    "line-enabled-by-thread",
    "line-from-thread",
    "line-in-irq",
    "line-in-line",
    "line-of-process",
    "line-of-timer",
    "lines",
    "nothing-is-slept-through",
    "thread-numbers",
    "ticks-beside-threads",
    "wake-from-crew",
    "wake-from-handler",
    "wake-from-thread",
)

WRITERS = 9
LINES_EACH = 200

BUILDS = [
    Build(port="host", toolchain=toolchain, flags=flags)
    for toolchain in ("gcc", "clang")
    for flags in (
        (),
        ("-fsanitize=thread",),
        ("-fsanitize=address,undefined", "-fno-omit-frame-pointer"),
    )
]


@pytest.fixture(params=BUILDS, ids=str)
def crew(request: pytest.FixtureRequest, probe_of: BuildProbe) -> Probe:
    return probe_of(request.param)


@pytest.mark.parametrize("name", CHECKS)
def test_check_passes(crew: Probe, name: str) -> None:
    done = crew.check(name).expect(0)
    assert f"probe: {name} passed" in done.lines, done.story()


def test_lines_of_threads_stay_whole(crew: Probe) -> None:
    done = crew.check("console-threads").expect(0)
    written = [line for line in done.lines if line.startswith("writer")]
    wanted = [
        f"writer {writer} line {number}"
        for writer in range(WRITERS)
        for number in range(LINES_EACH)
    ]
    assert Counter(written) == Counter(wanted), done.story()
    for writer in range(WRITERS):
        own = [line for line in written if line.startswith(f"writer {writer} ")]
        assert own == wanted[writer * LINES_EACH : (writer + 1) * LINES_EACH]


def test_line_of_a_thread_that_ends_is_shown(crew: Probe) -> None:
    done = crew.check("console-thread-ends").expect(0)
    assert "half a line, and the rest" in done.lines, done.story()


def test_more_threads_than_numbers(crew: Probe) -> None:
    done = crew.check("thread-numbers-used-up").expect(2)
    assert "all are taken" in done.lines, done.story()
    panic = "helix: panic more than 64 threads use the runtime at once"
    assert panic in done.lines, done.story()


def test_thread_halts_the_machine(crew: Probe) -> None:
    done = crew.check("halt-in-thread").expect(1)
    assert "halted by a thread" in done.lines, done.story()


def test_fault_of_a_thread_is_reported(process: Probe) -> None:
    done = process.check("fault-in-thread").expect(2)
    assert "module: my-alpha" in done.lines, done.story()
    assert re.search(
        r"^helix: panic page fault at 0x[0-9a-f]+, module my-alpha: write to "
        "0x0000000000000000, null pointer$",
        done.output,
        re.M,
    ), done.story()


@pytest.mark.parametrize("toolchain", ["gcc", "clang"])
@pytest.mark.parametrize(
    "name", ["idle-pending", "irq", "ticks", "wake", "wake-in-interrupt"]
)
def test_loop_thread_does_not_race_with_its_signals(
    probe_of: BuildProbe, toolchain: str, name: str
) -> None:
    flags = ("-fsanitize=thread",)
    probe = probe_of(Build(port="host", toolchain=toolchain, flags=flags))
    probe.check(name).expect(0)
