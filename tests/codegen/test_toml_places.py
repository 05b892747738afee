# SPDX-License-Identifier: MIT
"""Places in TOML documents: whatever tomllib reads, its place holds just that."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from codegen.profile.toml_places import TomlPath, find_places

from .builders import SEARCH

KEYS = st.one_of(
    st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True),
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=5),
)
SCALARS = st.one_of(
    st.integers(-(2**63), 2**63 - 1),
    st.booleans(),
    st.floats(allow_nan=False),
    st.dates(),
    st.datetimes(),
    st.text(st.characters(blacklist_categories=("Cs",)), max_size=8),
)
BLANK = st.sampled_from(["", " ", "\t", "  "])
BREAK = st.sampled_from(["", " ", "\n", " # ] } , '\n", "\r\n"])


def escaped(text: str, always: str) -> str:
    return "".join(
        f"\\u{ord(c):04x}" if c < " " or c == "\x7f" else "\\" + c if c in always else c
        for c in text
    )


@st.composite
def toml_key(draw: st.DrawFn, name: str) -> str:
    forms = ['"' + escaped(name, '"\\') + '"']
    if name and all(c.isascii() and (c.isalnum() or c in "_-") for c in name):
        forms.append(name)
    if "'" not in name and not any(c < " " or c == "\x7f" for c in name):
        forms.append(f"'{name}'")
    return draw(st.sampled_from(forms))


@st.composite
def toml_text(draw: st.DrawFn, text: str) -> str:
    forms = ['"' + escaped(text, '"\\') + '"', '"""' + escaped(text, '"\\') + '"""']
    plain = not any((c < " " and c not in "\t") or c == "\x7f" for c in text)
    if plain and "'" not in text:
        forms += [f"'{text}'", f"'''{text}'''"]
    if plain and not text.endswith("\\"):
        forms += [f"'''\n{text.replace(chr(39) * 3, '')}'''"]
    return draw(st.sampled_from(forms))


@st.composite
def toml_value(draw: st.DrawFn, depth: int = 2) -> str:
    kind = draw(st.integers(0, 3 if depth else 1))
    if kind == 2:
        inner = [draw(toml_value(depth - 1)) for _ in range(draw(st.integers(0, 3)))]
        spaced = [draw(BREAK) + value + draw(BREAK) for value in inner]
        end = draw(st.sampled_from(["", ","])) if inner else ""
        return "[" + ",".join(spaced) + end + draw(BREAK) + "]"
    if kind == 3:
        names = draw(st.lists(KEYS, unique=True, max_size=3))
        pairs = [
            draw(BLANK)
            + draw(toml_key(name))
            + draw(BLANK)
            + "="
            + draw(BLANK)
            + draw(toml_value(depth - 1))
            + draw(BLANK)
            for name in names
        ]
        return "{" + ",".join(pairs) + "}"
    scalar = draw(SCALARS)
    if isinstance(scalar, bool):
        return str(scalar).lower()
    if isinstance(scalar, str):
        return draw(toml_text(scalar))
    return str(scalar)


@st.composite
def toml_document(draw: st.DrawFn) -> str:
    lines = []
    for table in ["", *draw(st.lists(KEYS, unique=True, max_size=3))]:
        if table:
            path = draw(toml_key(table))
            if draw(st.booleans()):
                path += draw(BLANK) + "." + draw(BLANK) + draw(toml_key("inner"))
            form = draw(st.sampled_from(["[{}]", "[ {} ] # x", "[[{}]]"]))
            lines.append(draw(BLANK) + form.format(path))
        for name in draw(st.lists(KEYS, unique=True, max_size=3)):
            # A prefix of its own keeps keys from colliding with headers.
            key = draw(toml_key("k" + name))
            if draw(st.booleans()):
                key += draw(BLANK) + "." + draw(toml_key("sub"))
            value = draw(toml_value())
            lines.append(f"{key}{draw(BLANK)}={draw(BLANK)}{value}{draw(BLANK)}")
        lines.append(draw(st.sampled_from(["", "# a [comment] = 'x", "\t"])))
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines)


def flatten(value: Any, path: TomlPath) -> list[tuple[TomlPath, Any]]:
    found: list[tuple[TomlPath, Any]] = [(path, value)]
    if isinstance(value, dict):
        for name, inner in value.items():
            found += flatten(inner, (*path, name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += flatten(inner, (*path, index))
    return found


@given(toml_document())
@settings(SEARCH, max_examples=300)
def test_each_place_holds_its_key_and_its_value(text: str) -> None:
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return  # two headers of one table
    places = find_places(text)
    for path, value in flatten(document, ()):
        if not path:
            continue
        if isinstance(path[-1], str):
            start, end = places.keys[path]
            assert tomllib.loads(text[start:end] + " = 0") == {path[-1]: 0}
        if not isinstance(value, dict) and path in places.values:
            start, end = places.values[path]
            assert tomllib.loads("x = " + text[start:end]) == {"x": value}
        elif not isinstance(value, (dict, list)):
            raise AssertionError(f"no place for {path}")


def test_what_is_not_there_has_the_place_of_what_would_hold_it() -> None:
    text = "# x\n[a.b]\nc = [1,\n 2]\n"
    places = find_places(text)

    def at(extent: tuple[int, int]) -> str:
        return text[slice(*extent)]

    assert at(places.of_value(("a", "b", "c", 1))) == "2"
    assert at(places.of_value(("a", "b", "c", 7))) == "c"
    assert at(places.of_key(("a", "b", "d"))) == "b"
    assert at(places.of_value(("a",))) == "a"
    assert places.of_key(("z",)) == (0, 0)


def test_tables_of_an_array_are_told_apart() -> None:
    text = "[[a]]\nx = 1\n[[a]]\nx = 2\n[a.b]\ny = 3\n[[a.c]]\nz = 4\n"
    places = find_places(text)
    found = {path: text[start:end] for path, (start, end) in places.values.items()}
    assert found == {
        ("a", 0, "x"): "1",
        ("a", 1, "x"): "2",
        ("a", 1, "b", "y"): "3",
        ("a", 1, "c", 0, "z"): "4",
    }
