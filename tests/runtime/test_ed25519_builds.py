# SPDX-License-Identifier: MIT
"""`runtime/loader/ed25519` at every level of optimisation, for every machine that the
compilers here know."""

from __future__ import annotations

import hashlib
import random
import subprocess
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile

from .ed25519_program import FLAGS, SOURCES, Answers, build
from .ed25519_reference import Key, L, P

LEVELS = ["-O0", "-O1", "-O2", "-O3", "-Os"]
MACHINES = {
    "gcc": ("gcc", "-mgeneral-regs-only"),
    "clang": ("clang", "--target=x86_64-unknown-none-elf", "-mgeneral-regs-only"),
    "riscv64": ("clang", "--target=riscv64-unknown-none-elf", "-march=rv64imac"),
    "aarch64": ("clang", "--target=aarch64-unknown-none-elf", "-mgeneral-regs-only"),
}
# What runtime/string.c has of a C library.
GIVEN = {"memcpy", "memset", "memcmp", "memmove"}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_the_same_answers(tmp_path: Path, compiler: str, level: str) -> None:
    choose = random.Random(9)
    answers = Answers(build(tmp_path, compiler, level, "-ffreestanding"))
    for size in (0, 111, 112, 128, 1000):
        message = choose.randbytes(size)
        assert answers.sha512(message) == hashlib.sha512(message).digest()
    for _ in range(200):
        a, b = choose.randrange(2**256), choose.randrange(2**256)
        assert answers.mod_p("+", a, b) == (a + b) % P
        assert answers.mod_p("-", a, b) == (a - b) % P
        assert answers.mod_p("*", a, b) == a * b % P
    key = Key.of(choose.randrange(L))
    signature = key.sign(b"message", nonce=choose.randrange(L))
    assert answers.verify(signature, key.public, b"mess", b"age")
    assert not answers.verify(signature, key.public, b"massage")
    answers.close()


def unresolved(objects: list[Path]) -> set[str]:
    needed, defined = set(), set()
    for path in objects:
        with path.open("rb") as file:
            for symbol in ELFFile(file).get_section_by_name(".symtab").iter_symbols():
                missing = symbol["st_shndx"] == "SHN_UNDEF"
                (needed if missing else defined).add(symbol.name)
    return needed - defined - {""}


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("machine", MACHINES)
def test_needs_no_library(tmp_path: Path, machine: str, level: str) -> None:
    """Neither a C library nor the compiler's own, for products of words."""
    words = (*MACHINES[machine], *FLAGS, "-ffreestanding", level, "-c")
    subprocess.run([*words, *map(str, SOURCES)], cwd=tmp_path, check=True)
    assert unresolved(sorted(tmp_path.glob("*.o"))) <= GIVEN
