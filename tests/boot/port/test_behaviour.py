# SPDX-License-Identifier: MIT
"""Every port keeps the promises of helix/port.h."""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path

import pytest

from tests.boot.port.conftest import BuildProbe
from tests.boot.port.probe import Build, Probe
from tests.workspace import Done

ICOUNT = ("-icount", "shift=0,align=off,sleep=off")

CHECKS = (
    "cpu",
    "idle-pending",
    "interrupt-context",
    "irq",
    "line-refused",
    "memory",
    "module-section",
    "registers",
    "ticks",
    "ticks-slow",
    "ticks-without-idle",
    "time",
    "wake",
    "wake-in-interrupt",
)

BYTES = bytes(range(ord(" "), 256))


@pytest.mark.parametrize("name", CHECKS)
def test_check_passes(probe: Probe, name: str) -> None:
    done = probe.check(name).expect(0)
    assert f"probe: {name} passed" in done.lines, done.story()


def test_target_is_named(probe: Probe) -> None:
    done = probe.check("cpu").expect(0)
    assert f"probe: ready on {probe.build.port}" in done.lines, done.story()


def test_unknown_check_fails(probe: Probe) -> None:
    probe.check("nonsense").expect(1)


@pytest.mark.parametrize("status", [0, 1, 2])
def test_halt_status_reaches_the_caller(probe: Probe, status: int) -> None:
    probe.check(f"halt-{status}").expect(status)


def test_halt_in_interrupt(probe: Probe) -> None:
    probe.check("halt-in-interrupt").expect(1)


def test_console_carries_all_bytes(probe: Probe) -> None:
    done = probe.check("console", more_input=BYTES).expect(0)
    assert BYTES.decode("latin-1") in done.lines, done.story()


def test_console_loses_nothing_to_an_interrupt(probe: Probe) -> None:
    done = probe.check("console-interrupt").expect(0)
    counts = f"{done.output.count('#')} and {done.output.count('@')}"
    assert counts in done.lines, done.lines[-4:]


def test_time_agrees_with_the_world(probe: Probe) -> None:
    """A busy machine may make a second longer, hence the attempts; a clock that was
    measured wrongly stays wrong or never is right three times."""
    seconds = [_measure_second(probe) for _ in range(3)]
    assert any(0.95 < second < 1.2 for second in seconds), seconds


def _measure_second(probe: Probe) -> float:
    with subprocess.Popen(
        [probe.run_script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        assert running.stdin is not None and running.stdout is not None
        running.stdin.write(b"time-second\n")
        running.stdin.flush()
        while running.stdout.readline() != b"begin\n":
            assert running.poll() is None
        start = time.monotonic()
        assert running.stdout.readline() == b"end\n"
        return time.monotonic() - start


@pytest.mark.parametrize("name", CHECKS)
def test_check_passes_with_counted_instructions(
    probe_of: BuildProbe, name: str
) -> None:
    probe = probe_of(Build(port="x86_64", toolchain="gcc"))
    done = probe.check(name, *ICOUNT).expect(0)
    assert f"probe: {name} passed" in done.lines, done.story()


def test_counted_instructions_repeat_exactly(machine: Probe) -> None:
    first, second = (machine.check("ticks", *ICOUNT).expect(0) for _ in range(2))
    assert "30 ticks of 10 ms took 300 ms" in first.lines, first.story()
    assert first.output == second.output


def _ram(done: Done) -> list[tuple[int, int]]:
    found = re.findall(r"^ram (0x[0-9a-f]+) \+ (0x[0-9a-f]+)", done.output, re.M)
    return [(int(start, 16), int(size, 16)) for start, size in found]


def test_initrd_is_not_free_memory(machine: Probe, tmp_path: Path) -> None:
    initrd = tmp_path / "initrd"
    size = 3 * 1024 * 1024 + 5
    initrd.write_bytes(b"x" * size)
    without = _ram(machine.check("memory").expect(0))
    with_initrd = _ram(machine.check("memory", "-initrd", str(initrd)).expect(0))
    lost = sum(item[1] for item in without) - sum(item[1] for item in with_initrd)
    assert size <= lost <= size + 64 * 1024


@pytest.mark.parametrize("memory_mb", [16, 2048, 5000])
def test_any_amount_of_memory(machine: Probe, memory_mb: int) -> None:
    """What lies above 4 GiB is not mapped, and so not offered."""
    done = machine.check("memory", "-m", f"{memory_mb}M").expect(0)
    total = sum(size for _, size in _ram(done))
    wanted = min(memory_mb, 3072) * 1024 * 1024
    assert wanted - 4 * 1024 * 1024 < total < wanted, done.story()


def test_machine_without_interval_timer_says_so(machine: Probe) -> None:
    done = machine.check("cpu", "-machine", "pit=off").expect(2)
    wanted = "helix: panic the interval timer (PIT) does not count"
    assert wanted in done.lines, done.story()
