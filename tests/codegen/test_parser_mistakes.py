# SPDX-License-Identifier: MIT
"""How the parser goes on after a mistake."""

from __future__ import annotations

import pytest

from codegen.diagnostics import Diagnostics, render_all
from codegen.parse.parser import parse
from codegen.parse.syntax import (
    File,
    ImplBlock,
    InfoBlock,
    ModuleDeclaration,
    RestartBlock,
    TypesBlock,
    UsesBlock,
)
from tests.codegen.conftest import ParseText, make_source
from tests.codegen.trees import EXAMPLE, STATEMENTS, module_of, parse_good, part_of


def rules(diagnostics: Diagnostics) -> list[str]:
    return [d.rule for d in diagnostics.sorted()]


def test_independent_mistakes_are_all_reported(parse_text: ParseText) -> None:
    file, diagnostics = parse_text(
        "module a {\n"
        "    info {\n"
        "        version: 1.x;\n"
        '        name: "Bad";\n'
        "        author:;\n"
        "        license: MIT;\n"
        '        provides: "x",;\n'
        '        description: "ok";\n'
        "    }\n"
        "    config { uint32_t b[; uint32_t c; }\n"
        "    imfo { }\n"
        '    uses { "d" 1.0 disk; "e" as f; }\n'
        "    restart { max: 1h; window_ms: 5; }\n"
        "    impl {\n"
        "        init {\n"
        "#define A\n"
        "        }\n"
        "        start\n"
        "        stop { }\n"
        "    }\n"
        "}\n"
        "modul b { }\n"
    )
    assert rules(diagnostics) == [
        "E106",
        "E107",
        "E104",
        "E221",
        "E104",
        "E104",
        "E208",
        "E104",
        "E109",
        "E108",
        "E104",
        "E104",
    ]
    assert [
        d.identifier.text for d in file.declarations if isinstance(d, ModuleDeclaration)
    ] == ["a", "b"]
    module = file.declarations[0]
    assert isinstance(module, ModuleDeclaration)
    assert not module.complete
    info = part_of(module, InfoBlock)
    assert not info.complete
    assert [entry.key.text for entry in info.entries] == [
        "version",
        "provides",
        "description",
    ]
    assert [u.handle.text for u in part_of(module, UsesBlock).entries] == ["f"]
    assert [(e.key.text, e.value) for e in part_of(module, RestartBlock).entries] == [
        ("max", None),
        ("window_ms", 5),
    ]
    hooks = part_of(module, ImplBlock).hooks
    assert [hook.name.text for hook in hooks] == ["init", "start", "stop"]


def drop(text: str, piece: str, count: int) -> str:
    at = -1
    for _ in range(count):
        at = text.index(piece, at + 1)
    return text[:at] + text[at + 1 :]


@pytest.mark.parametrize("count", range(1, STATEMENTS.count(";") + 1))
def test_a_missing_semicolon_costs_one_error(count: int) -> None:
    text = drop(STATEMENTS, ";", count)
    diagnostics = Diagnostics()
    file = parse(make_source(text), diagnostics)
    assert rules(diagnostics) == ["E104"], render_all(diagnostics)
    assert "';'" in diagnostics.sorted()[0].message
    line = drop(STATEMENTS, ";", count)[: diagnostics.sorted()[0].span.start].count(
        "\n"
    )
    semicolons = STATEMENTS.split("\n")[line].count(";")
    assert semicolons == 1, "the place is the line where the ';' lacks"
    assert count_leaves(file) == count_leaves(parse_good(STATEMENTS))


def count_leaves(file: File) -> int:
    """How many statements a tree has: nothing may be lost for a missing ';'."""
    total = 0
    for declaration in file.declarations:
        if isinstance(declaration, ModuleDeclaration):
            for part in declaration.parts:
                total += 1
                for name in ("entries", "declarations", "hooks", "files"):
                    total += len(getattr(part, name, ()))
        elif not isinstance(declaration, TypesBlock):
            total += len(declaration.operations)
    return total


@pytest.mark.parametrize("brace", "{}")
@pytest.mark.parametrize("count", range(1, EXAMPLE.count("{") + 1))
def test_a_missing_brace_costs_one_error(brace: str, count: int) -> None:
    text = drop(EXAMPLE, brace, count)
    diagnostics = Diagnostics()
    file = parse(make_source(text), diagnostics)
    assert len(diagnostics.sorted()) == 1, render_all(diagnostics)
    # Where the file goes on is never in doubt.
    assert len(file.declarations) == 3
    if brace == "{":
        return
    incomplete = [d for d in file.declarations if not getattr(d, "complete")]
    parts = [
        part for part in module_of(file).parts if not getattr(part, "complete", True)
    ]
    assert len(incomplete) == 1 or parts


@pytest.mark.parametrize("brace", "{}")
@pytest.mark.parametrize("count", range(1, EXAMPLE.count("{") + 1))
def test_a_brace_too_many_costs_one_error(brace: str, count: int) -> None:
    at = -1
    for _ in range(count):
        at = EXAMPLE.index(brace, at + 1)
    text = EXAMPLE[:at] + brace + EXAMPLE[at:]
    diagnostics = Diagnostics()
    parse(make_source(text), diagnostics)
    assert len(diagnostics.sorted()) == 1, render_all(diagnostics)


def test_unclosed_body_names_the_brace_indented_less() -> None:
    diagnostics = Diagnostics()
    file = parse(
        make_source(
            "module a {\n"
            "    impl {\n"
            "        init {\n"
            "            if (x) {\n"
            "                y();\n"
            "        }\n"
            "        start { }\n"
            "        stop { }\n"
            "    }\n"
            "}\n"
            "\n"
            "module b {\n"
            "    impl { init; start; stop; }\n"
            "}\n"
        ),
        diagnostics,
    )
    (found,) = diagnostics.sorted()
    assert found.rule == "E105"
    (note,) = found.notes
    assert note.span is not None and note.span.line == 6
    assert "'{' in line 4" in note.message
    first, second = file.declarations
    assert isinstance(first, ModuleDeclaration) and not first.complete
    assert not part_of(first, ImplBlock).complete
    assert isinstance(second, ModuleDeclaration) and second.complete
    assert len(part_of(second, ImplBlock).hooks) == 3


def test_too_many_mistakes_end_the_file(parse_text: ParseText) -> None:
    _, diagnostics = parse_text("module a { impl {\n" + "? ;\n" * 5000 + "} }")
    assert diagnostics.error_count == 100
    assert "too many mistakes" in render_all(diagnostics)


def test_an_open_comment_hides_no_declaration(parse_text: ParseText) -> None:
    file, diagnostics = parse_text(
        "module a {\n  /* here\n  impl { init; }\n}\nmodule b { }\n"
    )
    assert rules(diagnostics) == ["E103"]
    assert len(file.declarations) == 2
    assert not module_of(file).parts and module_of(file).complete
