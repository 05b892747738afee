# SPDX-License-Identifier: MIT
"""Where a body ends: C text is skipped, not read.

A body ends at the matching `}`. Comments, string and character literals and
preprocessor lines are skipped; a literal does not cross an unescaped newline, and
a quote without its partner is an ordinary character. Of the branches of an `#if`
only the first counts braces, so both may open the same block:

    #if A
        if (x) {
    #else
        if (y) {
    #endif
        }

Everything here is a loop over regular-expression searches: nothing recurses, and
the time is linear in the text whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

CONDITIONALS = frozenset(
    {"if", "ifdef", "ifndef", "elif", "elifdef", "elifndef", "else", "endif"}
)


class MarkKind(Enum):
    OPEN = "open"
    CLOSE = "close"
    DIRECTIVE = "directive"
    STOP = "stop"


# Something in C text that its structure hangs on: its kind, start and end. OPEN and
# CLOSE are runs of equal braces. A DIRECTIVE is `#name`. A STOP is the text's end, a
# declaration at column 1, or a comment that never ends. (A plain tuple: a file may
# hold very many.)
Mark = tuple[MarkKind, int, int]


_INTERESTING = re.compile(
    r"""(?P<open> \{+ )
      | (?P<close> \}+ )
      | (?P<quote> ["'] )
      | (?P<line_comment> // )
      | (?P<fresh_comment> (?<!\\\n)^[ \t]*/\* )
      | (?P<comment> /\* )
      | (?<!\\\n)^[ \t]*(?P<directive> \#|%: )
      | (?P<declaration> ^(?:module|interface|impl_interface)\b )
    """,
    re.VERBOSE | re.MULTILINE | re.ASCII,
)
# Behind a comment that begins a line, a directive is still one.
_FRESH = re.compile(r"[ \t]*(?:(?P<directive>#|%:)|(?P<fresh_comment>/\*))")
_LINE_COMMENT = re.compile(r"//[^\n\\]*(?:\\(?:[ \t]*\n)?[^\n\\]*)*")
_DIRECTIVE_NAME = re.compile(r"[ \t]*([A-Za-z_]\w*)?", re.ASCII)
_IN_DIRECTIVE = re.compile(r"""\\[ \t]*\n|\n|["']|/[/*]""")
_LITERALS = {
    quote: re.compile(
        rf"{quote}[^{quote}\\\n]*(?:\\(?:[ \t]*\n|[^\n])[^{quote}\\\n]*)*"
    )
    for quote in "\"'"
}


class Literals:
    """Skips string and character literals of one text, from left to right.

    Where a quote has no partner before its line ends, neither has any later quote
    of its kind on that line: remembering so keeps the scan linear.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._unmatched_until = {'"': 0, "'": 0}

    def skip(self, start: int) -> int:
        """Return the end of the literal at `start`; `start` if there is none."""
        text = self._text
        quote = text[start]
        if start < self._unmatched_until[quote]:
            return start
        match = _LITERALS[quote].match(text, start)
        assert match is not None
        end = match.end()
        if text.startswith(quote, end):
            return end + 1
        self._unmatched_until[quote] = end
        return start


def skip_line_comment(text: str, start: int) -> int:
    """Return the end of the `//` comment at `start`, spliced lines included."""
    match = _LINE_COMMENT.match(text, start)
    assert match is not None
    return match.end()


def skip_directive(text: str, start: int, literals: Literals) -> tuple[int, bool]:
    """Return the end of the preprocessor line at `start`, not past its newline,
    and true; where a comment opens in it and never ends, its start and false."""
    offset = start
    while match := _IN_DIRECTIVE.search(text, offset):
        found = match[0]
        if found == "\n":
            return match.start(), True
        if found == "//":
            return skip_line_comment(text, match.start()), True
        if found == "/*":
            close = text.find("*/", match.end())
            if close < 0:
                return match.start(), False
            offset = close + 2
        elif found in "\"'":
            offset = max(literals.skip(match.start()), match.end())
        else:
            offset = match.end()
    return len(text), True


def find_marks(text: str, start: int) -> Iterator[Mark]:
    """Yield the marks of C text from `start` on; the last one is the STOP."""
    literals = Literals(text)
    offset = start
    fresh = False
    while True:
        match = _FRESH.match(text, offset) if fresh else None
        match = match or _INTERESTING.search(text, offset)
        fresh = False
        if match is None:
            yield MarkKind.STOP, len(text), len(text)
            return
        found = match.lastgroup
        offset = match.end()
        if found == "open":
            yield MarkKind.OPEN, match.start(), offset
        elif found == "close":
            yield MarkKind.CLOSE, match.start(), offset
        elif found == "quote":
            offset = max(literals.skip(match.start()), offset)
        elif found == "line_comment":
            offset = skip_line_comment(text, match.start())
        elif found == "directive":
            sign = match.start("directive")
            name = _DIRECTIVE_NAME.match(text, offset)
            assert name is not None
            yield MarkKind.DIRECTIVE, sign, name.end() if name[1] else offset
            offset, ended = skip_directive(text, offset, literals)
            if not ended:
                yield MarkKind.STOP, offset, offset
                return
        elif found == "declaration":
            yield MarkKind.STOP, match.start(), match.start()
            return
        else:
            close = text.find("*/", offset)
            if close < 0:
                yield MarkKind.STOP, offset - 2, offset - 2
                return
            offset = close + 2
            fresh = found == "fresh_comment"


class Directive(NamedTuple):
    """A preprocessor line; the place is that of its `#name`."""

    name: str
    start: int
    end: int


class BraceCount:
    """Marks of C text without the braces of later branches of an `#if`."""

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self._start = start
        self._branches: list[bool] = []
        self._opened: list[int] = []
        self.directives: list[Directive] = []

    @property
    def open_conditional(self) -> int | None:
        """The offset of an `#if` that has no `#endif` yet."""
        return self._opened[-1] if self._opened else None

    def marks(self) -> Iterator[Mark]:
        later = 0
        for mark in find_marks(self._text, self._start):
            kind, start, end = mark
            if kind is MarkKind.DIRECTIVE:
                later += self._enter(start, end)
            elif not later or kind is MarkKind.STOP:
                yield mark

    def _enter(self, start: int, end: int) -> int:
        """Note a directive; return by how much the count of later branches moves."""
        name = self._text[start:end].lstrip("#%: \t")
        self.directives.append(Directive(name, start, end))
        if name in ("if", "ifdef", "ifndef"):
            self._branches.append(False)
            self._opened.append(start)
        elif name not in CONDITIONALS or not self._branches:
            pass
        elif name == "endif":
            self._opened.pop()
            return -self._branches.pop()
        elif not self._branches[-1]:
            self._branches[-1] = True
            return 1
        return 0


@dataclass(frozen=True, kw_only=True)
class BodyScan:
    """`end` is behind the closing brace, or where the scan had to stop."""

    end: int
    closed: bool
    directives: tuple[Directive, ...]
    open_conditional: int | None


def scan_body(text: str, start: int, *, depth: int = 0) -> BodyScan:
    """Find the end of the body whose `{` is at `start`, or, with a `depth` of 1,
    of one that has no `{` and begins there."""
    count = BraceCount(text, start)
    end = len(text)
    closed = False
    for kind, first, last in count.marks():
        if kind is MarkKind.OPEN:
            depth += last - first
        elif kind is MarkKind.CLOSE:
            if last - first >= depth:
                end = first + depth
                closed = True
                break
            depth -= last - first
        else:
            end = first
    return BodyScan(
        end=end,
        closed=closed,
        directives=tuple(count.directives),
        open_conditional=count.open_conditional,
    )


def find_early_brace(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the first `}` indented less than its `{`, as (`{`, `}`), if any.

    In text with a missing `}` that is where the levels stop to fit the layout.
    """
    opened: list[tuple[int, int]] = []
    margin = text.rfind("\n", 0, start) + 1
    indentation = _measure_indentation(text, margin)
    last = start
    for kind, first, behind in BraceCount(text, start).marks():
        if kind is MarkKind.STOP or first >= end:
            return None
        newline = text.rfind("\n", last, first)
        if newline >= 0:
            indentation = _measure_indentation(text, newline + 1)
        last = first
        for offset in range(first, behind):
            if kind is MarkKind.OPEN:
                opened.append((offset, indentation))
            elif opened:
                brace, outer = opened.pop()
                if indentation < outer:
                    return brace, offset
    return None


_BLANK = re.compile(r"[ \t]*")


def _measure_indentation(text: str, margin: int) -> int:
    blank = _BLANK.match(text, margin)
    assert blank is not None
    return len(blank[0].expandtabs(8))
