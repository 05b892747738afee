# SPDX-License-Identifier: MIT
"""Tokens of a spec, read one at a time from any offset.

The lexer keeps no state and reports nothing: bodies and C declarations are not
made of these tokens, so the parser asks for a token only where one is expected,
and what cannot be a token (an unterminated string, a stray character) becomes
one of its own kind, reported by whoever meets it.

Strings may hold the escapes `\\\\`, `\\"`, `\\'`, `\\n`, `\\t`, `\\r` and `\\xNN` with
NN from 01 to 7f. There is none for NUL, which would end the string in C, and
none for a byte above 7f, which would not be UTF-8.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    WORD = "word"
    NUMBER = "number"
    STRING = "string"
    PUNCTUATION = "punctuation"
    UNKNOWN = "unknown"
    OPEN_STRING = "open string"
    OPEN_COMMENT = "open comment"
    END = "end"


class Token(NamedTuple):
    """One token; `text` is as written, a string with its quotes.

    An OPEN_STRING reaches to the end of its line, but for a `;` or `{` there. An OPEN_COMMENT reaches to the
    next declaration at column 1, else to the end of the file.
    """

    kind: Kind
    text: str
    start: int
    end: int


DECLARATION_WORDS = frozenset({"module", "interface", "impl_interface"})

# At column 1 one of these words starts a declaration, whatever is still open.
MARGIN_DECLARATION = re.compile(
    r"^(?:module|interface|impl_interface)\b", re.MULTILINE | re.ASCII
)

_TOKEN = re.compile(
    r"""[ \t\r\n\f\v]*
    (?: (?P<word> [A-Za-z_]\w* )
      | (?P<punctuation> -> | >= | <= | == | [{}()\[\];:,|=<>@] )
      | (?P<string> "[^"\\\n]*(?:\\[^\n][^"\\\n]*)*" )
      | (?P<number> [0-9][\w.]* )
      | (?P<line_comment> //[^\n]* )
      | (?P<comment> /\* )
    )""",
    re.VERBOSE | re.ASCII,
)
_SPACE = re.compile(r"[ \t\r\n\f\v]*")
_UNKNOWN = re.compile(r"[^\x00-\x7f]+|.", re.DOTALL)
_KINDS = {
    "word": Kind.WORD,
    "punctuation": Kind.PUNCTUATION,
    "string": Kind.STRING,
    "number": Kind.NUMBER,
}


class _Doc:
    """Collects the last run of `///` lines before a token.

    Such a line counts only if nothing stands before it on its line: behind a
    declaration it would otherwise document the next one.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[str] = []
        self._end = 0

    def add(self, start: int, end: int) -> None:
        text = self._text
        comment = text[start:end]
        if not comment.startswith("///") or comment.startswith("////"):
            return
        margin = text.rfind("\n", 0, start) + 1
        if text[margin:start].strip():
            return
        if text.count("\n", self._end, start) != 1:
            self._lines.clear()
        line = comment[3:].rstrip()
        self._lines.append(line[1:] if line.startswith(" ") else line)
        self._end = end

    def join(self) -> str:
        return "\n".join(self._lines)


def read_token(text: str, offset: int) -> tuple[Token, str]:
    """Return the token at or after `offset`, and the doc comment before it."""
    doc: _Doc | None = None
    while True:
        match = _TOKEN.match(text, offset)
        if match is None:
            token = _read_odd_token(text, offset)
            break
        group = match.lastgroup
        assert group is not None
        start, offset = match.span(group)
        if group == "line_comment":
            doc = doc or _Doc(text)
            doc.add(start, offset)
        elif group == "comment":
            close = text.find("*/", offset)
            if close < 0:
                end = find_declaration(text, offset)
                token = Token(Kind.OPEN_COMMENT, text[start:offset], start, end)
                break
            offset = close + 2
        else:
            return (
                Token(_KINDS[group], match[group], start, offset),
                doc.join() if doc else "",
            )
    return token, doc.join() if doc else ""


def _read_odd_token(text: str, offset: int) -> Token:
    space = _SPACE.match(text, offset)
    assert space is not None
    start = space.end()
    if start >= len(text):
        return Token(Kind.END, "", len(text), len(text))
    if text[start] == '"':
        end = text.find("\n", start)
        line = text[start : len(text) if end < 0 else end].rstrip()
        end = start + len(line) - (len(line) > 1 and line[-1] in ";{")
        return Token(Kind.OPEN_STRING, text[start:end], start, end)
    unknown = _UNKNOWN.match(text, start)
    assert unknown is not None
    return Token(Kind.UNKNOWN, unknown[0], start, unknown.end())


def find_declaration(text: str, offset: int) -> int:
    """Return where the next declaration at column 1 starts, else the text's end."""
    match = MARGIN_DECLARATION.search(text, offset)
    return match.start() if match else len(text)


# Values of tokens --------------------------------------------------------------

_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_ESCAPED = {"\\": "\\", '"': '"', "'": "'", "n": "\n", "t": "\t", "r": "\r"}


class BadEscape(NamedTuple):
    """An escape that a string cannot have, at `start` to `end` of its literal."""

    start: int
    end: int
    text: str


def resolve_escapes(literal: str) -> tuple[str, list[BadEscape]]:
    """Return the text that a literal with its quotes stands for."""
    content = literal[1:-1]
    if "\\" not in content:
        return content, []
    bad: list[BadEscape] = []

    def resolve(match: re.Match[str]) -> str:
        escape = match[1]
        if escape in _ESCAPED:
            return _ESCAPED[escape]
        if len(escape) == 3 and 0 < int(escape[1:], 16) < 0x80:
            return chr(int(escape[1:], 16))
        bad.append(BadEscape(match.start() + 1, match.end() + 1, match[0]))
        return ""

    return _ESCAPE.sub(resolve, content), bad


_VERSION = re.compile(r"[0-9]+(?:\.[0-9]+){0,2}", re.ASCII)
HIGHEST_VERSION_NUMBER = 65535


def read_version(text: str) -> tuple[int, int, int] | str:
    """Return the numbers of a version, or why `text` is none."""
    if not _VERSION.fullmatch(text):
        if re.fullmatch(r"[0-9]+(?:\.[0-9]+){3,}", text, re.ASCII):
            return "it has more than three numbers"
        return "it must be MAJOR, MAJOR.MINOR or MAJOR.MINOR.PATCH"
    parts = text.split(".")
    for part in parts:
        if len(part) > 1 and part.startswith("0"):
            return f"the number '{shorten(part)}' has a leading zero"
        if len(part) > 5 or int(part) > HIGHEST_VERSION_NUMBER:
            return (
                f"the number {shorten(part)} is greater than {HIGHEST_VERSION_NUMBER}"
            )
    numbers = [int(part) for part in parts] + [0, 0]
    return numbers[0], numbers[1], numbers[2]


HIGHEST_INTEGER = 0xFFFF_FFFF


def read_integer(text: str) -> int | str:
    """Return the value of a decimal integer, or why `text` is none."""
    if not re.fullmatch(r"[0-9]+", text, re.ASCII):
        return "only decimal digits may stand in it"
    if len(text) > 1 and text.startswith("0"):
        return "it has a leading zero"
    if len(text) > 10 or int(text) > HIGHEST_INTEGER:
        return f"it is greater than {HIGHEST_INTEGER}"
    return int(text)


LONGEST_NAME = 255
_NAME = re.compile(r"[a-z][a-z0-9_.-]*", re.ASCII)


def find_name_fault(name: str) -> str | None:
    """Return why `name` is not a name of the language, None if it is one."""
    if not name:
        return "it is empty"
    if len(name) > LONGEST_NAME:
        return f"it has {len(name)} characters, and {LONGEST_NAME} are the most"
    if _NAME.fullmatch(name):
        return None
    if not re.match(r"[a-z]", name):
        return "it must begin with one of a-z"
    bad = next(c for c in name if not re.match(r"[a-z0-9_.-]", c))
    shown = bad if bad.isprintable() else f"\\x{ord(bad):02x}"
    return f"'{shown}' cannot stand in it"


def shorten(text: str, width: int = 40) -> str:
    """Return `text`, cut off where it would drown a message, on one line."""
    line = text.split("\n", 1)[0]
    return line if len(line) <= width else line[: width - 3] + "..."
