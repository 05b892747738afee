# SPDX-License-Identifier: MIT
"""Where bodies and C declarations end."""

from __future__ import annotations

import time

import pytest

from codegen.parse.body import find_early_brace, scan_body
from codegen.parse.declaration import DeclarationScan, Ending, scan_declaration
from tests.codegen.conftest import make_source

BEHIND = " BEHIND }"


@pytest.mark.parametrize(
    "body",
    [
        "{}",
        "{ { } {{}} }",
        "{ // }\n}",
        "{ // } \\\n } still a comment\n}",
        "{ // \\ }\n}",
        "{ /* } */ }",
        "{ /* } \n } */ }",
        '{ "}" }',
        '{ "\\"}" }',
        '{ "\\\\" }',
        '{ "a \\\n } b" }',
        "{ '}' }",
        "{ '\\'' }",
        "{ '\\\\' }",
        "{ '\"' }",
        '{ "\'" }',
        # A quote without a partner on its line is left to the compiler.
        "{ don't }",
        "{ don't\n }",
        '{ " }',
        '{ a " b\n c " d\n }',
        '{ "/*" }',
        "{ '/*' }",
        "{ //'\n}",
        "{ // /*\n}",
        "{ /* // */ }",
        '{ /* " */ }',
        "{ a / b /c }",
        # Preprocessor lines, and what looks like one.
        "{\n#if }\n#endif\n}",
        "{\n # if { \\\n } \\\n {\n#endif\n}",
        "{\n#if A /* } \n } */ {\n#endif\n}",
        "{\n#if A // } \\\n }\n#endif\n}",
        '{\n#if "}\n#endif\n}',
        "{\n/**/ /* */ #if {\n#endif\n}",
        "{\n/*\n*/#if {\n#endif\n}",
        "{\n%:if {\n#endif\n}",
        "{ a # { b }\n}",
        "{ a \\\n# { }\n}",
        # Of the branches of an #if only the first counts.
        "{\n#if A\nif (a) {\n#else\nif (b) {\n#endif\n}\n}",
        "{\n#if A\n{\n#elif B\n{{\n#elif C\n}}}}\n#else\n#endif\n}\n}",
        "{\n#if A\n#else\n#if B\n{\n#else\n{{\n#endif\n{\n#endif\n}",
        "{\n#else\n#endif\n}",
        # A declaration's word elsewhere than at column 1 is no declaration.
        "{ module\n module\n\tinterface\n}",
        "{ /*\nmodule\n*/ }",
        "{\nmodules = 1; module_ = 2;\n}",
        '{ "a\\\nmodule" }',
        "{\n#if \\\nmodule\n#endif\n}",
    ],
)
def test_body_ends_at_the_matching_brace(body: str) -> None:
    scan = scan_body(body + BEHIND, 0)
    assert scan.closed
    assert (body + BEHIND)[: scan.end] == body


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("{", None),
        ("{ { }", None),
        ('{ "}"', None),
        ("{\nmodule a { }", "module"),
        ("{\n}module\n", None),
        ("{ {\ninterface }", "interface"),
        ("{ {\nimpl_interface(", "impl_interface"),
        ("{ don't\nmodule", "module"),
        ('{ "\nmodule"', "module"),
        ("{ /* }", "/*"),
        ("{ /* }\nmodule a { }", "/*"),
        ("{\n#if /* }\n#endif\n}", "/*"),
        ("{\n#if 'a /* }\n}", "/*"),
    ],
)
def test_unclosed_body(text: str, at: str | None) -> None:
    scan = scan_body(text, 0)
    if text.startswith("{\n}module"):
        assert scan.closed and scan.end == 3
        return
    assert not scan.closed
    assert scan.end == (len(text) if at is None else text.index(at))


def test_body_without_its_opening_brace() -> None:
    text = "return (struct a) { 1 }; } rest }"
    scan = scan_body(text, 0, depth=1)
    assert scan.closed
    assert text[: scan.end] == "return (struct a) { 1 }; }"


def test_directives() -> None:
    text = '{\n#if A\n  # define X "\n /* */ %: pragma x\n#\n#endif\na #no\n}'
    scan = scan_body(text, 0)
    assert [text[d.start : d.end] for d in scan.directives] == [
        "#if",
        "# define",
        "%: pragma",
        "#",
        "#endif",
    ]
    assert [d.name for d in scan.directives] == ["if", "define", "pragma", "", "endif"]
    assert scan.open_conditional is None


