# SPDX-License-Identifier: MIT
"""Types as saved state knows them, and what crosses into what."""

from __future__ import annotations

import pytest

from codegen.cdecl.ctype import TypeScope, make_base_scope
from codegen.cdecl.fragment import Declared, read_declaration
from codegen.cdecl.saved import (
    ValueCheck,
    can_cross,
    describe_saved,
    find_checks,
    shorten_saved,
)
from codegen.cdecl.token import tokenize
from codegen.cdecl.typeblock import define_types, split_declarations
from codegen.model import CType

TYPES = """
enum colour { RED, GREEN = 4, BLUE };
enum colour_again { ROT, GRUEN = 4, BLAU };
enum negative { LOW = -3, HIGH = 2, ALSO_HIGH = 2 };
typedef uint8_t small;
struct point { int32_t x; small y; };
struct place { int32_t x; uint8_t y; };
struct swapped { small y; int32_t x; };
struct lamp { bool on; enum colour colour; struct point at[2]; };
struct row { bool lit[3]; };
struct nested { struct row rows[2]; uint64_t stamp; };
struct bits { bool on : 1; enum colour colour : 3; unsigned : 0; uint16_t rest; };
union either { bool on; uint32_t number; };
struct holder { union either either; struct { bool inside; }; };
"""


@pytest.fixture(scope="module")
def scope() -> TypeScope:
    found = TypeScope(make_base_scope())
    assert not define_types(split_declarations(TYPES), found, None)
    return found


def read(scope: TypeScope, text: str) -> CType:
    declared = read_declaration(tokenize(text), scope)
    assert isinstance(declared, Declared), declared
    return declared.type


@pytest.mark.parametrize(
    ("declaration", "text"),
    [
        ("uint8_t a", "u8"),
        ("const volatile long a", "i64"),
        ("_Atomic unsigned long long a", "u64"),
        ("char a[4]", "i8[4]"),
        ("bool a[2][3]", "bool[2][3]"),
        ("float a", "f32"),
        ("long double a", "f128"),
        ("enum colour a", "enum{0,4,5}"),
        ("enum negative a", "enum{-3,2}"),
        ("struct point a", "struct{i32 x; u8 y}"),
        (
            "struct lamp a[2]",
            "struct{bool on; enum{0,4,5} colour; struct{i32 x; u8 y}[2] at}[2]",
        ),
        ("struct bits a", "struct{bool:1 on; enum{0,4,5}:3 colour; u32:0; u16 rest}"),
        (
            "struct holder a",
            "struct{union{bool on; u32 number} either; struct{bool inside}}",
        ),
    ],
)
def test_text(scope: TypeScope, declaration: str, text: str) -> None:
    assert describe_saved(read(scope, declaration)) == text


def test_long_texts_are_cut_and_still_differ() -> None:
    texts = ["x" * 200, "x" * 201, "x" * 202, "x" * 200 + "y"]
    short = [shorten_saved(text) for text in texts]
    assert short[0] == texts[0]
    assert len(set(short)) == 4
    assert [len(text) for text in short[1:]] == [199, 199, 199]
    assert short[1].startswith("x" * 180 + "...")


@pytest.mark.parametrize(
    ("before", "after", "crosses"),
    [
        ("uint8_t a", "uint64_t a", True),
        ("int8_t a", "char a", True),
        ("uint32_t a", "unsigned int a", True),
        ("uint32_t a", "const uint32_t a", True),
        ("uint64_t a", "uint32_t a", False),
        ("uint8_t a", "int16_t a", False),
        ("uint8_t a", "bool a", False),
        ("bool a", "uint8_t a", False),
        ("uint8_t a[2]", "uint8_t a[2]", True),
        ("uint8_t a[2]", "small a[2]", True),
        ("uint8_t a[2]", "uint16_t a[2]", False),
        ("uint8_t a[2]", "uint8_t a[3]", False),
        ("float a", "double a", False),
        ("enum colour a", "enum colour_again a", True),
        ("enum colour a", "enum negative a", False),
        ("enum colour a", "int a", False),
        ("struct point a", "struct place a", True),
        ("struct point a", "struct swapped a", False),
        ("uint64_t a", "void *a", False),
        ("void *a", "void *a", False),
    ],
)
def test_crossing(scope: TypeScope, before: str, after: str, crosses: bool) -> None:
    assert can_cross(read(scope, before), read(scope, after)) is crosses


def check(
    offset: int, *repeats: tuple[int, int], values: tuple[int, ...] | None = None
) -> ValueCheck:
    return ValueCheck(offset=offset, values=values, repeats=repeats)


@pytest.mark.parametrize(
    ("declaration", "checks"),
    [
        ("uint32_t a[4]", []),
        ("bool a", [check(0)]),
        ("bool a[2][3]", [check(0, (6, 1))]),
        ("enum negative a[2]", [check(0, (2, 4), values=(-3, 2))]),
        (
            "struct lamp a[5]",
            [check(0, (5, 24)), check(4, (5, 24), values=(0, 4, 5))],
        ),
        # The rows stand without a gap, the structs around them do not.
        ("struct nested a", [check(0, (6, 1))]),
        ("struct nested a[4]", [check(0, (4, 16), (6, 1))]),
        ("struct bits a", []),
        ("union either a", []),
        ("struct holder a[2]", [check(4, (2, 8))]),
    ],
)
def test_checks(scope: TypeScope, declaration: str, checks: list[ValueCheck]) -> None:
    assert list(find_checks(read(scope, declaration))) == checks
