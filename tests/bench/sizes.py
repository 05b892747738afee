# SPDX-License-Identifier: MIT
"""How large the core of the runtime is, and what a module takes of RAM."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bench.figures import Figure
from tests.workspace import ROOT, execute

# Registry, life cycle, events, requests, interfaces, and what these are made of.
CORE = (
    "registry lifecycle event event_copy event_deferred event_ring request interface "
    "dependency hash"
).split()
_CORE_GOAL = 8 * 1024
_RAM_GOAL = 32


def measure(folder: Path) -> list[Figure]:
    """Compile the core for x86_64 with -Os, and a module's control block."""
    return [
        Figure(
            section="sizes",
            name="core text at -Os",
            count=_core_text(folder),
            unit="bytes",
            goal=_CORE_GOAL,
        ),
        Figure(
            section="sizes",
            name="RAM of a static module",
            count=_control_size(folder),
            unit="bytes",
            goal=_RAM_GOAL,
        ),
    ]


def _compile(folder: Path, source: Path, name: str) -> Path:
    words = "gcc -std=c11 -Os -m64 -ffreestanding -fno-pic -mno-red-zone".split()
    words += ["-mgeneral-regs-only", "-fcf-protection=none", "-fno-stack-protector"]
    words += ["-fno-asynchronous-unwind-tables", "-fno-delete-null-pointer-checks"]
    words += [f"-I{ROOT}/runtime/include", "-c", str(source), "-o", name]
    execute(words, cwd=folder).expect(0)
    return folder / name


def _core_text(folder: Path) -> int:
    """Of functions alone: texts of messages are not code."""
    total = 0
    for name in CORE:
        built = _compile(folder, ROOT / f"runtime/{name}.c", f"core_{name}.o")
        listed = execute(["size", "-A", str(built)], cwd=folder).expect(0).output
        total += sum(
            int(size)
            for size in re.findall(r"^\.text\S*\s+(\d+)", listed, re.MULTILINE)
        )
    return total


def _control_size(folder: Path) -> int:
    source = folder / "control.c"
    source.write_text(
        "#include <helix/descriptor.h>\nstruct hx_control control = {.id = 1};\n",
        encoding="utf-8",
    )
    built = _compile(folder, source, "control.o")
    listed = execute(["nm", "--print-size", str(built)], cwd=folder).expect(0).output
    found = re.search(r"^\S+ (\S+) D control$", listed, re.MULTILINE)
    assert found is not None, listed
    return int(found[1], 16)
