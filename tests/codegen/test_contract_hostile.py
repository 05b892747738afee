# SPDX-License-Identifier: MIT
"""Files that nobody meant as specs or profiles: few words, no exception.

A size is what made a stage slow or deep once; nothing here is measured, but what is
quadratic is noticed by whoever waits for it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.diagnostics import Diagnostics, render_all
from codegen.project import ROOT, load_project
from tests.codegen.accepted import HOOKS

MANY = 1 << 16
MODULE = f"module m {{ impl {{ {HOOKS} }} %s }}\n"
# A file is given up after 100 mistakes, and a mistake shows a line or two.
MOST_MISTAKES = 250
LONGEST_TEXT = 200_000


def diagnose(folder: Path, spec: bytes, profile: bytes | None = None) -> Diagnostics:
    (folder / "case.mod").write_bytes(spec)
    path = folder / "profile.toml"
    if profile is not None:
        path.write_bytes(profile)
    return load_project(
        folders=[folder],
        profile=None if profile is None else path,
        root=ROOT,
        working_folder=folder,
    ).diagnostics


def expect_few_words(found: Diagnostics) -> None:
    text = render_all(found)
    assert len(found.sorted()) <= MOST_MISTAKES
    assert len(text) <= LONGEST_TEXT
    assert max(len(line) for line in text.split("\n")) < 1000
    assert "pycparser" not in text and "Traceback" not in text


GARBAGE = (
    *"{}()[]\"'*@#\\;,:=<>.|&-+0a\0\x7f",
    *("/*", "*/", "{}", "};", "é", "1.", "@a(", "x: ", "\\\n", "#if\n", "{\n", "' "),
    *("module ", "module m {\n", "module m { impl { init {", "module m { state {"),
    *(
        "module m { types {",
        'interface "a" 1.0 {',
        "types {",
        "state { ",
        "impl_interface(",
    ),
)


@pytest.mark.parametrize("piece", GARBAGE)
def test_garbage(tmp_path: Path, piece: str) -> None:
    spec = (piece * (MANY // len(piece))).encode()
    found = diagnose(tmp_path, spec)
    expect_few_words(found)
    assert found.error_count > 0


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_other_encodings(tmp_path: Path, encoding: str) -> None:
    found = diagnose(tmp_path, (MODULE % "").encode(encoding)).sorted()
    assert [d.rule for d in found] in (["E101"], ["E102"])


def test_program(tmp_path: Path) -> None:
    found = diagnose(tmp_path, b"\x7fELF\x02\x01\x01\0" + bytes(range(256)) * 64)
    assert len(found.sorted()) == 1


NESTED = {
    "declarator": "state { int %(open)sx%(close)s; }",
    "default": "state { int x = %(open)s1%(close)s; }",
    "braces": "state { int x = %(curly)s1%(ylruc)s; }",
    "pointer": "state { int %(star)sx; }",
    "array": "state { int x%(one)s; }",
    "sign": "config { int x = %(minus)s1; }",
    "sum": "config { int x = %(plus)s1; }",
    "struct": "types { struct t { %(struct)sint x;%(tcurts)s }; }",
    "body": "c { %(curly)s%(ylruc)s }",
}


@pytest.mark.parametrize("depth", [30, 1000, MANY])
@pytest.mark.parametrize("form", NESTED)
def test_deep_nesting(tmp_path: Path, form: str, depth: int) -> None:
    part = NESTED[form] % {
        "open": "(" * depth,
        "close": ")" * depth,
        "curly": "{" * depth,
        "ylruc": "}" * depth,
        "star": "*" * depth,
        "one": "[1]" * depth,
        "minus": "-" * depth,
        "plus": "1+" * depth,
        "struct": "struct { " * depth,
        "tcurts": " } a;" * depth,
    }
    found = diagnose(tmp_path, (MODULE % part).encode())
    expect_few_words(found)
    assert len(found.sorted()) <= 1


NUMBERS = (
    "1" * 10_000,
    "0x" + "f" * 10_000,
    "1 << 1000000",
    "1 << -1",
    "9223372036854775807 + 1",
    "9223372036854775807 * 9223372036854775807",
    "1 % 0",
    "sizeof(int[1000000000000])",
    "1e999999",
    "'\\xffffff'",
)
PLACES = (
    "config { uint64_t x = %s; }",
    "config { uint64_t x @range(0, %s); }",
    "state { uint64_t x = %s; }",
    "state { char x[%s]; }",
    "types { enum e { A = %s }; }",
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("number", NUMBERS, ids=[n[:20] for n in NUMBERS])
def test_number(tmp_path: Path, place: str, number: str) -> None:
    found = diagnose(tmp_path, (MODULE % (place % number)).encode())
    expect_few_words(found)
    assert found.error_count == 1


LONG = {
    "line": "/*" + "x" * MANY + "*/ infoo { }",
    "field": "state { int " + "x" * MANY + "; }",
    "type": "state { " + "x" * MANY + " y; }",
    "flag": "info { flags: " + "X" * MANY + "; }",
    "key": "info { " + "x" * MANY + ": 1; }",
    "mistakes": "state {" + "nosuch x;\n" * 10_000 + "}",
    "dependencies": 'info { dependencies: "a"%s; }' % (', "a"' * 10_000),
}


@pytest.mark.parametrize("what", LONG)
def test_long(tmp_path: Path, what: str) -> None:
    spec = MODULE.replace("%s", LONG[what]).encode()
    found = diagnose(tmp_path, spec)
    text = render_all(found)
    assert "Traceback" not in text
    assert max(len(line) for line in text.split("\n")) < 1000


def test_many_fields(tmp_path: Path) -> None:
    fields = "".join(f"int field_{index};\n" for index in range(5_000))
    assert (
        diagnose(tmp_path, (MODULE % f"state {{ {fields} }}").encode()).sorted() == ()
    )


TOML = (
    *"[]{}\"'=.,",
    *(
        "a = 1\n",
        "a.",
        "a . ",
        '"a".',
        "a = [",
        "a = {b=",
        "[a]\n",
        "[[a]]\n",
        '"""',
        "é",
    ),
)


@pytest.mark.parametrize("piece", TOML)
def test_toml(tmp_path: Path, piece: str) -> None:
    profile = (piece * (MANY // len(piece))).encode()
    found = diagnose(tmp_path, (MODULE % "").encode(), profile)
    expect_few_words(found)
    assert [d.rule[:2] for d in found.sorted()][:1] == ["E6"]


@pytest.mark.parametrize("value", ["9" * 10_000, "0x" + "f" * 10_000, "1e99999999"])
def test_toml_number(tmp_path: Path, value: str) -> None:
    profile = f"[boot]\nrun_ms = {value}\n".encode()
    found = diagnose(tmp_path, (MODULE % "").encode(), profile)
    expect_few_words(found)
    assert found.error_count == 1
