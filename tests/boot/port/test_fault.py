# SPDX-License-Identifier: MIT
"""What the memory permissions forbid is stopped, and reported with its culprit."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.boot.port.conftest import BuildProbe
from tests.boot.port.probe import Build, Probe
from tests.workspace import Done

NOWHERE = "none, this is not code of the image"
ANY = "0x[0-9a-f]{16}"
NULL = "0x0000000000000000"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """`fault` is a pattern. `caller`: the module that the stack names."""

    fault: str
    module: str
    caller: str = ""
    in_interrupt: bool = False


FAULTS = {
    "read-null": Wanted(
        fault="page fault: read of 0x0000000000000008, null pointer",
        module="my-alpha",
    ),
    "write-null": Wanted(
        fault=f"page fault: write to {NULL}, null pointer", module="my-alpha"
    ),
    "call-null": Wanted(
        fault=f"page fault: execution of {NULL}, null pointer",
        module=NOWHERE,
        caller="my-alpha",
    ),
    "write-unmapped": Wanted(
        fault="page fault: write to 0x0000100000000000, not mapped",
        module="my-alpha",
    ),
    "read-non-canonical": Wanted(fault="general protection fault", module="my-alpha"),
    "write-text": Wanted(
        fault=f"page fault: write to {ANY}, read-only", module="my-alpha"
    ),
    "write-constant": Wanted(
        fault=f"page fault: write to {ANY}, read-only", module="my-alpha"
    ),
    "write-module-section": Wanted(
        fault=f"page fault: write to {ANY}, read-only", module="my-alpha"
    ),
    "execute-data": Wanted(
        fault=f"page fault: execution of {ANY}, not executable",
        module=NOWHERE,
        caller="my-alpha",
    ),
    "execute-constant": Wanted(
        fault=f"page fault: execution of {ANY}, not executable",
        module=NOWHERE,
        caller="my-alpha",
    ),
    "execute-stack": Wanted(
        fault=f"page fault: execution of {ANY}, not executable",
        module=NOWHERE,
        caller="my-alpha",
    ),
    "execute-free-memory": Wanted(
        fault=f"page fault: execution of {ANY}, not executable",
        module=NOWHERE,
        caller="my-alpha",
    ),
    "divide": Wanted(fault="division error", module="runtime"),
    "bad-instruction": Wanted(fault="invalid opcode", module="runtime"),
    "overflow-stack": Wanted(
        fault=f"page fault: write to {ANY}, stack overflow", module="runtime"
    ),
    "fault-in-interrupt": Wanted(
        fault=f"page fault: write to {NULL}, null pointer",
        module="my-alpha",
        in_interrupt=True,
    ),
    "overflow-in-interrupt": Wanted(
        fault=f"page fault: write to {ANY}, stack overflow",
        module="runtime",
        in_interrupt=True,
    ),
}


def _line(done: Done, start: str) -> str:
    found = [line for line in done.lines if line.startswith(start)]
    assert len(found) == 1, f"not one line with {start!r}:\n{done.story()}"
    return found[0]


@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_reported(probe: Probe, name: str) -> None:
    wanted = FAULTS[name]
    done = probe.check(name).expect(2)

    assert re.fullmatch(f"fault: {wanted.fault}", _line(done, "fault: ")), done.story()
    assert _line(done, "module: ") == f"module: {wanted.module}", done.story()
    at = _line(done, "at: ")
    assert ("in an interrupt" in at) == wanted.in_interrupt, done.story()
    for register in ("rax", "r15", "rip", "rsp", "rflags"):
        assert re.search(rf"^ .*\b{register} +{ANY}", done.output, re.M), done.story()
    if wanted.caller:
        pattern = rf"^  {ANY}: {ANY} {wanted.caller}$"
        assert re.search(pattern, done.output, re.M), done.story()
    assert re.fullmatch(
        f"helix: panic {wanted.fault.partition(':')[0]} at {ANY}, "
        f"module {wanted.module}.*",
        _line(done, "helix: panic "),
    ), done.story()


def test_reported_address_is_the_instruction(probe: Probe) -> None:
    done = probe.check("write-null").expect(2)
    at = _line(done, "at: ").split()[1]
    assert re.search(rf"\brip +{at}\b", done.output), done.story()


def test_machine_shows_what_the_cpu_says(machine: Probe) -> None:
    done = machine.check("write-text").expect(2)
    text = _line(done, "fault: ").split()[5].rstrip(",")
    assert re.search(rf"\bcr2 +{text}\b", done.output), done.story()
    assert re.search(r"\bvector +0x000000000000000e\b", done.output), done.story()
    # Present and write.
    assert re.search(r"\berror +0x0000000000000003\b", done.output), done.story()


def test_lost_stack_pointer_is_survived(machine: Probe) -> None:
    done = machine.check("lose-stack").expect(2)
    wanted = "fault: page fault: write to 0xfffffffffffffff8, not mapped"
    assert wanted in done.lines, done.story()
    assert "stack: not readable" in done.lines, done.story()


def test_fault_while_reporting_ends_the_report(probe: Probe) -> None:
    done = probe.check("fault-in-report").expect(2)
    assert re.fullmatch(
        f"helix: panic page fault while a fault was being reported, at {ANY}",
        _line(done, "helix: panic "),
    ), done.story()


def test_report_begins_on_its_own_line(probe: Probe) -> None:
    done = probe.check("fault-within-line").expect(2)
    index = done.lines.index("half a line")
    assert done.lines[index + 1].startswith("fault: "), done.story()


@pytest.mark.parametrize("toolchain", ["gcc", "clang"])
def test_sanitizer_keeps_its_report(probe_of: BuildProbe, toolchain: str) -> None:
    probe = probe_of(
        Build(
            port="host",
            toolchain=toolchain,
            flags=("-fsanitize=address,undefined", "-fno-omit-frame-pointer"),
        )
    )
    probe.check("memory").expect(0)
    probe.check("ticks").expect(0)
    probe.check("irq").expect(0)
    probe.check("module-section").expect(0)
    done = probe.check("write-unmapped").expect(2)
    assert "AddressSanitizer: SEGV" in done.output, done.story()
    assert "helix: panic" not in done.output, done.story()
