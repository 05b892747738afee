# SPDX-License-Identifier: MIT
"""`mem` in the shell: a line for the machine's RAM and one for each allocator."""

from __future__ import annotations

import pytest

from tests.boot.transcript import Transcript, read_transcript
from tests.workspace import Workspace

ALLOCATORS = """\
[config.buddy]
arena_kib = 1024
[config.bump-allocator]
arena_kib = 64
[bind.slab]
pages = "buddy"
[bind.memo]
memory = "slab"
[interfaces]
"helix.allocator" = "buddy"
"""


def boot(
    workspace: Workspace, static: list[str], commands: list[str], target: str, more: str
) -> Transcript:
    quoted = ", ".join(f'"{command}"' for command in commands)
    workspace.write_profile(
        ["console", *static],
        target=target,
        more=f"{more}[boot]\ncommands = [{quoted}]\n",
    )
    return read_transcript(workspace.build_and_boot("--strict").expect(0))


def read(lines: tuple[str, ...], seen: Transcript) -> dict[str, tuple[str, int]]:
    """The allocators by name, below the line of the machine."""
    ram = lines[0].split(" ")
    assert ram[0] == "ram" and int(ram[1]) > 0 and len(ram) == 2, seen.done.story()
    table = {}
    for line in lines[1:]:
        name, state, size = line.split(" ")
        table[name] = (state, int(size))
    return table


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_each_allocator_is_asked(workspace: Workspace, target: str) -> None:
    modules = ["buddy", "slab", "bump-allocator", "memo"]
    commands = ["mem", "request memo put a b", "mem", "stop memo", "stop slab", "mem"]
    seen = boot(workspace, modules, commands, target, ALLOCATORS)
    outputs = [lines for command, lines in seen.answers if command == "mem"]
    first, filled, stopped = [read(lines, seen) for lines in outputs]
    pages, arena = 1024 * 1024, 64 * 1024
    assert first == {
        "buddy": ("Running", pages),
        "bump-allocator": ("Running", arena),
        "slab": ("Running", pages),
    }, seen.done.story()
    # A slab of 16 KiB, of which one entry is in use: 42 bytes in an object of 64.
    assert filled["buddy"] == ("Running", pages - 16384)
    assert filled["bump-allocator"] == ("Running", arena)
    # Its bookkeeping, 32 bytes and 4 for each object, has the room of 16 objects.
    objects = 16384 // 64 - 16
    assert filled["slab"] == ("Running", pages - 16384 + (objects - 1) * 64)
    assert stopped["slab"] == ("Stopped", 0)
    assert len({lines[0] for lines in outputs}) == 1, "claimed RAM changes at init only"


def test_an_image_without_allocators_has_ram(workspace: Workspace) -> None:
    seen = boot(workspace, [], ["mem"], "host", "")
    [lines] = [lines for _, lines in seen.answers]
    assert read(lines, seen) == {}
