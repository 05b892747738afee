# SPDX-License-Identifier: MIT
"""Fragments of C: what is read from them, and what is said about wrong ones."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from codegen.cdecl.reader import declare
from codegen.cdecl.fragment import (
    Initializer,
    Prototype,
    read_declaration,
    read_expression,
    read_prototype,
)
from codegen.cdecl.problem import CProblem, find_lexical_problem
from codegen.cdecl.token import tokenize
from codegen.cdecl.ctype import (
    TypeScope,
    find_pointer,
    keyword_of,
    make_base_scope,
    measure,
)
from codegen.cdecl.typeblock import define_types, split_declarations
from codegen.model import (
    ArrayType,
    IntegerType,
    NamedType,
    PointerType,
    RecordType,
)

BASE = make_base_scope()

BLOCK = """
    struct list { struct list *next; uint8_t data[4]; };
    typedef struct list list_t, *list_p;
    enum mode { MODE_OFF, MODE_ON = 4, MODE_AUTO, MODE_SIZE = sizeof(struct list) };
    typedef struct node node;
    struct node { node *up; list_p lists[MODE_ON]; };
    union word { uint32_t whole; struct { uint16_t low, high; }; };
    typedef uint8_t mac_t[6];
    typedef mac_t macs_t[2];
    typedef int (*compare)(const void *a, const char *, uint8_t raw[8], ...);
    struct flags { unsigned a : 3; unsigned : 0; uint8_t b : 5; uint8_t c : 4; };
    struct holder { union word w; struct flags f; double d; bool on; };
