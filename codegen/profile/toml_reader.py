# SPDX-License-Identifier: MIT
"""A TOML document as its readers want it: typed values, each with its place.

What is malformed, unknown or of the wrong type is reported here, in our own words;
`codegen.profile.profile` knows which tables and keys there are.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from codegen.diagnostics import Diagnostics, did_you_mean
from codegen.source import Source, Span
from codegen.profile.toml_places import TomlPath, TomlPlaces, find_places

# How tomllib begins what it says, and how we say it.
_MALFORMED = (
    ("Cannot declare", "this table is already there"),
    ("Cannot redefine", "this table is already there"),
    ("Cannot mutate immutable", "this table is complete and cannot be added to"),
    ("Cannot overwrite", "this key already has a value"),
    ("Duplicate inline", "this key already has a value"),
    ("Expected '=' after a key", "expected '=' behind the key"),
    ("Expected ']]'", "expected ']]' behind the table's name"),
    ("Expected ']'", "expected ']' behind the table's name"),
    ("Expected newline", "expected the end of the line behind the value"),
    ("Expected", "this string is not closed"),
    ("Unterminated string", "this string is not closed"),
    ("Unclosed array", "expected ',' or ']' in the list"),
    ("Unclosed inline table", "expected ',' or '}' in the inline table"),
    ("Unescaped", "a backslash in a string needs a known escape behind it"),
    ("Invalid hex", "a \\u or \\U escape needs 4 or 8 hexadecimal digits"),
    ("Escaped character is not", "this escape is not a Unicode character"),
    ("Illegal character '\\n'", "this string is not closed"),
    ("Illegal character '\\r'", "this string is not closed"),
    ("Illegal character", "this character may not stand here"),
    ("Found invalid character", "this character may not stand here"),
    ("Invalid date", "this date or time does not exist"),
    ("Invalid initial character", "expected a key"),
    ("Invalid statement", "expected a key, a table header or a comment"),
    ("Invalid value", "expected a value: a string, a number, true, false or a list"),
)
# What tomllib says behind the statement that it means.
_SAID_BEHIND = ("Cannot ", "Duplicate ")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

# tomllib takes a time for it that grows with the square of its length.
_LONG_KEY = re.compile(
    r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){64}""", re.ASCII
)
_GREATEST_SHOWN = 10**40


# The tables of a document and their keys; None where the keys are names of the user's.
Tables = Mapping[str, tuple[str, ...] | None]


def first_character(source: Source) -> Span:
    return Span(source=source, start=0, end=min(1, len(source.text)))


def shown(text: str) -> str:
    """A string of the document as a message can show it: short and on one line."""
    line = _CONTROL.sub("?", text)
    return line if len(line) <= 40 else line[:37] + "..."


def show_number(value: int) -> str:
    """A number as a message can show it: Python refuses to write very long ones."""
    return str(value) if abs(value) < _GREATEST_SHOWN else "a number too long to read"


def describe(value: Any) -> str:
    """What `value` is, as a person would call it."""
    for kind, words in (
        (bool, "true or false"),
        (int, "an integer"),
        (float, "a float"),
        (str, "a string"),
        (list, "a list"),
        (dict, "a table"),
    ):
        if isinstance(value, kind):
            return words
    return "a date or time"


def _report_malformed(
    source: Source, error: ValueError, diagnostics: Diagnostics
) -> None:
    said = str(error)
    place = _TOML_PLACE.search(said)
    # Behind the last character that is not blank: the end of a file says little.
    start = len(source.text.rstrip())
    if place is not None and place[1] is not None:
        line_start = source.line_starts[int(place[1]) - 1]
        start = min(line_start + int(place[2]) - 1, len(source.text))
    words = next((ours for theirs, ours in _MALFORMED if said.startswith(theirs)), None)
    if words is None:
        words = "a number is too long" if place is None else "this is not TOML"
    end = min(start + 1, len(source.text))
    if source.text[start:end].isspace():
        end = start
    if said.startswith(_SAID_BEHIND):
        line_start = source.line_starts[source.line_of(start) - 1]
        statement = source.text[line_start:start]
        start, end = start - len(statement.lstrip()), start
    word = _WORD.match(source.text, start) if said.startswith("Invalid value") else None
    help = None
    if word is not None:
        if word.group().lower() in ("true", "false"):
            help = f"write {word.group().lower()}"
        else:
            help = f'text stands in quotes: "{shown(word.group())}"'
        end = word.end()
    diagnostics.report(
        "E601",
        Span(source=source, start=start, end=end),
        f"malformed profile: {words}",
        help=help,
    )


