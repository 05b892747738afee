# SPDX-License-Identifier: MIT
"""Lines of the x86_64 port: real devices interrupt, and only while they may."""

from __future__ import annotations

import pytest

from tests.boot.port.probe import Probe
from tests.boot.port.test_behaviour import ICOUNT

CHECKS = (
    "line-disabled-by-handler",
    "line-disabled-late",
    "lines",
    "pit",
    "rtc",
    "spurious",
)


@pytest.mark.parametrize("name", CHECKS)
def test_check_passes(machine: Probe, name: str) -> None:
    done = machine.check(name).expect(0)
    assert f"probe: {name} passed" in done.lines, done.story()


@pytest.mark.parametrize("counting", [(), ICOUNT], ids=["plain", "icount"])
def test_no_interrupt_is_lost(machine: Probe, counting: tuple[str, ...]) -> None:
    """Each byte is sent by the interrupt of the one before: a lost one is the end."""
    done = machine.check("uart", *counting).expect(0)
    assert done.output.count("#") == 1000, done.story()
    assert "1001 interrupts" in done.lines, done.story()


def test_no_interrupt_of_a_disabled_line_is_lost(machine: Probe) -> None:
    done = machine.check("uart-held").expect(0)
    assert "1000 interrupts" in done.lines, done.story()


@pytest.mark.parametrize("transport", [0, 7])
def test_virtio_device_has_a_line(machine: Probe, transport: int) -> None:
    bus = f"virtio-mmio-bus.{transport}"
    done = machine.check("virtio", "-device", f"virtio-rng-device,bus={bus}").expect(0)
    assert "probe: virtio passed" in done.lines, done.story()
