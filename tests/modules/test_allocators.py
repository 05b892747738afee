# SPDX-License-Identifier: MIT
"""Each provider of helix.allocator keeps what the interface promises.

The checks are a module, written against the interface alone, and bound to one provider
after the other; each boot runs all of them.
"""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.boot.transcript import Transcript, read_transcript
from tests.workspace import Workspace

SPECS = Path(__file__).resolve().parent / "specs_allocators"

# The smallest that serves every check once.
ARENA_KIB = 1024


@dataclass(frozen=True, kw_only=True)
class Provider:
    """An allocator as a profile has it, and how much of `free` it can do."""

    bound: str
    static: tuple[str, ...]
    tables: str
    complete: bool = True


BUDDY = f"[config.buddy]\narena_kib = {ARENA_KIB}\n"
SLAB = '[bind.slab]\npages = "buddy"\n'
DEBUG_SLAB = "[config.slab]\ndebug = true\n"

PROVIDERS = {
    "bump": Provider(
        bound="bump-allocator",
        static=("bump-allocator",),
        tables=f"[config.bump-allocator]\narena_kib = {ARENA_KIB}\n",
        complete=False,
    ),
    "buddy": Provider(bound="buddy", static=("buddy",), tables=BUDDY),
    "buddy-debug": Provider(
        bound="buddy", static=("buddy",), tables=BUDDY + "debug = true\n"
    ),
    "slab": Provider(bound="slab", static=("buddy", "slab"), tables=BUDDY + SLAB),
    "slab-debug": Provider(
        bound="slab",
        static=("buddy", "slab"),
        tables=BUDDY + "debug = true\n" + SLAB + DEBUG_SLAB,
    ),
}

# The order matters for the bump allocator, which is full after the random run.
COMMANDS = [
    "request allocator-check arguments",
    "request allocator-check alignment",
    "request allocator-check overlap",
    "request allocator-check invalid",
    "request allocator-check exhaustion",
    "request allocator-check random 20261125",
    "request allocator-check random 7",
    "request {bound} stats",
]


def check(workspace: Workspace, provider: Provider, target: str) -> Transcript:
    shutil.copytree(SPECS, workspace.folder / "mods", dirs_exist_ok=True)
    commands = [command.format(bound=provider.bound) for command in COMMANDS]
    quoted = ", ".join(f'"{command}"' for command in commands)
    kept = "true" if provider.complete else "false"
    workspace.write_profile(
        ["console", "allocator-check", *provider.static],
        target=target,
        more=f"{provider.tables}"
        f"[config.allocator-check]\nrecovers = {kept}\nexact = {kept}\n"
        f'[bind.allocator-check]\nmemory = "{provider.bound}"\n'
        f"[boot]\ncommands = [{quoted}]\n",
    )
    return read_transcript(workspace.build_and_boot("--strict").expect(0))


def numbers_of(seen: Transcript, command: str) -> list[int]:
    reply = seen.reply(command)
    assert reply.startswith("-> ok "), f"{reply}\n{seen.done.story()}"
    return [int(number) for number in re.findall(r"\d+", reply)]


@pytest.mark.parametrize("target", ["host", "x86_64"])
@pytest.mark.parametrize("name", list(PROVIDERS))
def test_conforms(workspace: Workspace, name: str, target: str) -> None:
    provider = PROVIDERS[name]
    seen = check(workspace, provider, target)
    assert numbers_of(seen, COMMANDS[0]) == [9]
    [aligned] = numbers_of(seen, COMMANDS[1])
    [blocks] = numbers_of(seen, COMMANDS[2])
    [refused] = numbers_of(seen, COMMANDS[3])
    [exhausting] = numbers_of(seen, COMMANDS[4])
    assert blocks == 96 + 32, seen.done.story()
    # No allocator can give more than there is, and none of these wastes nine tenths.
    pages = ARENA_KIB // 4
    assert pages < exhausting <= sum(ARENA_KIB * 1024 // s for s in (4096, 1000, 24))
    if provider.complete:
        assert aligned == 13 * 7, seen.done.story()
        assert refused > 36 + 6 * 10, seen.done.story()
    for command in COMMANDS[5:7]:
        taken, _ = numbers_of(seen, command)
        assert taken > (5000 if provider.complete else 0), seen.done.story()
    # The debug modes saw nothing that is not there.
    if provider.complete:
        assert "corruptions: 0" in seen.reply(f"request {provider.bound} stats")
    assert "[error]" not in seen.done.output, seen.done.story()
