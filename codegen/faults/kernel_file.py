# SPDX-License-Identifier: MIT
"""The linked image as a file: which callback fails is written into it."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from elftools.common.exceptions import ELFError
from elftools.elf.elffile import ELFFile

from codegen.faults.cases import Case
from codegen.faults.facts import PATIENCE_MS

SYMBOL = "hx_fault_case"
# struct hx_fault_case of runtime/faults/faults.h: module, hook, part, patience_ms.
LAYOUT = "4I"
NOBODY = 0xFFFF_FFFF


class KernelFileError(Exception):
    """The file is no image of the fault injection."""


@dataclass(frozen=True, kw_only=True)
class KernelFile:
    """`offset` is where the case stands in `data`."""

    data: bytes
    offset: int
    byte_order: str

    def with_case(self, case: Case) -> bytes:
        """The file for the run in which `case` fails."""
        module = NOBODY if case.module is None else case.module
        words = struct.pack(
            f"{self.byte_order}{LAYOUT}", module, case.hook, case.part, PATIENCE_MS
        )
        return b"".join(
            (self.data[: self.offset], words, self.data[self.offset + len(words) :])
        )


def read_kernel_file(path: Path) -> KernelFile:
    """Raises KernelFileError where the case cannot be written."""
    data = path.read_bytes()
    try:
        with path.open("rb") as file:
            elf = ELFFile(file)
            table = elf.get_section_by_name(".symtab")
            symbols = table.get_symbol_by_name(SYMBOL) if table is not None else None
            segments = [s for s in elf.iter_segments() if s["p_type"] == "PT_LOAD"]
            byte_order = "<" if elf.little_endian else ">"
    except ELFError as error:
        raise KernelFileError(f"'{path}' cannot be read as ELF: {error}") from error
    if not symbols or symbols[0]["st_size"] != struct.calcsize(LAYOUT):
        raise KernelFileError(f"'{path}' has no '{SYMBOL}' of this version")
    address, size = symbols[0]["st_value"], symbols[0]["st_size"]
    for segment in segments:
        inside = address - segment["p_vaddr"]
        if 0 <= inside and inside + size <= segment["p_filesz"]:
            offset = segment["p_offset"] + inside
            return KernelFile(data=data, offset=offset, byte_order=byte_order)
    raise KernelFileError(f"'{SYMBOL}' is not in the data of '{path}'")
