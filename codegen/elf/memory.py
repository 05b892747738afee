# SPDX-License-Identifier: MIT
"""An ELF object as the memory that it becomes: bytes and pointers by their address.

A pointer in an object that has no address yet is what its relocation says: a place in
the object, or an import.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_MACHINES = {"EM_X86_64": "x86_64", "EM_RISCV": "riscv64", "EM_AARCH64": "aarch64"}
# Of 64-bit targets: S + A or S, and B + A.
_SYMBOL_TYPES = {
    "EM_X86_64": (1, 6, 7),
    "EM_RISCV": (2, 5),
    "EM_AARCH64": (257, 1025, 1026),
}
_BASE_TYPES = {"EM_X86_64": 8, "EM_RISCV": 3, "EM_AARCH64": 1027}
# Longer than any text of a descriptor or of an ABI.
_TEXT_MAX = 1 << 20


class ObjectError(Exception):
    """The file is not what it should be; the text says what is wrong with it."""


@dataclass(frozen=True, kw_only=True)
class Import:
    """A pointer to something that the object does not have itself."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """Bytes in memory: what is executed, only read, written and starts as zero. What is
    made read-only once it has its addresses counts as `data`."""

    text: int
    rodata: int
    data: int
    bss: int


@dataclass(frozen=True, kw_only=True)
class _Segment:
    address: int
    content: bytes
    memory_size: int
    writable: bool
    executable: bool


class ObjectMemory:
    """`symbols` are the addresses of what the object defines, `exports` the names in it
    that others can use, and `imports` those that it asks for; both are sorted."""

    def __init__(self, data: bytes) -> None:
        # Not with the others: the generator itself works without pyelftools.
        from elftools.elf.elffile import ELFFile

        try:
            self._read(ELFFile(io.BytesIO(data)))
        except ObjectError:
            raise
        except Exception as error:
            # What pyelftools raises for a damaged file is whatever its parser met.
            reason = str(error) or type(error).__name__
            raise ObjectError(f"it cannot be read as ELF: {reason}") from error

    def _read(self, elf: Any) -> None:
        machine = elf["e_machine"]
        if elf.elfclass != 64 or not elf.little_endian or machine not in _MACHINES:
            raise ObjectError(f"it is for a machine that is not supported ({machine})")
        if elf["e_type"] not in ("ET_EXEC", "ET_DYN"):
            raise ObjectError(f"it is not linked ({elf['e_type']})")
        self.machine = _MACHINES[machine]
        self.movable = elf["e_type"] == "ET_DYN"
        self._segments = tuple(_segments(elf))
        self.symbols: dict[str, int] = {}
        imports = set()
        exports = set()
        # The loader reads no sections, so a module may come without any.
        dynamic = next(elf.iter_segments("PT_DYNAMIC"), None)
        static = elf.get_section_by_name(".symtab")
        for symbol in static.iter_symbols() if static is not None else ():
            if symbol["st_shndx"] != "SHN_UNDEF":
                self.symbols[symbol.name] = symbol["st_value"]
        for symbol in dynamic.iter_symbols() if dynamic is not None else ():
            if symbol["st_shndx"] == "SHN_UNDEF":
                imports.add(symbol.name)
            elif symbol["st_info"]["bind"] != "STB_LOCAL":
                exports.add(symbol.name)
                self.symbols[symbol.name] = symbol["st_value"]
        self.imports = tuple(sorted(imports - {""}))
        self.exports = tuple(sorted(exports - {""}))
        self._pointers = (
            dict(_relocations(elf, dynamic))
            if self.movable and dynamic is not None
            else {}
        )

    @property
    def sizes(self) -> Sizes:
        text = rodata = data = bss = 0
        for segment in self._segments:
            size = len(segment.content)
            if segment.executable:
                text += segment.memory_size
            elif segment.writable:
                data += size
                bss += segment.memory_size - size
            else:
                rodata += segment.memory_size
        return Sizes(text=text, rodata=rodata, data=data, bss=bss)

    def read(self, address: int, size: int) -> bytes:
        for segment in self._segments:
            start = address - segment.address
            if 0 <= start and start + size <= segment.memory_size:
                found = segment.content[start : start + size]
                return found + bytes(size - len(found))
        raise ObjectError(f"nothing lies at {address:#x}, where {size} bytes should be")

    def pointer(self, address: int) -> int | Import:
        """What the 8 bytes at `address` point to; 0 is NULL."""
        found = self._pointers.get(address)
        return (
            int.from_bytes(self.read(address, 8), "little") if found is None else found
        )

    def place(self, address: int) -> int:
        """The same where it has to be in the object, or NULL."""
        found = self.pointer(address)
        if isinstance(found, Import):
            raise ObjectError(
                f"the pointer at {address:#x} is to the import '{found.name}', and should "
                "be to something in the object"
            )
        return found

    def text(self, address: int) -> str:
        """The text that starts at `address`."""
        for segment in self._segments:
            start = address - segment.address
            if 0 <= start < len(segment.content):
                limit = min(start + _TEXT_MAX, len(segment.content))
                end = segment.content.find(b"\0", start, limit)
                if end >= 0:
                    return segment.content[start:end].decode("utf-8", "replace")
        raise ObjectError(f"no text lies at {address:#x}, where one should be")


def _segments(elf: Any) -> Iterator[_Segment]:
    for segment in elf.iter_segments():
        if segment["p_type"] != "PT_LOAD":
            continue
        content = segment.data()
        if len(content) != segment["p_filesz"] or segment["p_memsz"] < len(content):
            raise ObjectError(f"the segment at {segment['p_vaddr']:#x} is cut off")
        yield _Segment(
            address=segment["p_vaddr"],
            content=content,
            memory_size=segment["p_memsz"],
            writable=bool(segment["p_flags"] & 2),
            executable=bool(segment["p_flags"] & 1),
        )


def _relocations(elf: Any, dynamic: Any) -> Iterator[tuple[int, int | Import]]:
    machine = elf["e_machine"]
    symbols = list(dynamic.iter_symbols())
    for table in dynamic.get_relocation_tables().values():
        for relocation in table.iter_relocations():
            offset, addend = relocation["r_offset"], relocation["r_addend"]
            if relocation["r_info_type"] == _BASE_TYPES[machine]:
                yield offset, addend
            elif relocation["r_info_type"] in _SYMBOL_TYPES[machine]:
                symbol = symbols[relocation["r_info_sym"]]
                if symbol["st_shndx"] == "SHN_UNDEF":
                    yield offset, Import(name=symbol.name)
                else:
                    yield offset, symbol["st_value"] + addend
