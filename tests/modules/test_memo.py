# SPDX-License-Identifier: MIT
"""The cache keeps what was used last, and gives memory back when others need it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.boot.transcript import Transcript, read_transcript
from tests.workspace import Workspace

SPECS = Path(__file__).resolve().parent / "specs_memo"

TABLES = """\
[config.buddy]
arena_kib = 1024
low_percent = 75
critical_percent = 90
debug = true
[config.slab]
debug = true
[bind.slab]
pages = "buddy"
[bind.memo]
memory = "slab"
[config.memo]
limit_kib = {limit}
"""


def boot(
    workspace: Workspace,
    modules: list[str],
    commands: list[str],
    *,
    more: str = "",
    limit: int = 1024,
    target: str = "host",
) -> Transcript:
    quoted = ", ".join(f'"{command}"' for command in commands)
    workspace.write_profile(
        ["console", "buddy", "slab", "memo", *modules],
        target=target,
        more=f"{TABLES.format(limit=limit)}{more}[boot]\ncommands = [{quoted}]\n",
    )
    return read_transcript(workspace.build_and_boot("--strict").expect(0))


def replies(seen: Transcript) -> list[str]:
    """What each command answered, without what was logged meanwhile."""
    return [
        line
        for _, lines in seen.answers
        for line in lines
        if line.startswith(("-> ", "error: "))
    ]


def test_put_get_drop(workspace: Workspace) -> None:
    commands = {
        "put a first text": '-> ok ""',
        "put b": '-> ok ""',
        "get a": '-> ok "first text"',
        "get b": '-> ok ""',
        "put a second": '-> ok ""',
        "get a ": "error: HX_ERR_INVALID: get: a key holds no space",
        "get c": '-> error "not here"',
        "drop b": '-> ok ""',
        "drop c": '-> error "not here"',
        "get": "error: HX_ERR_INVALID: get: a key has 1 to 63 bytes, not 0",
        f"put {'k' * 64} x": "error: HX_ERR_INVALID: put: a key has 1 to 63 bytes, "
        "not 64",
        "stats": '-> ok "entries: 1, bytes: 47, hits: 2, misses: 1, evictions: 0"',
    }
    seen = boot(workspace, [], [f"request memo {command}" for command in commands])
    assert replies(seen) == list(commands.values()), seen.done.story()


def test_the_limit_keeps_what_was_used_last(workspace: Workspace) -> None:
    text = "t" * 300
    # An entry takes 341 bytes, so that the limit holds three of them.
    commands = [
        *(f"put {key} {text}" for key in "abc"),
        "get a",
        f"put d {text}",
        *(f"get {key}" for key in "abcd"),
        f"put large {'t' * 400} and more",
        "stats",
    ]
    seen = boot(
        workspace, [], [f"request memo {command}" for command in commands], limit=1
    )
    kept = f'-> ok "{text}"'
    assert replies(seen) == [
        *['-> ok ""'] * 3,
        kept,
        '-> ok ""',
        kept,
        '-> error "not here"',
        kept,
        kept,
        '-> ok ""',
        '-> ok "entries: 2, bytes: 795, hits: 4, misses: 1, evictions: 3"',
    ], seen.done.story()


@pytest.mark.parametrize("target", ["host", "x86_64"])
def test_gives_back_under_pressure(workspace: Workspace, target: str) -> None:
    shutil.copytree(SPECS, workspace.folder / "mods", dirs_exist_ok=True)
    commands = [
        "request hoarder feed 200",
        "request memo get k0",
        "request hoarder take 90",
        "request memo stats",
        "request memo get k0",
        "request memo get k1",
        "request memo get k199",
        "request hoarder take 256",
        "request memo stats",
        "request hoarder take 40",
        "request hoarder give-all",
        "request hoarder feed 3",
        "request memo drop k2",
        "request buddy stats",
        "request slab stats",
    ]
    seen = boot(
        workspace,
        ["hoarder"],
        commands,
        more='[bind.hoarder]\npages = "buddy"\n',
        target=target,
    )
    story = seen.done.story()
    told = [line for line in seen.done.lines if line.startswith("[info] ")]
    assert [line.removeprefix("[info] ") for line in told] == [
        # 90 pages beside 200 entries: half of them go, and there is enough again.
        "memo: gave back 105336 of 208690 bytes",
        "pressure is low",
        "pressure is normal",
        # All pages at once: all that is left goes, and Low on the way is not told.
        "memo: gave back 103354 of 103354 bytes",
        "pressure is critical",
        "pressure is low",
        # The hoarder has taken what the cache gave back, and gives up everything.
        "pressure is critical",
        "pressure is normal",
    ], story
    text = "x" * 1000
    assert replies(seen) == [
        '-> ok "200"',
        f'-> ok "{text}"',
        '-> ok "90"',
        '-> ok "entries: 99, bytes: 103354, hits: 1, misses: 0, evictions: 101"',
        # Used last, in the dropped half, and in the other one.
        f'-> ok "{text}"',
        '-> error "not here"',
        f'-> ok "{text}"',
        '-> error "nothing left"',
        '-> ok "entries: 0, bytes: 0, hits: 3, misses: 1, evictions: 200"',
        '-> ok "228"',
        '-> ok "0"',
        '-> ok "3"',
        '-> ok ""',
        '-> ok "pages: 256, free: 252, allocations: 257, failures: 1, corruptions: 0"',
        '-> ok "slabs: 1, objects: 2, failures: 0, corruptions: 0"',
    ], story
