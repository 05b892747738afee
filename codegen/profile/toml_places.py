# SPDX-License-Identifier: MIT
"""Where the keys and values of a TOML document stand.

`tomllib` reads a document and says nothing about places. This walks the same text
a second time and notes only places. It leans on `tomllib` having accepted the text:
it does not check anything, and has no answer for text that is not TOML.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field

# A key's path from the top of the document; the elements of an array are numbers.
TomlPath = tuple[str | int, ...]
# Offsets of the first character and of the one behind the last.
Extent = tuple[int, int]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BASIC_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_LITERAL_STRING = re.compile(r"'[^']*'")
_LONG_BASIC_STRING = re.compile(r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}', re.DOTALL)
_LONG_LITERAL_STRING = re.compile(r"'''(?:[^']|'{1,2}(?!'))*'{3,5}")
_BARE_VALUE = re.compile(r"[^,\]}#\r\n]*")


@dataclass(frozen=True, kw_only=True)
class TomlPlaces:
    """`keys` has each key, also those of table headers, where it is first written;
    `values` each value, elements of arrays included."""

    keys: dict[TomlPath, Extent] = field(default_factory=dict)
    values: dict[TomlPath, Extent] = field(default_factory=dict)

    def of_key(self, path: TomlPath) -> Extent:
        """The key at `path`, else the nearest thing that holds it."""
        found = self.keys.get(path) or self.values.get(path)
        if found is None:
            return self.of_key(path[:-1]) if path else (0, 0)
        return found

    def of_value(self, path: TomlPath) -> Extent:
        """The value at `path`; for a table that has a header, its header."""
        return self.values.get(path) or self.of_key(path)


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.places = TomlPlaces()
        # The index of the last table of each array of tables.
        self.last_table: dict[TomlPath, int] = {}

    def document(self) -> None:
        table: TomlPath = ()
        self.skip_blank()
        while self.at < len(self.text):
            if self.text.startswith("[", self.at):
                table = self.header()
            else:
                self.pair(table)
            self.skip_blank()

    def skip_blank(self) -> None:
        self.skip(_BLANK)

    def skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise ValueError(f"not TOML at offset {self.at}")
        self.at = match.end()
        return match.group()

    def header(self) -> TomlPath:
        is_array = self.text.startswith("[[", self.at)
        brackets = 2 if is_array else 1
        self.at += brackets
        path = self.dotted_key(())
        self.at += brackets
        if is_array:
            self.last_table[path] = self.last_table.get(path, -1) + 1
            path = (*path, self.last_table[path])
        return path

    def dotted_key(self, path: TomlPath) -> TomlPath:
        """Read `a."b".c` and the blanks behind it."""
        while True:
            self.skip_blank()
            start = self.at
            name = self.key()
            if path in self.last_table:
                path = (*path, self.last_table[path])
            path = (*path, name)
            self.places.keys.setdefault(path, (start, self.at))
            self.skip_blank()
            if not self.text.startswith(".", self.at):
                return path
            self.at += 1

    def key(self) -> str:
        if self.text.startswith("'", self.at):
            return self.skip(_LITERAL_STRING)[1:-1]
        if not self.text.startswith('"', self.at):
            return self.skip(_BARE_KEY)
        written = self.skip(_BASIC_STRING)
        if "\\" not in written:
            return written[1:-1]
        (name,) = tomllib.loads(f"{written} = 0")
        return name

    def pair(self, table: TomlPath) -> None:
        path = self.dotted_key(table)
        self.at += 1  # the =
        self.skip_blank()
        self.value(path)

    def value(self, path: TomlPath) -> None:
        start = self.at
        if self.text.startswith('"""', start):
            self.skip(_LONG_BASIC_STRING)
        elif self.text.startswith("'''", start):
            self.skip(_LONG_LITERAL_STRING)
        elif self.text.startswith('"', start):
            self.skip(_BASIC_STRING)
        elif self.text.startswith("'", start):
            self.skip(_LITERAL_STRING)
        elif self.text.startswith("[", start):
            self.array(path)
        elif self.text.startswith("{", start):
            self.inline_table(path)
        else:
            written = self.skip(_BARE_VALUE)
            self.at -= len(written) - len(written.rstrip())
        self.places.values[path] = (start, self.at)

    def array(self, path: TomlPath) -> None:
        self.at += 1
        index = 0
        self.skip_blank()
        while not self.text.startswith("]", self.at):
            self.value((*path, index))
            index += 1
            self.skip_comma()
        self.at += 1

    def inline_table(self, path: TomlPath) -> None:
        self.at += 1
        self.skip_blank()
        while not self.text.startswith("}", self.at):
            self.pair(path)
            self.skip_comma()
        self.at += 1

    def skip_comma(self) -> None:
        self.skip_blank()
        if self.text.startswith(",", self.at):
            self.at += 1
        self.skip_blank()


def find_places(text: str) -> TomlPlaces:
    """Return the places of all keys and values of `text`, which is valid TOML.

    Raises RecursionError, as `tomllib` does, where arrays nest too deeply.
    """
    walk = _Walk(text)
    walk.document()
    return walk.places
