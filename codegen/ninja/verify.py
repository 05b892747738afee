# SPDX-License-Identifier: MIT
"""The verifier: does the linked image hold the module section that was planned?

Runs as the second half of every link, for every target:
`python3 -m codegen.ninja.verify kernel.elf gen/section.json`. It reads the ELF file
itself, so an entry that the linker dropped, padded or moved fails the build. Of a good
image it prints what it takes of the memory.
"""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile

from codegen.ninja.footprint import Footprint, measure

SECTION = ".helix.modules"
ENTRY_SIZE = 8
# struct hx_module of helix/descriptor.h: magic, then `info` at 8, whose first member
# is the name. runtime/image.c asserts the same offsets.
MAGIC = 0x48584D31
INFO_OFFSET = 8
PT_LOAD_WRITE, PT_LOAD_EXECUTE = 2, 1


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A planned entry of the section."""

    symbol: str
    name: str
    section: str


class Image:
    """The parts of an ELF file that the check needs; memory is read by address."""

    def __init__(self, elf: Any) -> None:
        self._loads = [s for s in elf.iter_segments() if s["p_type"] == "PT_LOAD"]
        # Each read once: thousands of modules are looked up in them.
        self._memory: list[tuple[int, bytes]] = [
            (segment["p_vaddr"], segment.data()) for segment in self._loads
        ]
        table = elf.get_section_by_name(".symtab")
        self.symbols: dict[str, int] = {}
        if table is not None:
            for symbol in table.iter_symbols():
                if symbol["st_shndx"] != "SHN_UNDEF" and symbol.name:
                    self.symbols[symbol.name] = symbol["st_value"]
        section = elf.get_section_by_name(SECTION)
        self.section: tuple[int, bytes] | None = None
        if section is not None:
            self.section = (section["sh_addr"], section.data())

    def read(self, address: int, size: int) -> bytes | None:
        for start, data in self._memory:
            offset = address - start
            if 0 <= offset and offset + size <= len(data):
                return data[offset : offset + size]
        return None

    def read_pointer(self, address: int) -> int | None:
        data = self.read(address, 8)
        return None if data is None else int(struct.unpack("<Q", data)[0])

    def read_string(self, address: int, limit: int = 256) -> str | None:
        for start, data in self._memory:
            if 0 <= address - start < len(data):
                offset = address - start
                end = data.find(b"\0", offset, offset + limit)
                if end >= 0:
                    return data[offset:end].decode("utf-8", "replace")
        return None

    def unsafe_segments(self) -> Iterator[str]:
        """Segments that may be written and executed."""
        for segment in self._loads:
            flags = segment["p_flags"]
            if flags & PT_LOAD_WRITE and flags & PT_LOAD_EXECUTE:
                yield f"0x{segment['p_vaddr']:x}"


def _check_entry(image: Image, index: int, pointer: int, planned: Entry) -> str | None:
    wanted = image.symbols.get(planned.symbol)
    if wanted is None:
        return f"entry {index}: no symbol '{planned.symbol}' for '{planned.name}'"
    magic = image.read(pointer, 4)
    if magic is None or struct.unpack("<I", magic)[0] != MAGIC:
        return f"entry {index}: 0x{pointer:x} is no module descriptor"
    info = image.read_pointer(pointer + INFO_OFFSET)
    name_pointer = image.read_pointer(info) if info is not None else None
    name = image.read_string(name_pointer) if name_pointer is not None else None
    if pointer != wanted or name != planned.name:
        return f"entry {index}: planned '{planned.name}', linked '{name}'"
    return None


def check_section(image: Image, planned: list[Entry]) -> list[str]:
    """Return what differs, in words; empty when the image is as planned."""
    if image.section is None:
        return [] if not planned else [f"there is no section '{SECTION}'"]
    address, data = image.section
    problems = []
    for symbol, value in (
        ("__helix_modules_start", address),
        ("__helix_modules_end", address + len(data)),
    ):
        if image.symbols.get(symbol) != value:
            problems.append(f"'{symbol}' is not at the section's end of that name")
    if len(data) != len(planned) * ENTRY_SIZE:
        problems.append(
            f"planned {len(planned)} entries of {ENTRY_SIZE} bytes, "
            f"linked {len(data)} bytes"
        )
        linked = {p for (p,) in struct.iter_unpack("<Q", data[: len(data) // 8 * 8])}
        for entry in planned:
            if image.symbols.get(entry.symbol) not in linked:
                problems.append(f"'{entry.name}' is missing")
        return problems
    for index, (pointer,) in enumerate(struct.iter_unpack("<Q", data)):
        problem = _check_entry(image, index, pointer, planned[index])
        if problem is not None:
            problems.append(problem)
    return problems


def verify_image(elf_path: Path, section_path: Path) -> list[str]:
    """Return every way in which the ELF file differs from the plan."""
    planned = [
        Entry(symbol=e["symbol"], name=e["name"], section=e["section"])
        for e in json.loads(section_path.read_text(encoding="utf-8"))
    ]
    try:
        with elf_path.open("rb") as file:
            image = Image(ELFFile(file))
            problems = check_section(image, planned)
            problems += [
                f"the segment at {address} is writable and executable"
                for address in image.unsafe_segments()
            ]
    except (ELFError, OSError) as error:
        return [f"cannot be read as ELF: {error}"]
    return problems


def measure_image(elf_path: Path) -> Footprint:
    """Return the sizes of an image that was verified."""
    with elf_path.open("rb") as file:
        return measure(ELFFile(file))


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(
            "usage: python3 -m codegen.ninja.verify ELF SECTION.json", file=sys.stderr
        )
        return 2
    elf, section = map(Path, arguments)
    problems = verify_image(elf, section)
    for problem in problems:
        print(f"{elf.name}: error[E703]: {problem}", file=sys.stderr)
    if problems:
        print(
            "help: the linker script must keep '*(SORT_BY_NAME(.helix.modules.*))' in "
            "its own section; `python3 -m codegen explain E703` says more",
            file=sys.stderr,
        )
        # A wrong image must not be run: the next build links it again.
        elf.unlink(missing_ok=True)
        return 1
    print(f"{elf.name}: {measure_image(elf)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
