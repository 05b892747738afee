# SPDX-License-Identifier: MIT
"""The linked image: its segments, the module section, the code of each module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from elftools.elf.constants import P_FLAGS, SH_FLAGS
from elftools.elf.elffile import ELFFile

from tests.boot.port.conftest import BuildProbe
from tests.boot.port.probe import Build, Probe, build_probe


@pytest.fixture
def elf(probe: Probe) -> Iterator[ELFFile]:
    with probe.image.open("rb") as stream:
        yield ELFFile(stream)


def _symbol(elf: ELFFile, name: str) -> int:
    (symbol,) = elf.get_section_by_name(".symtab").get_symbol_by_name(name)
    return int(symbol["st_value"])


def _flags_at(elf: ELFFile, address: int) -> int:
    (segment,) = [
        segment
        for segment in elf.iter_segments("PT_LOAD")
        if 0 <= address - segment["p_vaddr"] < segment["p_memsz"]
    ]
    return int(segment["p_flags"])


def test_no_segment_is_writable_and_executable(elf: ELFFile) -> None:
    both = P_FLAGS.PF_W | P_FLAGS.PF_X
    segments = list(elf.iter_segments())
    assert segments
    for segment in segments:
        assert segment["p_flags"] & both != both, segment.header


def test_program_is_at_fixed_addresses(elf: ELFFile) -> None:
    assert elf.header["e_type"] == "ET_EXEC"


def test_module_section_is_read_only(elf: ELFFile) -> None:
    section = elf.get_section_by_name(".helix.modules")
    start = _symbol(elf, "__helix_modules_start")
    end = _symbol(elf, "__helix_modules_end")
    assert section["sh_addr"] == start and section["sh_addralign"] >= 8
    assert section["sh_size"] == end - start == 3 * 8
    assert not section["sh_flags"] & SH_FLAGS.SHF_WRITE
    assert _flags_at(elf, start) == P_FLAGS.PF_R


def test_other_constants_stay_read_only(elf: ELFFile) -> None:
    """Data in the wrong segment would turn all of .rodata writable, silently."""
    assert _flags_at(elf, _symbol(elf, "hx_image")) == P_FLAGS.PF_R


def test_code_of_modules_is_apart(elf: ELFFile) -> None:
    bounds = {
        name: (
            _symbol(elf, f"__helix_text_{name}_start"),
            _symbol(elf, f"__helix_text_{name}_end"),
        )
        for name in ("alpha", "empty", "broken")
    }
    for function, owner in (
        ("probe_alpha_write", "alpha"),
        ("probe_alpha_call", "alpha"),
        ("probe_broken_write", "broken"),
        ("hx_main", ""),
        ("hx_port_halt", ""),
    ):
        address = _symbol(elf, function)
        owners = [name for name, (a, b) in bounds.items() if a <= address < b]
        assert owners == [owner] * bool(owner), function
        assert _flags_at(elf, address) == P_FLAGS.PF_R | P_FLAGS.PF_X
    assert bounds["empty"][0] == bounds["empty"][1]


def test_machine_is_entered_through_pvh(machine: Probe) -> None:
    with machine.image.open("rb") as stream:
        elf = ELFFile(stream)
        (segment,) = elf.iter_segments("PT_NOTE")
        (note,) = segment.iter_notes()
        assert note["n_name"] == "Xen" and note["n_type"] == 18
        entry = int.from_bytes(note["n_descdata"], "little")
        assert entry == elf.header["e_entry"] == _symbol(elf, "x86_boot")


@pytest.mark.parametrize("toolchain", ["gcc", "clang"])
@pytest.mark.parametrize(
    "check, outcome",
    [
        ("memory", "passed"),
        ("use-ballast", "passed"),
        ("write-ballast-text", "read-only"),
        ("write-ballast-constant", "read-only"),
        ("execute-ballast-data", "not executable"),
        ("overflow-stack", "stack overflow"),
    ],
)
def test_large_image_has_the_same_permissions(
    probe_of: BuildProbe, toolchain: str, check: str, outcome: str
) -> None:
    probe = probe_of(Build(port="x86_64", toolchain=toolchain, ballast=True))
    assert probe.image.stat().st_size > 35 * 1024 * 1024
    done = probe.check(check).expect(0 if outcome == "passed" else 2)
    assert outcome in done.output, done.story()


@pytest.mark.parametrize("toolchain", ["gcc", "clang"])
def test_builds_are_equal(
    tmp_path_factory: pytest.TempPathFactory, toolchain: str
) -> None:
    """What differs between two folders must not be in what is loaded."""
    build = Build(port="x86_64", toolchain=toolchain)
    contents = []
    for name in ("one", "another-folder"):
        image = build_probe(tmp_path_factory.mktemp(name), build).image
        with image.open("rb") as stream:
            segments = ELFFile(stream).iter_segments("PT_LOAD")
            contents.append([segment.data() for segment in segments])
    assert contents[0] == contents[1]
