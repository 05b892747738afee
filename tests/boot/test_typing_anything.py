# SPDX-License-Identifier: MIT
"""Any bytes at the console: the shell goes on, and no memory is touched but its own.

The console and the shell of a process are built with the sanitizers; the bytes come out
of a file, so that each run is the same.
"""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from tests.boot.transcript import QUIET
from tests.sanitized import build_sanitized
from tests.workspace import Workspace

KEYS = [
    *(f"\x1b[{final}".encode() for final in "ABCDFH"),
    *(f"\x1b[{number}~".encode() for number in (1, 3, 4, 7, 8, 300, 65536)),
    *(f"\x1bO{final}".encode() for final in "ABHFP"),
    *(b"\x1b", b"\x1b[", b"\x1b[1;", b"\x1bO", b"\x1b[[A", b"\x1b\x1b[A"),
    *(b"\x01", b"\x03", b"\x05", b"\x08", b"\x0c", b"\x15", b"\x7f", b"\x00"),
    *(b"\r", b"\n", b"\r\n", b"\t", b"li\t", b"info co\t", b"request t\t", b"s\t"),
    *("ü".encode(), "€".encode(), "😀".encode(), b"\xc3", b"\xe2\x82", b"\xf0", b"\x80"),
    *(b"a", b" ", b"-", b"x" * 100, b"\xbf" * 90, b"\x1b[D" * 60, b"\x1b[A" * 20),
]


def make_bytes(chance: random.Random) -> bytes:
    """Half of them keys, half of them anything; but Ctrl-D, which ends all typing."""
    pieces = [
        (
            chance.choice(KEYS)
            if chance.random() < 0.5
            else chance.randbytes(chance.randrange(8))
        )
        for _ in range(4000)
    ]
    return b"".join(pieces).replace(b"\x04", b"")


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = Workspace(folder=tmp_path_factory.mktemp("typing"))
    workspace.write("mods/spec.mod", f"module teapot {{ impl {{ {QUIET} }} }}\n")
    workspace.write_profile(
        ["teapot"], more="[boot]\ninteractive = true\ntick_ms = 1\n"
    )
    workspace.configure("--strict").expect(0)
    build_sanitized(workspace, ["console", "shell"], least=4 + 11)
    return workspace.build / "run"


@pytest.mark.parametrize("seed", range(8))
def test_any_bytes(kernel: Path, tmp_path: Path, seed: int) -> None:
    typed = tmp_path / "typed"
    end = b"\x1b[A\x03info teapot\nlist\x04"
    typed.write_bytes(make_bytes(random.Random(seed)) + end)
    with typed.open("rb") as bytes_typed:
        done = subprocess.run(
            [str(kernel)], stdin=bytes_typed, capture_output=True, timeout=120
        )
    output = done.stdout.decode("utf-8", "replace")
    story = f"{kernel} <{typed}\n{output[-4000:]}\n{done.stderr.decode()[-4000:]}"
    assert done.returncode == 0, story
    assert "helix: halt status=0\n" in output, story
    # It was there to the end, and what came before had not changed it.
    asked = output[output.rindex("^C\n") :]
    assert "\n> info teapot\n" in asked and "teapot 0.1.0" in asked, story
    assert "\n> list\n" in asked and " console 1.0.0 Running DRIVER\n" in asked, story
    # Errors are shown without the control bytes of what was typed.
    errors = [line for line in done.stdout.split(b"\n") if line.startswith(b"error: ")]
    assert len(errors) > 100, story
    assert not any(byte < 0x20 or byte == 0x7F for byte in b"".join(errors)), story
