# SPDX-License-Identifier: MIT
"""Random messages to random operations, in a kernel under the sanitizers.

Each message is refused, or does what the typed call does with the same values.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.boot.transcript import read_transcript
from tests.messages.operations import (
    make_operations,
    write_driver,
    write_provider,
    write_spec,
)
from tests.workspace import Workspace

HERE = Path(__file__).resolve().parent
SANITIZERS = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"]
OPERATION_COUNT = 60
ROUNDS = 500

PROFILE = f"""
[config.fuzzer]
rounds = {ROUNDS}
[boot]
commands = ["request fuzzer run"]
# The loop does not run in the meantime, and would report the ticks that it misses.
tick_ms = 10000
"""


def build_with_sanitizers(workspace: Workspace, compiler: str) -> None:
    """What build.ninja would do, with the sanitizers' flags in addition."""
    workspace.configure("--cc", compiler).expect(0)
    ninja = workspace.build / "build.ninja"
    text = ninja.read_text(encoding="utf-8")
    flags = " ".join(SANITIZERS)
    text, compiles = re.subn(r"(?m)^(compile_host = .*)$", rf"\1 {flags}", text)
    text, links = re.subn(r"(?m)^(link_host = .*)$", rf"\1 {flags}", text)
    assert (compiles, links) == (1, 1)
    ninja.write_text(text, encoding="utf-8")
    workspace.ninja().expect(0)


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_random_messages(workspace: Workspace, compiler: str) -> None:
    operations = make_operations(seed=1, count=OPERATION_COUNT)
    for name in ("fuzz.mod", "fuzz.c", "fuzz.h", "fuzz_random.c"):
        workspace.write(f"mods/{name}", (HERE / name).read_text(encoding="utf-8"))
    workspace.write("mods/operations.mod", write_spec(operations))
    workspace.write("mods/provider.c", write_provider(operations))
    workspace.write("mods/driver.c", write_driver(operations))
    workspace.write_profile(["fuzzer"], more=PROFILE)
    build_with_sanitizers(workspace, compiler)
    seen = read_transcript(workspace.boot().expect(0))
    reply = seen.reply("request fuzzer run")
    counts = re.fullmatch(r'-> ok "(\d+) accepted (\d+) refused"', reply)
    assert counts is not None, reply
    accepted, refused = int(counts[1]), int(counts[2])
    assert accepted + refused == OPERATION_COUNT * ROUNDS
    assert min(accepted, refused) > OPERATION_COUNT * ROUNDS / 5
