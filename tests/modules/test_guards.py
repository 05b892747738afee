# SPDX-License-Identifier: MIT
"""The allocators' debug modes name who wrote where he must not, and go on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.boot.transcript import Transcript, read_transcript
from tests.workspace import Workspace

SPECS = Path(__file__).resolve().parent / "specs_guards"

BUDDY = "[config.buddy]\narena_kib = 1024\ndebug = {debug}\n"
SLAB = '[bind.slab]\npages = "buddy"\n[config.slab]\ndebug = {debug}\n'


def vandalize(
    workspace: Workspace,
    kinds: list[str],
    *,
    provider: str,
    size: int,
    target: str,
    debug: bool = True,
) -> Transcript:
    shutil.copytree(SPECS, workspace.folder / "mods", dirs_exist_ok=True)
    commands = [f"request vandal {kind}" for kind in kinds]
    quoted = ", ".join(f'"{c}"' for c in [*commands, f"request {provider} stats"])
    tables = BUDDY + (SLAB if provider == "slab" else "")
    workspace.write_profile(
        ["console", "vandal", "buddy", *(["slab"] if provider == "slab" else [])],
        target=target,
        more=tables.format(debug=str(debug).lower())
        + f'[bind.vandal]\nmemory = "{provider}"\n'
        + f"[config.vandal]\nsize = {size}\n"
        + f"[boot]\ncommands = [{quoted}]\n",
    )
    return read_transcript(workspace.build_and_boot("--strict").expect(0))


def address_of(lines: list[str], seen: Transcript) -> int:
    assert lines[-1].startswith('-> ok "0x'), seen.done.story()
    return int(lines[-1].removeprefix('-> ok "').removesuffix('"'), 16)


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_slab_sees_what_was_overwritten(workspace: Workspace, target: str) -> None:
    kinds = ["behave", "overrun", "underrun", "write-after-free"]
    seen = vandalize(workspace, kinds, provider="slab", size=100, target=target)
    found: dict[str, list[str]] = {}
    for kind in kinds:
        lines = seen.answer(f"request vandal {kind}")
        address = address_of(lines, seen)
        # The object begins 16 bytes before what the caller has of it.
        names = {f"{address:#x}": "BLOCK", f"{address - 16:#x}": "OBJECT"}
        for number, name in names.items():
            lines = [line.replace(f" {number},", f" {name},") for line in lines]
        found[kind] = lines[:-1]
    assert found == {
        "behave": [],
        "overrun": [
            "[error] slab: overrun: object of 100 bytes at BLOCK, offset 100 is 0x41"
        ],
        "underrun": [
            "[error] slab: underrun: object of 100 bytes at BLOCK, 1 before it is 0x42"
        ],
        "write-after-free": [
            "[error] slab: write after free: free object of 256 bytes at OBJECT, "
            "offset 21 is 0x43"
        ],
    }, seen.done.story()
    assert "corruptions: 3" in seen.reply("request slab stats")


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_buddy_sees_what_was_overwritten(workspace: Workspace, target: str) -> None:
    kinds = ["behave", "overrun", "write-after-free"]
    seen = vandalize(workspace, kinds, provider="buddy", size=5000, target=target)
    found: dict[str, list[str]] = {}
    for kind in kinds:
        lines = seen.answer(f"request vandal {kind}")
        block = f" {address_of(lines, seen):#x},"
        found[kind] = [line.replace(block, " BLOCK,") for line in lines[:-1]]
    assert found == {
        "behave": [],
        "overrun": [
            "[error] buddy: overrun: block of 5000 bytes at BLOCK, offset 5000 is 0x41"
        ],
        "write-after-free": [
            "[error] buddy: write after free: free block of 8192 bytes at BLOCK, "
            "offset 5 is 0x43"
        ],
    }, seen.done.story()
    assert "corruptions: 2" in seen.reply("request buddy stats")


def test_without_debug_nobody_looks(workspace: Workspace) -> None:
    kinds = ["overrun", "write-after-free"]
    seen = vandalize(
        workspace, kinds, provider="buddy", size=5000, target="host", debug=False
    )
    assert "[error]" not in seen.done.output, seen.done.story()
    assert "corruptions: 0" in seen.reply("request buddy stats")