"""


def scope_of(text: str) -> TypeScope:
    scope = TypeScope(BASE)
    declarations = split_declarations(text)
    assert not declarations.problems
    assert not define_types(declarations, scope, None)
    return scope


TYPES = scope_of(BLOCK)


def read(text: str, scope: TypeScope = TYPES, *, parameter: bool = False) -> str:
    """Return the declaration in normalised C, or the mistake with what it marks."""
    tokens = tokenize(text)
    found = find_lexical_problem(tokens) or read_declaration(
        tokens, scope, parameter=parameter
    )
    if isinstance(found, CProblem):
        return f"{found.rule} [{text[found.start:found.end]}] {found.message}"
    assert text[found.start : found.end] == found.name
    return declare(found.type, found.name)


@pytest.mark.parametrize(
    "text, normalised",
    [
        ("uint32_t   count", "uint32_t count"),
        ("int unsigned long x", "unsigned long x"),
        ("const char *names [ 4 ]", "const char *names[4]"),
        ("char const *const name", "const char *const name"),
        ("volatile uint32_t ready", "volatile uint32_t ready"),
        ("_Atomic(uint32_t) count", "_Atomic uint32_t count"),
        ("int (*rows)[3]", "int (*rows)[3]"),
        ("int grid[2][3]", "int grid[2][3]"),
        ("void (*notify)(int code, const char *)", "void (*notify)(int, const char *)"),
        ("int (*handlers[2])(void)", "int (*handlers[2])(void)"),
        ("_Bool on", "bool on"),
        ("struct list head", "struct list head"),
        ("struct { int x; uint8_t y[2]; } at", "struct { int x; uint8_t y[2]; } at"),
        ("uint8_t raw[MODE_ON * 2 + sizeof(uint32_t)]", "uint8_t raw[12]"),
        ("enum mode mode /* on or off */", "enum mode mode"),
        ("list_t\n    first", "list_t first"),
    ],
)
def test_declaration(text: str, normalised: str) -> None:
    assert read(text) == normalised


def test_normalised_declarations_read_as_themselves() -> None:
    for text in ("const char *const x[3]", "int (*x)[3]", "int (*x[2])(const char *)"):
        assert read(text) == text


@pytest.mark.parametrize(
    "text, mistake",
    [
        ("uint33_t x", "E302 [uint33_t] unknown type 'uint33_t'"),
        ("list x", "E302 [list] unknown type 'list'"),
        ("struct lst x", "E302 [lst] unknown type 'struct lst'"),
        ("union list x", "E302 [list] 'list' is declared as 'struct list'"),
        ("uint32_t", "E301 [uint32_t] 'uint32_t' alone is no declaration"),
        ("int *", "E301 [int *] the declaration has no name"),
        ("int a b", "E301 [b] 'b' cannot stand behind the name 'a'"),
        ("int a, b", "E301 [, b] a second name in one declaration"),
        ("int *a, (*b)(void)", "E301 [, (*b)(void)] a second name in one declaration"),
        ("int goto", "E213 [goto] 'goto' is a keyword of C"),
        ("uint32_t long", "E213 [long] 'long' is a keyword of C"),
        ("bool static", "E213 [static] 'static' is a keyword of C"),
        ("extern int x", "E301 [extern] 'extern' does not belong here"),
        ("int x : 3", "E303 [: 3] 'x' is a bit-field"),
        ("int f(void)", "E303 [f] 'f' cannot be a function"),
        ("void x", "E303 [x] 'x' cannot be void"),
        ("void x[2]", "E303 [void] the element of an array cannot be void"),
        ("int x[]", "E303 [[] the array has no size"),
        ("int x[0]", "E303 [[] an array cannot have 0 elements"),
        ("int x[2 - 3]", "E303 [[] an array cannot have -1 elements"),
        ("enum { A, B } x", "E303 [enum { A, B } x] a type is defined here"),
        ("struct s { int a; } x", "E303 [s] a type is defined here"),
        ("unsigned float x", "E301 [float] 'unsigned float' is not a type of C"),
        ("int (x", "E301 [(] '(' is never closed"),
        ("int x]", "E301 []] ']' closes nothing"),
        ("int $x", "E301 [$] '$' does not belong into C"),
        ("int " + "*" * 40 + "x", f"E301 [int {'*' * 40}x] the declaration is nested"),
        ("int " + "*" * 9999 + "x", "E301 [int] the declaration is too long"),
    ],
)
def test_wrong_declaration(text: str, mistake: str) -> None:
    assert read(text).startswith(mistake)


def test_an_array_parameter_is_a_pointer() -> None:
    assert read("const uint8_t mac[6]", parameter=True) == "const uint8_t *mac"
    assert read("int rows[n][3]", parameter=True) == "int (*rows)[3]"
    assert read("mac_t mac", parameter=True) == "uint8_t *mac"
    assert read("const mac_t mac", parameter=True) == "const uint8_t *mac"
    assert read("mac_t macs[2]", parameter=True) == "mac_t *macs"
    assert read("const macs_t macs", parameter=True) == "const mac_t *macs"
    assert read("mac_t *mac", parameter=True) == "mac_t *mac"
    # The same text is an array where it is a field.
    assert read("const uint8_t mac[6]") == "const uint8_t mac[6]"


def test_a_type_is_the_same_object_for_all_names() -> None:
    first = read_declaration(tokenize("uint16_t a"), TYPES)
    second = read_declaration(tokenize("uint16_t b"), TYPES)
    assert not isinstance(first, CProblem) and not isinstance(second, CProblem)
    assert first.type is second.type
    assert (first.name, second.name) == ("a", "b")


# Constants ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, number",
    [
        ("10", 10),
        ("-5", -5),
        ("0x10u", 16),
        ("010", 8),
        ("'a'", 97),
        ("'\\n'", 10),
        ("1 << 4", 16),
        ("10 * 1000", 10000),
        ("~0u", 0xFFFFFFFF),
        ("~0", -1),
        ("-7 / 2", -3),
        ("-7 % 2", -1),
        ("1ull << 40", 1 << 40),
        ("-1 > 0u", 1),
        ("(uint8_t)300", 44),
        ("(int8_t)200", -56),
        ("4294967295u + 1", 0),
        ("2147483648 + 0", 2147483648),
        ("UINT32_MAX", 0xFFFFFFFF),
        ("INT8_MIN", -128),
        ("true ? MODE_AUTO : 1 / 0", 5),
        ("sizeof(struct list)", 16),
        ("!MODE_OFF && 2", 1),
    ],
)
def test_constant(text: str, number: int) -> None:
    found = read_expression(text, TYPES)
    assert isinstance(found, Initializer) and found.value is not None, found
    assert found.value.number == number


@pytest.mark.parametrize(
    "text, reason",
    [
        ("LIMIT", "'LIMIT' has no value here"),
        ("1 / 0", "division by zero"),
        ("1 << 32", "shift by 32 in a number of 32 bits"),
        ("2147483647 + 1", "2147483648 overflows a signed number of 32 bits"),
        ("08", "'08' is not an integer"),
        ("1.5", "'1.5' is not an integer"),
        ("99999999999999999999", "99999999999999999999 fits no integer type"),
        ("f(1)", "it is more than arithmetic with constants"),
        ("'ab'", "'ab' is not one character"),
        ("'\\xff'", "'\\xff' has a different value on each target"),
        ('"text"', "it is a string"),
        ("{ 1, 2 }", "it is a list in braces"),
        ("sizeof(void)", "sizeof of a type without a size"),
    ],
)
def test_no_constant(text: str, reason: str) -> None:
    found = read_expression(text, TYPES)
    assert isinstance(found, Initializer)
    assert (found.value, found.reason) == (None, reason)


@pytest.mark.parametrize(
    "text, marked",
    [("1 +", "1 +"), ("1, 2", ","), ("(1", "("), ("1 @ 2", "@")],
)
def test_no_expression(text: str, marked: str) -> None:
    found = read_expression(text, TYPES)
    assert isinstance(found, CProblem) and found.rule == "E301"
    assert text[found.start : found.end] == marked


@pytest.mark.parametrize("depth", [20, 1000, 100_000])
@pytest.mark.parametrize("form", ["({})", "-{}", "{}+1", "[{}]"])
def test_depth_is_a_mistake_and_no_crash(form: str, depth: int) -> None:
    before, after = form.split("{}")
    text = before * depth + "1" + after * depth
    found = read_expression(text, TYPES)
    assert isinstance(found, (Initializer, CProblem))
    if depth > 20:
        assert isinstance(found, CProblem) and found.rule == "E301"


# Prototypes --------------------------------------------------------------------


def test_prototype() -> None:
    text = "uint64_t  size (uint32_t unit, const void *data   , list_t a[4])"
    found = read_prototype(text, TYPES)
    assert isinstance(found, Prototype) and not found.problems
    assert found.result is not None
    assert declare(found.result, found.name.text) == "uint64_t size"
    shown = [declare(p.declared.type, p.declared.name) for p in found.parameters]
    assert shown == ["uint32_t unit", "const void *data", "list_t *a"]
    assert [text[p.start : p.end] for p in found.parameters] == [
        "uint32_t unit",
        " const void *data   ",
        " list_t a[4]",
    ]


@pytest.mark.parametrize("text", ["void f(void)", "void f()"])
def test_prototype_without_parameters(text: str) -> None:
    found = read_prototype(text, TYPES)
    assert isinstance(found, Prototype)
    assert (found.parameters, found.problems) == ((), ())


def test_all_mistakes_of_a_prototype_are_found() -> None:
    text = "foo_t f(bar_t x, int, , ...)"
    found = read_prototype(text, TYPES)
    assert isinstance(found, Prototype)
    assert [(p.rule, text[p.start : p.end]) for p in found.problems] == [
        ("E302", "foo_t"),
        ("E302", "bar_t"),
        ("E413", "int"),
        ("E301", ","),
        ("E413", "..."),
    ]


# Types blocks ------------------------------------------------------------------


def problems_of(text: str) -> list[tuple[str, str]]:
    declarations = split_declarations(text)
    problems = declarations.problems + define_types(declarations, TypeScope(BASE), None)
    return [(p.rule, text[p.start : p.end]) for p in problems]


def test_names_of_a_block() -> None:
    names = {(n.keyword, n.name) for n in split_declarations(BLOCK).names if n.defined}
    assert names == {
        ("struct", "list"),
        ("", "list_t"),
        ("", "list_p"),
        ("enum", "mode"),
        ("", "MODE_OFF"),
        ("", "MODE_ON"),
        ("", "MODE_AUTO"),
        ("", "MODE_SIZE"),
        ("", "node"),
        ("struct", "node"),
        ("union", "word"),
        ("", "mac_t"),
        ("", "macs_t"),
        ("", "compare"),
        ("struct", "flags"),
        ("struct", "holder"),
    }


def test_a_record_behind_a_pointer_in_a_record_is_only_named() -> None:
    node = TYPES.tags["node"]
    assert isinstance(node, RecordType) and node.members is not None
    up = node.members[0][1]
    assert isinstance(up, PointerType) and isinstance(up.target, NamedType)
    assert isinstance(up.target.target, RecordType)
    assert up.target.target.members is None
    # Outside of records the typedef that came before its struct is complete.
    declared = read_declaration(tokenize("node *first"), TYPES)
    assert not isinstance(declared, CProblem)
    assert isinstance(declared.type, PointerType)
    assert measure(declared.type.target) is not None


def test_where_a_pointer_is() -> None:
    holder = ArrayType(element=TYPES.tags["node"], count=2)
    assert find_pointer(holder) == "[].up"
    assert find_pointer(TYPES.tags["holder"]) is None
    assert find_pointer(IntegerType(spelling="int", bits=32, signed=True)) is None


@pytest.mark.parametrize(
    "text, found",
    [
        ("struct a { foo x; }; struct b { struct a a; };", [("E302", "foo")]),
        ("struct a { struct a a; };", [("E303", "a")]),
        ("struct a { int x; } struct b { int y; };", [("E301", "}")]),
        ("struct a { int x }; struct b { int y; };", [("E301", "}")]),
        ("struct a { int x; }", [("E301", "}")]),
        ("struct a {};", [("E301", "a")]),
        ("struct a { int x[]; };", [("E303", "[")]),
        ("struct a { int x : 33; };", [("E301", "x")]),
        ("struct a { void f(void); };", [("E303", "f")]),
        ("enum a { A = 1 << 31 };", [("E301", "A")]),
        ("typedef int f(int); struct a { f x; };", [("E303", "x")]),
        ("int x; struct a { int y; };", [("E301", "int x;")]),
        ("struct a { int x; } a;", [("E301", "a")]),
        ("#define X\nstruct a { int x; };", [("E307", "#define X")]),
        ("struct [[packed]] a { int x; };", [("E307", "[[")]),
        ("struct { int x; };", [("E301", "struct { int x; }")]),
        ("typedef static int x;", [("E301", "static")]),
        ('_Static_assert(1, "");', [("E301", '_Static_assert(1, "");')]),
    ],
)
def test_wrong_types(text: str, found: list[tuple[str, str]]) -> None:
    assert problems_of(text) == found


def test_sizes_are_those_of_the_compiler(tmp_path: Path) -> None:
    spelled = [f"{keyword_of(ctype)} {tag}" for tag, ctype in TYPES.tags.items()]
    lines = ["#include <stdint.h>", "#include <stdbool.h>", BLOCK]
    for name, ctype in zip(spelled, TYPES.tags.values(), strict=True):
        measured = measure(ctype)
        assert measured is not None
        lines.append(f'_Static_assert(sizeof({name}) == {measured[0]}, "{name}");')
        lines.append(f'_Static_assert(_Alignof({name}) == {measured[1]}, "{name}");')
    source = tmp_path / "sizes.c"
    source.write_text("\n".join(lines))
    done = subprocess.run(
        ["gcc", "-std=c11", "-fsyntax-only", str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
