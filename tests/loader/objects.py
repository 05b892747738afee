# SPDX-License-Identifier: MIT
"""Builds loadable objects with each compiler and each linker, and the programs that
read them.

The flags are those that every `.hxm` is built with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from codegen.ninja.toolchain import STRICT_FLAGS
from tests.workspace import ROOT, execute

HERE = Path(__file__).resolve().parent

OBJECT_FLAGS = tuple(
    """
    -std=c11 -O2 -ffreestanding -fPIC -fvisibility=hidden -mno-red-zone
    -mgeneral-regs-only -fcf-protection=none -fno-stack-protector
    -fno-asynchronous-unwind-tables
    """.split()
)

LINK_FLAGS = tuple(
    """
    -shared -z noexecstack -z separate-code -z now --hash-style=sysv --build-id=none
    """.split()
)

SANITIZERS = ("-fsanitize=address,undefined", "-fno-sanitize-recover=undefined")

# The loader, and what it needs of the runtime.
LOADER = [
    *sorted((ROOT / "runtime" / "loader").glob("abi*.c")),
    *sorted((ROOT / "runtime" / "loader").glob("elf*.c")),
    *sorted((ROOT / "runtime" / "loader").glob("relocate*.c")),
    ROOT / "runtime" / "status.c",
    ROOT / "runtime" / "fmt.c",
    HERE / "alone.c",
]
ORACLE = [HERE / "oracle.c", HERE / "naive.c"]


@dataclass(frozen=True, kw_only=True)
class Toolchain:
    compiler: str
    linker: str

    def __str__(self) -> str:
        return f"{self.compiler}+{self.linker}"


TOOLCHAINS = tuple(
    Toolchain(compiler=compiler, linker=linker)
    for compiler in ("gcc", "clang")
    for linker in ("ld", "ld.lld")
)


def build_object(
    folder: Path,
    toolchain: Toolchain,
    source: Path,
    *,
    compile_flags: Sequence[str] = OBJECT_FLAGS,
    link_flags: Sequence[str] = LINK_FLAGS,
) -> Path:
    middle = folder / f"{source.stem}-{toolchain}.o"
    target = folder / f"{source.stem}-{toolchain}.so"
    execute(
        [toolchain.compiler, *compile_flags, *STRICT_FLAGS]
        + ["-c", str(source), "-o", str(middle)],
        cwd=ROOT,
    ).expect(0)
    execute(
        [toolchain.linker, *link_flags, str(middle), "-o", str(target)], cwd=ROOT
    ).expect(0)
    return target


def build_program(
    target: Path, compiler: str, sources: list[Path], flags: list[str]
) -> Path:
    """A program of this machine, with the loader in it."""
    execute(
        [compiler, "-std=c11", "-D_GNU_SOURCE", *STRICT_FLAGS, *flags]
        + ["-I", "runtime/include", *map(str, [*sources, *LOADER])]
        + ["-o", str(target)],
        cwd=ROOT,
    ).expect(0)
    return target
