# SPDX-License-Identifier: MIT
"""A person types at the shell: keys edit the line, bring back others, complete words."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.boot.console import LIMIT_S, Console
from tests.boot.screen import MARK, Screen
from tests.boot.transcript import QUIET
from tests.workspace import Workspace

SPEC = f"""
module teller {{
    impl {{
        {QUIET}
        request "say" {{ return hx_respond(response, request->payload.data, request->payload.size); }}
    }}
}}
module teller_of_tales {{ impl {{ {QUIET} }} }}
module oddly_named {{ impl {{ {QUIET} }} }}
"""

LEFT, RIGHT, UP, DOWN = "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[B"
HOME, END, DELETE = "\x1b[H", "\x1b[F", "\x1b[3~"
BACKSPACE = "\x7f"
SAY = "request teller say "


class Typist(Console):
    """A console with a screen, which is read up to a mark."""

    def __init__(self, run: Path) -> None:
        super().__init__(run)
        self.screen = Screen()

    def _read_screen(self) -> None:
        self._read(0.05)
        self.screen.show(self._take())

    def shown(self) -> Screen:
        """The screen once all that was typed has been dealt with.

        Behind it a mark is typed and erased, and a byte that the console refuses.
        """
        self.screen.bells_at_mark = None
        self.type(MARK + BACKSPACE + "\x07")
        end = time.monotonic() + LIMIT_S
        while self.screen.bells_at_mark in (None, self.screen.bells):
            self._read_screen()
            assert time.monotonic() < end, self.screen.rows
        return self.screen

    def _take(self) -> str:
        """What has come, up to the last whole character and sequence."""
        text = self.output
        whole = text.rstrip("\ufffd")
        escape = whole.rfind("\x1b")
        if escape >= 0 and whole[escape:] in ("\x1b", "\x1b[", "\x1b[2"):
            whole = whole[:escape]
        rest = self._shown.replace(b"\r", b"")[len(whole.encode()) :]
        self._shown = bytearray(rest)
        return whole

    def enter(self) -> str:
        """End the line; return the row behind it, without the spaces that end it."""
        row = self.shown().row
        self.type("\r")
        self.wait_for_prompt(row + 1)
        return self.screen.rows[row + 1].rstrip()

    def wait_for_prompt(self, row: int) -> None:
        """Until there is one in that row or further down."""
        end = time.monotonic() + LIMIT_S
        while self.screen.row < row or not self.screen.line.startswith(">"):
            self._read_screen()
            assert time.monotonic() < end, self.screen.rows


@pytest.fixture(scope="module", params=["host", "x86_64"])
def kernel(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    workspace = Workspace(folder=tmp_path_factory.mktemp("typing"))
    workspace.write("mods/spec.mod", SPEC)
    workspace.write_profile(
        ["teller", "teller-of-tales", "oddly-named"],
        target=request.param,
        more="[boot]\ninteractive = true\n",
    )
    workspace.configure("--strict").expect(0)
    workspace.ninja().expect(0)
    return workspace.build / "run"


@pytest.fixture
def typist(kernel: Path) -> Iterator[Typist]:
    with Typist(kernel) as typist:
        typist.wait_for("ready modules=5 failed=0\n")
        # Before it reads, the terminal shows itself what is typed.
        typist.wait_for("> ")
        typist.screen.show("> ")
        yield typist
        typist.type("\x15shutdown\r")
        assert typist.end() == 0


EDITS = {
    "plain": ("abc", "abc"),
    "backspace": ("abx" + BACKSPACE + "c", "abc"),
    "backspace-8": ("abx\bc", "abc"),
    "backspace inside": ("axbc" + LEFT * 2 + BACKSPACE, "abc"),
    "left": ("ac" + LEFT + "b", "abc"),
    "right": ("ac" + LEFT * 2 + RIGHT + "b", "abc"),
    "right at the end": ("abc" + RIGHT * 3, "abc"),
    "delete": ("abxc" + LEFT * 2 + DELETE, "abc"),
    "delete at the end": ("abc" + DELETE, "abc"),
    "end": ("ab" + LEFT * 5 + END + "c", "abc"),
    "ctrl-e": ("ab" + LEFT * 5 + "\x05c", "abc"),
    "end as ~": ("ab" + LEFT * 5 + "\x1b[4~c", "abc"),
    "end as O": ("ab" + LEFT * 5 + "\x1bOFc", "abc"),
    "utf-8": ("grün" + LEFT + BACKSPACE + "u", "grun"),
    "utf-8 inside": ("grn" + LEFT + "ü€😀", "grü€😀n"),
    "utf-8 deleted": ("a€b" + LEFT * 2 + DELETE, "ab"),
    "unknown keys": ("a\x1b[5~\x1b[15~\x1b[1;5P\x1bOP\x1bxb\x1b[200~c", "abc"),
    "arrow with ctrl": ("ac\x1b[1;5Db", "abc"),
    "escape twice": ("ac\x1b" + LEFT + "b", "abc"),
    "sequence in sequence": ("ac\x1b[1" + LEFT + "b", "abc"),
    "control bytes": ("a\x02b\x0bc\x00", "abc"),
}


def quoted(text: str) -> str:
    """As the shell shows it behind `-> ok`."""
    plain = (
        chr(byte) if 0x20 <= byte < 0x7F and byte not in b'"\\' else f"\\x{byte:02x}"
        for byte in text.encode()
    )
    return '-> ok "' + "".join(plain) + '"'


def test_edits(typist: Typist) -> None:
    for name, (keys, text) in EDITS.items():
        typist.type(SAY + keys)
        assert typist.shown().line == f"> {SAY}{text}", name
        assert typist.enter() == quoted(text), name


def test_whole_lines(typist: Typist) -> None:
    typist.type("teller say abc" + HOME + "request ")
    assert typist.enter() == quoted("abc")
    typist.type("eller say abc\x01t\x01request ")
    assert typist.enter() == quoted("abc")
    typist.type("wrong" + LEFT * 2 + "\x15" + SAY + "abc")
    assert typist.shown().line == f"> {SAY}abc"
    assert typist.enter() == quoted("abc")


def test_split_sequences(typist: Typist) -> None:
    typist.type(SAY + "ac")
    for byte in LEFT:
        typist.type(byte)
        time.sleep(0.03)  # longer than a tick: the shell has read it
    typist.type("b")
    assert typist.enter() == quoted("abc")


def test_history(typist: Typist) -> None:
    for i in range(18):
        typist.type(f"{SAY}{i}")
        assert typist.enter() == quoted(str(i))
    typist.type(SAY + "17")
    assert typist.enter() == quoted("17"), "the same line again is not kept twice"
    typist.type("typed")
    for i in range(17, 1, -1):
        typist.type(UP)
        assert typist.shown().line == f"> {SAY}{i}"
    # Sixteen are kept.
    before = typist.shown().bells
    typist.type(UP)
    assert typist.shown().bells == before + 2
    assert typist.screen.line == f"> {SAY}2"
    typist.type(DOWN + BACKSPACE + "three")
    assert typist.enter() == quoted("three")
    typist.type("typed" + UP)
    assert typist.shown().line == f"> {SAY}three"
    typist.type(DOWN)
    assert typist.shown().line == "> typed"
    before = typist.screen.bells
    typist.type(DOWN)
    assert typist.shown().bells == before + 2
    assert typist.screen.line == "> typed"


def test_redraw(typist: Typist) -> None:
    """An empty screen, with the prompt and the line in its first row."""
    assert typist.enter() == ">"
    typist.type(SAY + "ac" + LEFT + "\x0c")
    assert (typist.shown().row, typist.screen.line) == (0, f"> {SAY}ac")
    typist.type("b")
    assert (typist.shown().row, typist.screen.line) == (0, f"> {SAY}abc")
    assert typist.enter() == quoted("abc")


COMPLETIONS = {
    "command": ("sec\t", "> security"),
    "command that is whole": ("list\t", "> list"),
    "space behind the only one": ("lis\tx", "> list x"),
    "what is common": ("s\tt\t", "> st"),
    "none": ("nonsense\t", "> nonsense"),
    "module": ("info odd\tx", "> info oddly-named x"),
    "modules": ("request tel\t", "> request teller"),
    "not a module": ("ls tel\t", "> ls tel"),
    "third word": ("request teller odd\t", "> request teller odd"),
    "behind spaces": ("  info  con\tx", ">   info  console x"),
    "inside": ("secx" + LEFT + "\t", "> security x"),
    "in a sequence": ("sec\x1b[\t", "> security"),
}


def test_completion(typist: Typist) -> None:
    for name, (keys, line) in COMPLETIONS.items():
        typist.type(keys)
        assert typist.shown().line == line, name
        typist.type("\x15")
    for keys, bells in {"lis\t": 0, "nonsense\t": 1, "st\t": 1, "\t": 1}.items():
        before = typist.shown().bells
        typist.type(keys)
        assert typist.shown().bells == before + bells + 1, keys
        typist.type("\x15")


def test_over_long_lines(typist: Typist) -> None:
    """What had no room makes the line an empty one, whatever keys came with it."""
    typist.type(SAY + "x" * 250 + LEFT * 5 + UP + "\t" + HOME + DELETE)
    typist.type("\r")
    typist.wait_for_prompt(2)
    typist.type(SAY + "abc")
    assert typist.enter() == quoted("abc")
    assert "The line was too long and is forgotten." in typist.screen.rows
    # What was lost and is erased again is as if it had not been typed.
    room = 256 - len(SAY)
    typist.type(SAY + "y" * (room + 3) + BACKSPACE * 4 + "z" + BACKSPACE * 4)
    assert typist.enter() == quoted("y" * (room - 4))


class Line:
    """What the keys ought to do, told again in another language."""

    KEYS = (LEFT, RIGHT, HOME, END, DELETE, BACKSPACE, UP, DOWN, "\x15")

    def __init__(self) -> None:
        self.text = ""
        self.cursor = 0
        self.history: list[str] = []
        self.back = 0
        self.typed = ""

    def press(self, key: str) -> None:
        text, at = self.text, self.cursor
        if key == LEFT:
            self.cursor = max(at - 1, 0)
        elif key == RIGHT:
            self.cursor = min(at + 1, len(text))
        elif key == HOME:
            self.cursor = 0
        elif key == END:
            self.cursor = len(text)
        elif key == DELETE:
            self.text = text[:at] + text[at + 1 :]
        elif key == BACKSPACE:
            self.text = text[: max(at - 1, 0)] + text[at:]
            self.cursor = max(at - 1, 0)
        elif key == "\x15":
            self.text, self.cursor = "", 0
        elif key in (UP, DOWN):
            self._go(1 if key == UP else -1)
        else:
            self.text = text[:at] + key + text[at:]
            self.cursor = at + len(key)

    def _go(self, step: int) -> None:
        back = self.back + step
        if not 0 <= back <= min(len(self.history), 16):
            return
        if self.back == 0:
            self.typed = self.text
        self.back = back
        self.text = self.history[-back] if back > 0 else self.typed
        self.cursor = len(self.text)

    def enter(self) -> None:
        if self.text and self.history[-1:] != [self.text]:
            self.history.append(self.text)
        self.text, self.cursor, self.back = "", 0, 0


@pytest.mark.parametrize("seed", range(3))
def test_random_keys(typist: Typist, seed: int) -> None:
    """The line and the screen are what a second, slower editor makes of the keys."""
    chance = random.Random(seed)
    line = Line()
    for _ in range(25):
        keys = chance.choices([*Line.KEYS, "a", "b ", "ü", "€"], k=chance.randrange(40))
        for key in keys:
            line.press(key)
        typist.type("".join(keys))
        screen = typist.shown()
        assert screen.line == f"> {line.text}".rstrip(), keys
        assert screen.column == 2 + line.cursor, keys
        # Behind a word that is no command, nothing of it can mean anything.
        for key in (HOME, "echo-"):
            line.press(key)
            typist.type(key)
        assert typist.shown().line == f"> {line.text}".rstrip()
        assert typist.enter().startswith("error: HX_ERR_NOT_FOUND: "), line.text
        line.enter()
