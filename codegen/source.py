# SPDX-License-Identifier: MIT
"""Files as read from disk, and places in them.

Offsets count characters of the decoded text from 0. Lines and columns, as
printed in diagnostics, count from 1; a column counts bytes of UTF-8.
"""

from __future__ import annotations

import bisect
import functools
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Source:
    """One file: where it lies, what it is called in messages, and its text.

    `path` is absolute and is used to open the file. `display` is what a
    diagnostic prints: relative to the folder the user works in where that is
    shorter. `line_name` is the name written into `#line`: relative to the folder
    above the one that was searched (`mods/a.mod`), so that it does not depend on where
    the build or the user's project lies. Compilers run there.
    """

    path: Path
    display: str
    line_name: str
    text: str = field(repr=False)

    @property
    def line_folder(self) -> Path:
        """The folder that `line_name` is relative to."""
        return Path(str(self.path).removesuffix(self.line_name) or "/")

    @functools.cached_property
    def line_starts(self) -> list[int]:
        starts = [0]
        text = self.text
        at = text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = text.find("\n", at + 1)
        return starts

    def line_of(self, offset: int) -> int:
        """Return the line, from 1, that holds the character at `offset`."""
        return bisect.bisect_right(self.line_starts, offset)

    def column_of(self, offset: int) -> int:
        """Return the byte column, from 1, of the character at `offset`."""
        start = self.line_starts[self.line_of(offset) - 1]
        return len(self.text[start:offset].encode("utf-8")) + 1

    def line_text(self, line: int) -> str:
        """Return line `line`, counted from 1, without its line end."""
        start = self.line_starts[line - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else None].rstrip("\r")

    # Two reads of one file are one source: spans are compared and sorted a lot.
    def __hash__(self) -> int:
        return hash(self.path)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Source) and self.path == other.path


@dataclass(frozen=True, kw_only=True)
class Span:
    """The characters `start` to `end` (not included) of a source."""

    source: Source
    start: int
    end: int

    @property
    def line(self) -> int:
        return self.source.line_of(self.start)

    @property
    def column(self) -> int:
        return self.source.column_of(self.start)

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    def __str__(self) -> str:
        return f"{self.source.display}:{self.line}:{self.column}"