class TomlReader:
    """Takes values out of the document; what does not fit is reported, and left at
    its default."""

    def __init__(
        self,
        source: Source,
        document: dict[str, Any],
        places: TomlPlaces,
        tables: Tables,
        diagnostics: Diagnostics,
    ) -> None:
        self.source = source
        self.tables = tables
        self.document = document
        self.toml_places = places
        self.diagnostics = diagnostics
        # Tables in which something had to be left out.
        self.incomplete: set[str] = set()

    def key_span(self, *path: str | int) -> Span:
        return self._span(self.toml_places.of_key(path))

    def value_span(self, *path: str | int) -> Span:
        return self._span(self.toml_places.of_value(path))

    def _span(self, extent: tuple[int, int]) -> Span:
        start, end = extent
        if end <= start:
            return first_character(self.source)
        return Span(source=self.source, start=start, end=end)

    def places(self) -> dict[tuple[str, ...], Span]:
        """Where the keys of all tables stand."""
        found = {}
        for path in self.toml_places.keys:
            names = tuple(part for part in path if isinstance(part, str))
            if len(names) == len(path):
                found[names] = self.key_span(*names)
        return found

    def reject(self, path: TomlPath, message: str, help: str | None = None) -> None:
        """Report a value that cannot be taken."""
        self.incomplete.add(str(path[0]))
        self.diagnostics.report("E603", self.value_span(*path), message, help=help)

    # Tables and keys ---------------------------------------------------------------

    def check_keys(self) -> None:
        """Report tables and keys that no profile has, and tables that are none."""
        for table, value in self.document.items():
            if table not in self.tables:
                self._report_unknown_top(table, value)
                continue
            if not isinstance(value, dict):
                self.reject(
                    (table,),
                    f"'{table}' is a table, not {describe(value)}",
                    f"write [{table}] and its keys on the lines below",
                )
                continue
            known = self.tables[table]
            if known is None:
                continue
            for key in value:
                if key not in known:
                    self._report_unknown_key(table, key, known)

    def _report_unknown_top(self, name: str, value: Any) -> None:
        # Whatever is missing may be what stands here under a wrong name.
        self.incomplete.update(self.tables.keys() - self.document.keys())
        span = self.key_span(name)
        tables = value if isinstance(value, list) and value else [value]
        if all(isinstance(table, dict) for table in tables):
            message = f"unknown table [{shown(name)}]"
        else:
            message = f"unknown key '{shown(name)}' outside of a table"
        help = did_you_mean(name, self.tables) or self._home_of(name)
        if help is None:
            help = "there are the tables " + ", ".join(f"[{t}]" for t in self.tables)
        self.diagnostics.report("E602", span, message, help=help)

    def _report_unknown_key(self, table: str, key: str, known: tuple[str, ...]) -> None:
        self.incomplete.add(table)
        help = did_you_mean(key, known) or self._home_of(key)
        if help is None:
            help = f"[{table}] has the keys " + ", ".join(known)
        self.diagnostics.report(
            "E602",
            self.key_span(table, key),
            f"unknown key '{shown(key)}' in [{table}]",
            help=help,
        )

    def _home_of(self, key: str) -> str | None:
        for table, known in self.tables.items():
            if known is not None and key in known:
                return f"'{key}' belongs into [{table}]"
        return None

    def table(self, name: str) -> dict[str, Any]:
        value = self.document.get(name, {})
        return value if isinstance(value, dict) else {}

    def inner_tables(self, name: str, example: str) -> dict[str, dict[str, Any]]:
        """The tables of `[name.MODULE]`."""
        found = {}
        for module, value in self.table(name).items():
            if isinstance(value, dict):
                found[module] = value
                continue
            self.reject(
                (name, module),
                f"[{name}] holds one table for each module, not {describe(value)}",
                f"write [{name}.MODULE] and {example} on the line below",
            )
        return found

    # Values ------------------------------------------------------------------------

    def text(self, table: str, key: str, default: str) -> str:
        value = self.table(table).get(key, default)
        if isinstance(value, str):
            return value
        self.reject(
            (table, key), f"'{key}' takes a string in quotes, not {describe(value)}"
        )
        return default

    def choice(
        self, table: str, key: str, choices: tuple[str, ...], default: str
    ) -> str:
        value = self.text(table, key, default)
        if value in choices:
            return value
        listed = ", ".join(f'"{choice}"' for choice in choices)
        self.reject(
            (table, key),
            f"'{key}' is one of {listed}, not \"{shown(value)}\"",
            did_you_mean(value, choices),
        )
        return default

    def flag(self, table: str, key: str, default: bool) -> bool:
        value = self.table(table).get(key, default)
        if isinstance(value, bool):
            return value
        self.reject((table, key), f"'{key}' is true or false, not {describe(value)}")
        return default

    def number(self, table: str, key: str, least: int, most: int, default: int) -> int:
        value = self.table(table).get(key, default)
        if not isinstance(value, int) or isinstance(value, bool):
            self.reject(
                (table, key), f"'{key}' takes an integer, not {describe(value)}"
            )
            return default
        if not least <= value <= most:
            self.reject(
                (table, key),
                f"'{key}' is {show_number(value)}; it must be {least} to {most}",
            )
            return default
        return value

    def strings(self, table: str, key: str) -> tuple[tuple[str, Span], ...]:
        """The strings of a list; elements of another type are left out."""
        value = self.table(table).get(key, [])
        if not isinstance(value, list):
            self.reject(
                (table, key),
                f"'{key}' takes a list of strings, not {describe(value)}",
                f'write {key} = ["{shown(value)}"]' if isinstance(value, str) else None,
            )
            return ()
        found = []
        for index, element in enumerate(value):
            path = (table, key, index)
            if isinstance(element, str):
                found.append((element, self.value_span(*path)))
                continue
            self.reject(
                path, f"'{key}' takes a list of strings; this is {describe(element)}"
            )
        return tuple(found)


def read_toml(
    source: Source, tables: Tables, diagnostics: Diagnostics
) -> TomlReader | None:
    """Return a reader of the document, its keys checked; None if it is not TOML."""
    too_long = _LONG_KEY.search(source.text)
    if too_long is not None:
        diagnostics.report(
            "E601",
            Span(source=source, start=too_long.start(), end=too_long.start() + 1),
            "malformed profile: this key has too many parts",
        )
        return None
    try:
        document = tomllib.loads(source.text)
        places = find_places(source.text)
    except RecursionError:
        diagnostics.report(
            "E601",
            first_character(source),
            "malformed profile: lists or tables are nested too deeply",
        )
        return None
    except ValueError as error:
        _report_malformed(source, error, diagnostics)
        return None
    reader = TomlReader(source, document, places, tables, diagnostics)
    reader.check_keys()
    return reader
