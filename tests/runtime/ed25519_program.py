# SPDX-License-Identifier: MIT
"""Builds `ed25519_answers.c` with what it tests, and asks it."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from codegen.ninja.toolchain import STRICT_FLAGS

ROOT = Path(__file__).resolve().parents[2]
SOURCES = tuple(sorted((ROOT / "runtime/loader/ed25519").glob("*.c")))
FLAGS = ("-std=c11", *STRICT_FLAGS, "-I", str(ROOT / "runtime/include"))


def build(folder: Path, compiler: str, *flags: str) -> Path:
    program = folder / "answers"
    sources = [*map(str, SOURCES), str(ROOT / "tests/runtime/ed25519_answers.c")]
    command = [compiler, *FLAGS, *flags, *sources, "-o", str(program)]
    subprocess.run(command, check=True)
    return program


def number(value: int) -> bytes:
    return value.to_bytes(32, "little")


def _pieces(pieces: Sequence[bytes]) -> bytes:
    sized = [len(piece).to_bytes(4, "little") + piece for piece in pieces]
    return len(pieces).to_bytes(4, "little") + b"".join(sized)


class Answers:
    """The program while it runs. Each method has the name of the function it asks."""

    def __init__(self, program: Path) -> None:
        self._process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def close(self) -> None:
        """Leaks are found at the end."""
        self._process.communicate(timeout=60)
        assert self._process.returncode == 0

    def _ask(self, question: bytes, size: int) -> bytes:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(question)
        self._process.stdin.flush()
        answer = self._process.stdout.read(size)
        assert len(answer) == size, "the program has ended: see its standard error"
        return answer

    def verify(self, signature: bytes, key: bytes, *pieces: bytes) -> bool:
        assert len(signature) == 64 and len(key) == 32
        return self._ask(b"v" + signature + key + _pieces(pieces), 1) == b"\1"

    def sha512(self, *pieces: bytes) -> bytes:
        return self._ask(b"h" + _pieces(pieces), 64)

    def mod_p(self, operation: str, a: int, b: int) -> int:
        """`operation` is one of + - *."""
        question = operation.encode() + number(a) + number(b)
        return int.from_bytes(self._ask(question, 32), "little")

    def invert(self, a: int) -> int:
        return int.from_bytes(self._ask(b"i" + number(a), 32), "little")

    def mod_l(self, wide: int) -> int:
        question = b"l" + wide.to_bytes(64, "little")
        return int.from_bytes(self._ask(question, 32), "little")

    def decode(self, data: bytes) -> tuple[bool, bool]:
        """Return whether this is a point, and whether it is one of small order."""
        good, small = self._ask(b"d" + data, 2)
        return bool(good), bool(small)

    def combine(self, s: int, k: int, point: bytes) -> bytes:
        return self._ask(b"c" + number(s) + number(k) + point, 32)
