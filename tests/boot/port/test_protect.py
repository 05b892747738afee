# SPDX-License-Identifier: MIT
"""Rights of pages at run time, what is loaded there, and the archive of the boot."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.boot.port.conftest import BuildProbe
from tests.boot.port.probe import Build, Probe, render_run_script
from tests.boot.port.test_behaviour import ICOUNT
from tests.workspace import Done, execute

NOWHERE = "none, this is not code of the image"
CHECKS = ("protect-one", "protect-many", "protect-nothing")


@pytest.mark.parametrize("name", CHECKS)
def test_check_passes(probe: Probe, name: str) -> None:
    done = probe.check(name).expect(0)
    assert f"probe: {name} passed" in done.lines, done.story()


@pytest.mark.parametrize("counting", [(), ICOUNT], ids=["plain", "icount"])
def test_table_is_paid_once(machine: Probe, counting: tuple[str, ...]) -> None:
    done = machine.check("protect-without-memory", *counting).expect(0)
    assert "probe: protect-without-memory passed" in done.lines, done.story()


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The fault, at the page that the probe shows. `caller`: as the stack names it."""

    access: str
    obstacle: str
    module: str = "my-alpha"
    caller: str = "my-alpha"


FAULTS = {
    "protect-write-code": Wanted(access="write to", obstacle="read-only"),
    "protect-write-read-only": Wanted(access="write to", obstacle="read-only"),
    "protect-execute-read-only": Wanted(
        access="execution of", obstacle="not executable", module=NOWHERE
    ),
    "protect-execute-again": Wanted(
        access="execution of", obstacle="not executable", module=NOWHERE
    ),
    "protect-execute-neighbour": Wanted(
        access="execution of", obstacle="not executable", module=NOWHERE
    ),
}


def _shown_page(done: Done) -> str:
    found = re.findall(r"^page (0x[0-9a-f]{16})$", done.output, re.M)
    assert len(found) == 1, done.story()
    return str(found[0])


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_forbidden_is_stopped(probe: Probe, name: str) -> None:
    wanted = FAULTS[name]
    done = probe.check(name).expect(2)
    page = _shown_page(done)
    fault = f"fault: page fault: {wanted.access} {page}, {wanted.obstacle}"
    assert fault in done.lines, done.story()
    assert f"module: {wanted.module}" in done.lines, done.story()


@pytest.mark.parametrize(
    "name, size",
    [("protect-code-of-image", 4096), ("protect-beyond", 8192), ("protect-part", 100)],
)
def test_rights_are_for_pages_of_free_memory(
    probe: Probe, name: str, size: int
) -> None:
    done = probe.check(name).expect(2)
    wanted = (
        f"^helix: panic rights for 0x[0-9a-f]+, {size} bytes, "
        r"which are not pages of free RAM\r?$"
    )
    assert re.search(wanted, done.output, re.M), done.story()


def test_fault_in_loaded_code_names_its_module(probe: Probe) -> None:
    done = probe.check("loaded-writes-null").expect(2)
    page = _shown_page(done)
    detail = "page fault: write to 0x0000000000000008, null pointer"
    assert f"fault: {detail}" in done.lines, done.story()
    assert f"at: {page}" in done.lines, done.story()
    assert "module: my-loaded" in done.lines, done.story()
    panic = detail.replace(":", f" at {page}, module my-loaded:", 1)
    assert f"helix: panic {panic}" in done.lines, done.story()
    assert re.search(r": 0x[0-9a-f]{16} my-alpha$", done.output, re.M), done.story()


def test_loaded_code_on_the_stack_is_named(probe: Probe) -> None:
    done = probe.check("loaded-calls-null").expect(2)
    # Behind xor, push and call.
    behind = f"0x{int(_shown_page(done), 16) + 5:016x}"
    assert f"module: {NOWHERE}" in done.lines, done.story()
    assert f": {behind} my-loaded\n" in done.output.replace("\r", ""), done.story()


def _hash(data: bytes) -> int:
    value = 2166136261
    for byte in data:
        value = (value ^ byte) * 16777619 & 0xFFFFFFFF
    return value


def _expect_initrd(done: Done, data: bytes) -> None:
    wanted = f"initrd of {len(data)} bytes, hash {_hash(data):08x}"
    assert wanted in done.expect(0).lines, done.story()


@pytest.mark.parametrize("size", [1, 4096, 100_001])
def test_initrd_is_the_file(probe: Probe, tmp_path: Path, size: int) -> None:
    data = bytes((i * 7 + i // 251) & 0xFF for i in range(size))
    file = tmp_path / "archive"
    file.write_bytes(data)
    _expect_initrd(probe.check("initrd", initrd=file), data)
    assert file.read_bytes() == data


def test_no_initrd_is_an_empty_one(probe: Probe) -> None:
    _expect_initrd(probe.check("initrd"), b"")


def test_empty_file_is_no_initrd(process: Probe, tmp_path: Path) -> None:
    file = tmp_path / "archive"
    file.touch()
    _expect_initrd(process.check("initrd", initrd=file), b"")


def test_run_script_passes_the_initrd_of_the_image(probe: Probe) -> None:
    """Wherever it is called from; and who runs it may give another one."""
    folder = probe.image.parent
    own, other = folder / "own.cpio", folder / "other one"
    own.write_bytes(b"the image's")
    other.write_bytes(b"somebody's")
    script = render_run_script(
        folder / "run-initrd",
        template=f"run_{probe.build.port}.sh.j2",
        kernel=probe.image.name,
        memory_mb=128,
        interactive=True,
        initrd=own.name,
    )
    loading = Probe(build=probe.build, image=probe.image, run_script=script)
    _expect_initrd(loading.check("initrd"), own.read_bytes())
    _expect_initrd(loading.check("initrd", initrd=other), other.read_bytes())
    execute(["dash", "-n", str(script)], cwd=folder).expect(0)


@pytest.mark.parametrize(
    "name, why",
    [("nowhere", "No such file or directory"), (".", "it is not a regular file")],
)
def test_initrd_that_cannot_be_read(
    process: Probe, tmp_path: Path, name: str, why: str
) -> None:
    file = tmp_path / name
    done = process.check("initrd", initrd=file).expect(2)
    wanted = f"the initrd {file}, which HELIX_INITRD names, cannot be read: {why}"
    assert f"helix: panic {wanted}" in done.lines, done.story()


def test_initrd_of_a_process_is_read_only(process: Probe, tmp_path: Path) -> None:
    file = tmp_path / "archive"
    file.write_bytes(b"bytes")
    done = process.check("initrd-write", initrd=file).expect(2)
    fault = f"fault: page fault: write to {_shown_page(done)}, read-only"
    assert fault in done.lines, done.story()
    assert file.read_bytes() == b"bytes"


@pytest.mark.parametrize("toolchain", ["gcc", "clang"])
def test_code_runs_under_the_sanitizer(probe_of: BuildProbe, toolchain: str) -> None:
    probe = probe_of(
        Build(
            port="host",
            toolchain=toolchain,
            flags=("-fsanitize=address,undefined", "-fno-omit-frame-pointer"),
        )
    )
    probe.check("protect-one").expect(0)
    probe.check("protect-many").expect(0)
