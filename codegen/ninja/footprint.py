# SPDX-License-Identifier: MIT
"""What a linked image takes of the machine's memory, in bytes, by its segments' rights.

What the linker leaves between the segments, to begin each at a page, is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

PT_LOAD_EXECUTE, PT_LOAD_WRITE = 1, 2


@dataclass(frozen=True, kw_only=True)
class Footprint:
    code: int
    constants: int
    data: int
    zeroed: int

    def __str__(self) -> str:
        return (
            f"code {self.code}, constants {self.constants}, data {self.data}, "
            f"zeroed {self.zeroed} bytes"
        )


def measure(elf: Any) -> Footprint:
    """Return the sizes of an ELF file that pyelftools has opened."""
    code = constants = data = zeroed = 0
    for segment in elf.iter_segments():
        if segment["p_type"] != "PT_LOAD":
            continue
        if segment["p_flags"] & PT_LOAD_EXECUTE:
            code += segment["p_memsz"]
        elif segment["p_flags"] & PT_LOAD_WRITE:
            data += segment["p_filesz"]
            zeroed += segment["p_memsz"] - segment["p_filesz"]
        else:
            constants += segment["p_memsz"]
    return Footprint(code=code, constants=constants, data=data, zeroed=zeroed)