def test_conditional_without_end() -> None:
    text = "{\n#ifdef A\n#if B\n{\n#endif\n#else\n}\n"
    scan = scan_body(text, 0)
    assert not scan.closed
    assert scan.open_conditional == text.index("#ifdef")


@pytest.mark.parametrize(
    ("text", "brace", "partner"),
    [
        ("{\n  a {\n    b {\n  }\n}\n", 4, 3),
        ("{\n\ta {\n\t\tb {\n\t}\n}\n", 4, 3),
        ("{\n  { }\n  {\n}\n", 4, 3),
        ("{\n  a {\n  }\n}\n", None, None),
        ("{\n  a { b {\n  } }\n}\n", None, None),
        ("{\n  a { b {\n        c } } }", None, None),
        ("  {\n}", 2, 1),
        ('{\n  "\n}"\n', None, None),
    ],
)
def test_early_brace(text: str, brace: int | None, partner: int | None) -> None:
    """`brace` and `partner` are the lines of the `}` and of its `{`."""
    start = text.index("{")
    found = find_early_brace(text, start, len(text))
    if brace is None:
        assert found is None
        return
    assert found is not None
    opened, closed = found
    assert (text[opened], text[closed]) == ("{", "}")
    assert text.count("\n", 0, closed) + 1 == brace
    assert text.count("\n", 0, opened) + 1 == partner


# Declarations ------------------------------------------------------------------


def scan(text: str, *, is_prototype: bool = False) -> DeclarationScan:
    return scan_declaration(make_source(text), 0, is_prototype=is_prototype)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("int a;", "int a"),
        ("int a  ;", "int a"),
        ("int a[3] = {1, 2};", "int a[3] = {1, 2}"),
        ("int a = ';';", "int a = ';'"),
        ('char *a = ";@b{";', 'char *a = ";@b{"'),
        ("struct { int a; int b; } c;", "struct { int a; int b; } c"),
        ("int a /* ; */;", "int a"),
        ("int /* ; */ a;", "int         a"),
        ("int // ;\n a;", "int     \n a"),
        ("int a @x;", "int a"),
        ("int @x a;", "int    a"),
        ("int a @x(1, 2) = 3;", "int a          = 3"),
        ("int a @x (1);", "int a"),
        ('int a @x("))") ;', "int a"),
        ("unsigned\n long\n a;", "unsigned\n long\n a"),
        ("const struct a\n b;", "const struct a\n b"),
        ("int a =\n b\n + c;", "int a =\n b\n + c"),
        ("const unsigned\n int a;", "const unsigned\n int a"),
    ],
)
def test_declaration(text: str, code: str) -> None:
    found = scan(text + " rest;")
    assert not found.faults
    assert found.ending is Ending.SEMICOLON
    assert found.end == len(text)
    assert found.code.rstrip() == code


@pytest.mark.parametrize(
    "text",
    [
        "uint32_t a\nuint32_t b;",
        "uint32_t a // c\n// d\n\nuint32_t b;",
        "uint32_t a = 3\n    uint32_t b;",
        "uint32_t a @x\n uint32_t b;",
        "uint32_t a[3]\n uint32_t b;",
        "unsigned a\n const char *b;",
        "struct a b\n struct c d;",
        "void *a\n void *b;",
    ],
)
def test_next_line_begins_a_declaration(text: str) -> None:
    found = scan(text)
    assert found.ending is Ending.LINE
    assert (
        found.code.split("//")[0].strip()
        == text.split("\n")[0].split("//")[0].replace("@x", "").strip()
    )


def test_prototype_without_semicolon() -> None:
    found = scan("int f(int a) @x\nint g(void);", is_prototype=True)
    assert found.ending is Ending.LINE
    assert found.annotations[0].trails
    whole = "int\n f(\n int a,\n int b);"
    assert scan(whole, is_prototype=True).end == len(whole)


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("int a }", Ending.BRACE),
        ("int a", Ending.STOP),
        ("int a\nmodule b;", Ending.STOP),
        ("int a /* ;", Ending.STOP),
        ("int a @b(1\nmodule", Ending.STOP),
    ],
)
def test_declaration_without_semicolon(text: str, ending: Ending) -> None:
    assert scan(text).ending is ending


