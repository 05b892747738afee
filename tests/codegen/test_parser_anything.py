# SPDX-License-Identifier: MIT
"""No text whatever makes the parser raise, recurse or hang."""

from __future__ import annotations

import dataclasses
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codegen.diagnostics import Diagnostics, render_all
from codegen.parse.parser import parse
from codegen.source import Span
from codegen.parse.syntax import File, InfoBlock
from tests.codegen.conftest import make_source
from tests.codegen.trees import (
    EXAMPLE,
    REST,
    STATEMENTS,
    module_of,
    parse_good,
    part_of,
    text_of,
)


def check_tree(file: File, diagnostics: Diagnostics) -> None:
    """Every span lies inside of the file, and every message can be printed."""
    size = len(file.source.text)

    def check(node: object) -> None:
        if isinstance(node, Span):
            assert 0 <= node.start <= node.end <= size
        elif isinstance(node, tuple):
            for item in node:
                check(item)
        elif dataclasses.is_dataclass(node) and node is not file.source:
            for field in dataclasses.fields(node):
                check(getattr(node, field.name))
            text, span = getattr(node, "text", None), getattr(node, "span", None)
            if type(node).__name__ in ("CText", "Body"):
                assert len(text) == span.end - span.start
            if type(node).__name__ == "Body":
                assert text == span.text

    check(file.declarations)
    for diagnostic in diagnostics.sorted():
        check(diagnostic.span)
        for note in diagnostic.notes:
            check(note.span)
    render_all(diagnostics)


def parse_anything(text: str) -> None:
    diagnostics = Diagnostics()
    start = time.process_time()
    check_tree(parse(make_source(text), diagnostics), diagnostics)
    assert time.process_time() - start < 1


BASE = EXAMPLE + REST
PIECES = [
    *"{}()[];:,|@=<>\"'/\\#*\n \té",
    "/*",
    "//",
    "*/",
    "\nmodule ",
    "\ninterface ",
    "\n#if\n",
    "\n#else\n",
    "@range(",
    "optional",
    "1.0",
    "99999999",
]
QUICK = settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)

EDITS = st.lists(
    st.tuples(
        st.integers(0, len(BASE)),
        st.integers(0, 12),
        st.sampled_from(PIECES) | st.just("") | st.text(max_size=3),
    ),
    min_size=1,
    max_size=6,
)


@QUICK
@given(EDITS)
def test_mutations_never_raise(edits: list[tuple[int, int, str]]) -> None:
    text = BASE
    for at, length, piece in edits:
        text = text[:at] + piece + text[at + length :]
    parse_anything(text)


@QUICK
@given(st.lists(st.sampled_from(BASE.split() + PIECES), max_size=60))
def test_shuffled_words_never_raise(words: list[str]) -> None:
    parse_anything(" ".join(words))
    parse_anything("module a {\n impl {\n" + "\n".join(words))


@QUICK
@given(st.text(max_size=200))
def test_any_text_never_raises(text: str) -> None:
    parse_anything(text)
    parse_anything("module a { state { " + text)


def test_every_truncation_is_survived_and_told() -> None:
    whole = parse_good(BASE)
    for end in range(0, len(BASE), 3):
        diagnostics = Diagnostics()
        file = parse(make_source(BASE[:end]), diagnostics)
        check_tree(file, diagnostics)
        if not diagnostics.sorted():
            assert len(file.declarations) <= len(whole.declarations)
            assert file.declarations == tuple(
                declaration
                for declaration in whole.declarations[: len(file.declarations)]
            )


# Round trip ----------------------------------------------------------------------

NAMES = st.from_regex(r"[a-z][a-z0-9_.-]{0,8}", fullmatch=True)
WORDS = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True)
VERSIONS = st.tuples(*[st.integers(0, 65535)] * 3)
TEXTS = st.text(st.characters(blacklist_categories=("Cc", "Cs")), max_size=12)


@QUICK
@given(
    WORDS,
    NAMES,
    VERSIONS,
    TEXTS,
    st.lists(WORDS, min_size=1),
    st.lists(NAMES, min_size=1),
)
def test_what_is_written_is_what_is_read(
    identifier: str,
    name: str,
    version: tuple[int, int, int],
    text: str,
    flags: list[str],
    provides: list[str],
) -> None:
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    shown = ".".join(map(str, version))
    listed = ", ".join(f'"{name}"' for name in provides)
    module = module_of(
        parse_good(
            f'module {identifier} {{ info {{ name: "{name}"; version: {shown};'
            f' description: "{quoted}"; flags: {" | ".join(flags)};'
            f" provides: {listed}; }} }}"
        )
    )
    assert module.identifier.text == identifier
    values = [text_of(entry.value) for entry in part_of(module, InfoBlock).entries]
    assert values == [name, version, text, tuple(flags), tuple(provides)]


# Speed -----------------------------------------------------------------------------


def test_a_thousand_small_specs_take_little_time() -> None:
    small = STATEMENTS.split("\ninterface")[0]
    start = time.process_time()
    for number in range(1000):
        parse_good(small.replace("first", f"module_{number}"))
    assert time.process_time() - start < 4


@pytest.mark.parametrize(
    "unit",
    ["module a { }\n", "module a {\n", "; ", "a ", "a\n", "} ", "é ", '"a" ', "/// a\n"]
    + ['interface "a" 1.0 { void b(void); }\n', "impl_interface(\n", '"', "types { }"],
)
@pytest.mark.parametrize(
    "before", ["", "module b { ", "module b { info { ", "module b { impl { init "]
)
def test_a_long_file_takes_linear_time(before: str, unit: str) -> None:
    def measure(size: int) -> float:
        diagnostics = Diagnostics()
        source = make_source(before + unit * (size // len(unit)))
        start = time.process_time()
        parse(source, diagnostics)
        render_all(diagnostics)
        return time.process_time() - start

    short = measure(25_000)
    long = measure(100_000)
    assert long < 10 * short + 0.2
