# SPDX-License-Identifier: MIT
"""Messages in a booted image: generated tables, real slots, every kind of parameter."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.boot.transcript import Transcript, read_transcript
from tests.workspace import Workspace

HERE = Path(__file__).resolve().parent
TARGETS = ["host", "x86_64"]


def boot(
    workspace: Workspace,
    files: list[str],
    static: list[str],
    commands: list[str],
    *,
    target: str,
    status: int = 0,
) -> Transcript:
    for name in files:
        workspace.write(f"mods/{name}", (HERE / name).read_text(encoding="utf-8"))
    listed = ", ".join(f"'{command}'" for command in commands)
    workspace.write_profile(
        static, target=target, more=f"[boot]\ncommands = [{listed}]\n"
    )
    return read_transcript(workspace.build_and_boot().expect(status))


# By operation of shape.test: the values of a message, and those of the answer.
SHAPES = {
    "one": ("b:04000000 b:15000000", "i:0 b:05000000 b:2a000000"),
    "many": ("b:0102030405060708 i:2", "i:0 b:0200060000000000"),
    "bytes": ("b:abcdef i:3", "i:0 b:abcdef"),
    "name": ("t:xy", "t:ex"),
    "where": ("i:4096", "i:4097"),
    "flag": ("y", "n"),
    "negative": ("i:-7", "i:-7000"),
    "state": ("i:1", "i:6"),
    "area": ("b:0304 b:0102", "i:212"),
    "fails": ("i:9", "i:-16"),
    "nothing": ("", "e"),
}

# What follows "call", and the whole answer of the shell.
REFUSED = {
    "server shape.test one b:04000000": (
        "HX_ERR_INVALID: one: 2 values expected, 1 found"
    ),
    "server shape.test one b:040000 b:15000000": (
        "HX_ERR_INVALID: one(in): 4 bytes expected, 3 found"
    ),
    "server shape.test one i:4 b:15000000": (
        "HX_ERR_INVALID: one(in): Bytes expected, Integer found"
    ),
    "server shape.test many b: i:-1": (
        "HX_ERR_INVALID: many(n): a count expected, -1 found"
    ),
    "server shape.test many b:01 i:1": (
        "HX_ERR_INVALID: many(cells): 4 bytes expected, 1 found"
    ),
    "server shape.test many b: i:128": (
        "HX_ERR_INVALID: many(n): -128 to 127 expected, 128 found"
    ),
    "server shape.test bytes b:00 i:1000000": (
        "HX_ERR_INVALID: bytes(in): 1000000 bytes expected, 1 found"
    ),
    "server shape.test bytes b:00 i:-1": (
        "HX_ERR_INVALID: bytes(size): 0 to 18446744073709551615 expected, -1 found"
    ),
    "server shape.test wide b: i:2305843009213693952": (
        "HX_ERR_INVALID: wide(items): 2305843009213693952 times 1 elements of 8 bytes "
        "are more than memory holds"
    ),
    "server shape.test flag i:1": (
        "HX_ERR_INVALID: flag(value): Boolean expected, Integer found"
    ),
    "server shape.test name l": (
        "HX_ERR_INVALID: name(prefix): Text expected, List found"
    ),
    "server shape.test state i:5": (
        "HX_ERR_INVALID: state(kind): one of 5 enumerators expected, 5 found"
    ),
    "server shape.test area b:03 b:0102": (
        "HX_ERR_INVALID: area(cell): 2 bytes expected, 1 found"
    ),
    "server shape.test nothings": (
        "HX_ERR_UNKNOWN_REQUEST: no operation 'nothings' in shape.test"
    ),
    "server shape.tests nothing": "HX_ERR_NOT_FOUND: no interface 'shape.tests'",
    "teller shape.test nothing": (
        "HX_ERR_UNSUPPORTED: 'teller' does not implement shape.test"
    ),
    "nobody shape.test nothing": (
        "HX_ERR_INVALID: message without module, interface or memory"
    ),
    "elder shape.test nothing": (
        "HX_ERR_UNSUPPORTED: nothing: version 1.1 expected, 1.0 found"
    ),
    "elder shape.test negative i:1": (
        "HX_ERR_UNSUPPORTED: negative: version 1.2 expected, 1.0 found"
    ),
    "dead shape.test flag y": (
        "HX_ERR_NOT_FOUND: flag: no provider of shape.test is up"
    ),
}

QUESTIONS = {
    "operations server shape.test": "shape.test 1.2: one many bytes name where flag "
    "state area fails wide nothing negative",
    "operations elder shape.test": "shape.test 1.0: one many bytes name where flag "
    "state area fails wide",
    "from shape.test 1.0": "elder: dead elder server",
    "from shape.test 1.1": "server: server",
    "from shape.test 1.2": "server: server",
    "from shape.test 1.3": "-:",
    "from shape.test 2.0": "-:",
}


@pytest.mark.parametrize("target", TARGETS)
def test_shapes(workspace: Workspace, target: str) -> None:
    called = [f"server shape.test {name} {SHAPES[name][0]}".strip() for name in SHAPES]
    commands = [f"request teller call {words}" for words in (*called, *REFUSED)]
    commands += [f"request teller typed {name}" for name in SHAPES]
    commands += [f"request teller {question}" for question in QUESTIONS]
    commands += [
        "request teller call elder shape.test flag y",
        "request teller call server shape.test name t:none",
        "request teller notify server shape.test nothing",
        "request server nothings",
    ]
    seen = boot(
        workspace,
        ["shapes.mod", "teller.mod", "teller.c"],
        ["teller", "server", "elder", "dead"],
        commands,
        target=target,
        status=1,
    )
    for words, (name, (_, answer)) in zip(called, SHAPES.items(), strict=True):
        expected = f'-> ok "{answer}"'
        assert seen.reply(f"request teller call {words}") == expected
        assert seen.reply(f"request teller typed {name}") == expected
    for words, detail in REFUSED.items():
        assert seen.reply(f"request teller call {words}") == f"error: {detail}"
    for question, answer in QUESTIONS.items():
        assert seen.reply(f"request teller {question}") == f'-> ok "{answer}"'
    assert seen.reply("request teller call elder shape.test flag y") == '-> ok "y"'
    assert seen.reply("request teller call server shape.test name t:none") == (
        '-> ok "e"'
    )
    # Once by message, once typed, once by a message that nobody answered.
    assert seen.reply("request teller notify server shape.test nothing") == '-> ok ""'
    assert seen.reply("request server nothings") == '-> ok "3"'


# size, kind, name, and zeros where nothing was written.
FILE_INFO = "b:" + "00" * 8 + "01000000" + b"/a".hex() + "00" * (254 + 4)

# What follows "call", and what the answer begins with.
STANDARD = {
    "bump-allocator helix.allocator free i:1 i:1": "i:-14",
    "console helix.console write b:68690a i:3": "i:0",
    # Whether a line has been typed depends on what the console is connected to.
    "console helix.console read_line i:4": "",
    "helix-execution helix.run_queue level_count": "i:",
    "helix-execution helix.run_queue take_first": "i:0",
    "round-robin helix.scheduler pick_next i:0 i:0 i:18446744073709551615": "i:0",
    "disk helix.block_device block_count i:0": "i:18446744073709551615",
    "disk helix.block_device read i:1 i:2 i:3": "i:0 b:030303",
    "disk helix.block_device write i:0 i:2 b:0102 i:2": "i:0",
    "disk helix.block_device flush i:1": "i:-1",
    "files helix.filesystem open t:/abcd": "i:0 b:05000000",
    "files helix.filesystem close i:5": "i:0",
    "files helix.filesystem read i:9 i:7 i:2": "i:0 b:0707 b:0900000000000000",
    "files helix.filesystem write i:9 i:7 b:0000 i:2": "i:-15 b:0200000000000000",
    "files helix.filesystem resize i:1 i:2": "i:0",
    "files helix.filesystem stat t:/a": f"i:0 {FILE_INFO}",
    "files helix.filesystem list i:3 b:0400000000000000": (
        "i:0 b:0500000000000000 b:0300000000000000"
    ),
    "files helix.filesystem create t:/a i:1": "i:0",
    "files helix.filesystem remove t:/a": "i:-16",
    "files helix.filesystem rename t:a t:a": "i:-2",
    "files helix.filesystem sync": "i:0",
    "card helix.network link_count": "i:2",
    "card helix.network link_info i:1": "i:0 b:000000000000dd050100",
    "card helix.network send i:7 b:0007 i:2": "i:0",
    "card helix.network receive i:1 i:4": "i:0 b:01010101 b:0200000000000000",
    "gate helix.security check_request t:a t:b t:c": "i:-22",
    "gate helix.security check_load t:a t:b y": "i:0",
}

TOO_MUCH = "card helix.network receive i:1 i:100000"


@pytest.mark.parametrize("target", TARGETS)
def test_standard_interfaces(workspace: Workspace, target: str) -> None:
    """All eight that the project declares."""
    modules = "teller server bump-allocator console helix-execution round-robin"
    modules += " disk files card gate"
    seen = boot(
        workspace,
        ["shapes.mod", "teller.mod", "teller.c", "drivers.mod"],
        modules.split(),
        [f"request teller call {words}" for words in (*STANDARD, TOO_MUCH)],
        target=target,
    )
    assert len({words.split()[1] for words in STANDARD}) == 8
    for words, answer in STANDARD.items():
        reply = seen.answer(f"request teller call {words}")[-1]
        assert reply.startswith(f'-> ok "{answer}'), f"{words}: {reply}"
    assert "hi" in seen.answer(
        "request teller call console helix.console write b:68690a i:3"
    )
    assert seen.reply(f"request teller call {TOO_MUCH}") == (
        "error: HX_ERR_NO_SPACE: receive(frame): 100000 bytes of memory expected, "
        "912 left"
    )