def test_annotations() -> None:
    text = "int f(void *a @out(n * 2), int b[n] @in(n)) @on_fail(-1) @isr;"
    found = scan(text, is_prototype=True)
    shown = [
        (
            placed.annotation.name,
            [argument.text for argument in placed.annotation.arguments],
            placed.annotation.has_parentheses,
            placed.trails,
        )
        for placed in found.annotations
    ]
    assert shown == [
        ("out", ["n * 2"], True, False),
        ("in", ["n"], True, False),
        ("on_fail", ["-1"], True, True),
        ("isr", [], False, True),
    ]
    for placed in found.annotations:
        assert placed.annotation.span.text.startswith("@" + placed.annotation.name)
        for argument in placed.annotation.arguments:
            assert argument.text == argument.span.text


def test_arguments_are_cut_at_top_level_commas() -> None:
    found = scan("int a @x( f(1, 2) , \"a,b\" , {3, 4} /* , */ , ',' );")
    arguments = found.annotations[0].annotation.arguments
    assert [argument.text for argument in arguments] == [
        "f(1, 2)",
        '"a,b"',
        "{3, 4}",
        "','",
    ]
    assert scan("int a @x();").annotations[0].annotation.arguments == ()


def test_cut_keeps_offsets() -> None:
    text = "  int /* é */ a @x(1) = 7 ;"
    found = scan_declaration(make_source(text), 2)
    assert found.equals == text.index("=")
    declarator = found.cut(found.start, found.equals)
    assert declarator.text == "int         a"
    assert len(declarator.text) == declarator.span.end - declarator.span.start
    assert declarator.span.start + declarator.text.index("a") == text.index("a")
    assert found.cut(found.equals + 1, found.code_end).text == "7"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("int a[3;", "this '[' is not closed"),
        ("int a);", "this ')' closes nothing"),
        ("int a = {1, (2};", "this '(' is not closed"),
        ("int a @;", "expected the name of an annotation"),
        ("int a @x(1;", "the '(' of '@x' is not closed"),
        ("int a @x(1,);", "an argument of '@x' is missing"),
        ("int a @x(,1);", "an argument of '@x' is missing"),
        ("char a = 'b;", "this character literal has no closing quote"),
        ('char *a = "b;', "this string has no closing quote"),
        ("#define A\nint a;", "a preprocessor line cannot stand"),
        ("int\n#define A \\\n ;\n a;", "a preprocessor line cannot stand"),
    ],
)
def test_faults(text: str, message: str) -> None:
    found = scan(text)
    assert len(found.faults) == 1
    assert found.faults[0].message.startswith(message)
    assert found.end == len(text)


# Size --------------------------------------------------------------------------

MANY = 200_000


@pytest.mark.parametrize(
    "unit",
    ["{", "}", "{}", "\n", '"', "'", '"\\', "'\\", "/", "/*", "/**/", "//", "#\n"]
    + ["\n#if\n{\n#else\n", "\\\n", '\n#define "\\', "\n/**/ ", " ", "\n "],
)
def test_a_long_body_takes_linear_time(unit: str) -> None:
    """Four times the text may not take sixteen times as long."""

    def measure(count: int) -> float:
        text = "{" + unit * count
        start = time.process_time()
        scan_body(text, 0)
        find_early_brace(text, 0, len(text))
        return time.process_time() - start

    short = measure(MANY // len(unit) // 4)
    long = measure(MANY // len(unit))
    assert long < 10 * short + 0.2


@pytest.mark.parametrize(
    "unit",
    ["(", ")", "[)", "{", "@", "@a", "@a(", "@a(,", "=", "\n", "a\n", "const a\n"]
    + ["uint32_t a\n", '"', "'\\", "/**/", "#\n", ",", "a, ", "\n#a"],
)
def test_a_long_declaration_takes_linear_time(unit: str) -> None:
    def measure(count: int) -> float:
        text = "int a @b(1) " + unit * count
        start = time.process_time()
        scan(text)
        return time.process_time() - start

    short = measure(MANY // len(unit) // 4)
    long = measure(MANY // len(unit))
    assert long < 10 * short + 0.2
