# SPDX-License-Identifier: MIT
"""Signatures of operations: what is in them, what changes their hash, and what does not."""

from __future__ import annotations

import pytest

from codegen.plan.abi import interface_abi
from tests.codegen.abi_specs import read_model, read_operation

PAIR = "struct pair { uint32_t key; uint64_t value; };"
LEVEL = "enum level { LOW, HIGH = 5 };"


@pytest.mark.parametrize(
    ("types", "prototype", "signature"),
    [
        ("", "void f(void);", "f() -> void"),
        (
            "",
            "hx_status f(uint32_t u, uint64_t lba, void *buf @out(n), size_t n);",
            "f(u32 u, u64 lba, out void buf[n], u64 n) -> status",
        ),
        ("", "void f(const uint16_t *v @in(3));", "f(in u16 v[3]) -> void"),
        (
            "",
            "void f(int8_t v[n] @inout(n * 2), int n);",
            "f(inout i8 v[n * 2], i32 n) -> void",
        ),
        ("", "void f(long *v @out);", "f(out i64 v) -> void"),
        ("", "void f(const char *s @string);", "f(string s) -> void"),
        ("", "char *f(void) @string @on_fail(0);", "f() -> string char @on_fail(0)"),
        ("", "void f(void *p @address);", "f(address void p) -> void"),
        ("", "void f(const void *p @address);", "f(address const void p) -> void"),
        (
            "",
            "void f(char c, bool b, float x, double y);",
            "f(char c, bool b, f32 x, f64 y) -> void",
        ),
        ("", "char f(void) @on_fail('a');", "f() -> char @on_fail(97)"),
        (
            "",
            'const char *f(void) @string @on_fail("(]");',
            'f() -> string @on_fail("(]")',
        ),
        (
            "",
            "void *f(void) @address @on_fail(NULL) @atomic @isr;",
            "f() -> address void @on_fail(0) @atomic @isr",
        ),
        (LEVEL, "void f(enum level v);", "f(enum {LOW = 0, HIGH = 5} v) -> void"),
        (
            LEVEL,
            "enum level f(void) @on_fail(HIGH);",
            "f() -> enum {LOW = 0, HIGH = 5} @on_fail(5)",
        ),
        (
            PAIR,
            "void f(const struct pair *p @in);",
            "f(in struct {u32 key, u64 value} p) -> void",
        ),
        (
            "struct deep { union { uint8_t a[2][3]; uint32_t b : 3; }; struct { bool c; } d; };",
            "void f(struct deep v);",
            "f(struct {union {[2][3]u8 a, u32:3 b}, struct {bool c} d} v) -> void",
        ),
        (
            "struct node { struct node *next; int (*call)(void *arg, const char *text); };",
            "void f(struct node *p @address);",
            "f(address struct {*struct node next, *fn(*void, *const char) -> i32 call} p)"
            " -> void",
        ),
        (
            "struct far;",
            "void f(struct far *p @address);",
            "f(address struct far p) -> void",
        ),
    ],
)
def test_signature(types: str, prototype: str, signature: str) -> None:
    assert read_operation(prototype, types).signature == signature


COPY = "void f(void *to @out(n), const void *from @in(n), size_t n);"


@pytest.mark.parametrize(
    ("types", "prototype", "other_types", "other_prototype"),
    [
        ("", "void f(uint32_t a);", "", "/// Doc.\nvoid f(unsigned int b);"),
        ("", "void f(size_t a);", "", "void f(unsigned long long a);"),
        ("typedef uint8_t byte;", "void f(byte a);", "", "void f(uint8_t a);"),
        ("", "void f(const uint8_t a);", "", "void f(uint8_t a);"),
        (
            "",
            COPY,
            "",
            "void f(void *t @out(size), const void *n @in(size), size_t size);",
        ),
        ("", "void f(int a[4] @in(4));", "", "void f(int *a @in(4));"),
        ("", "void f(const int *a @in);", "", "void f(int *a @in(1));"),
        (PAIR, "void f(struct pair a);", PAIR.replace("pair", "two"), None),
        (
            PAIR,
            "void f(struct pair a);",
            f"typedef {PAIR.replace('pair', 'two').rstrip(';')} pair;",
            "void f(pair a);",
        ),
        (LEVEL, "void f(enum level a);", "enum level { HIGH = 5, LOW = 0 };", None),
        ("", "int f(void) @on_fail(16);", "", "int f(void) @on_fail(0x10);"),
        (LEVEL, "int f(void) @on_fail(HIGH);", "", "int f(void) @on_fail(5);"),
        ("", "void f(void);", "", "void f(void) @since(1.1);"),
        ("", "void f(void) @atomic @isr;", "", "void f(void) @isr @atomic;"),
    ],
)
def test_what_does_not_change_the_hash(
    types: str, prototype: str, other_types: str, other_prototype: str | None
) -> None:
    if other_prototype is None:
        other_prototype = prototype.replace("struct pair", "struct two")
    first = read_operation(prototype, types)
    second = read_operation(other_prototype, other_types)
    assert first.hash == second.hash


CONTRACTS = [
    ("", "void f(void);"),
    ("", "void f(void) @atomic;"),
    ("", "void f(void) @isr;"),
    ("", "hx_status f(void);"),
    ("", "int f(void) @on_fail(0);"),
    ("", "int f(void) @on_fail(1);"),
    ("", "unsigned f(void) @on_fail(0);"),
    ("", "void g(void);"),
    ("", "void f(uint32_t a);"),
    ("", "void f(int32_t a);"),
    ("", "void f(uint64_t a);"),
    ("", "void f(uint32_t a, uint32_t b);"),
    ("", "void f(char a);"),
    ("", "void f(signed char a);"),
    ("", "void f(bool a);"),
    ("", COPY),
    ("", COPY.replace("@in(n)", "@inout(n)").replace("const ", "")),
    ("", "void f(void *to @out(n), const void *from @in(8), size_t n);"),
    ("", "void f(void *to @out(n), const void *from @in(n * 2), size_t n);"),
    ("", "void f(void *to @out(n), const void *from @in(m), size_t n, size_t m);"),
    ("", "void f(void *to @out(m), const void *from @in(n), size_t n, size_t m);"),
    ("", "void f(const char *s @string);"),
    ("", "char *f(void) @string @on_fail(0);"),
    ("", "void f(const char *s @in);"),
    ("", "void f(void *p @address);"),
    ("", "void f(int *p @address);"),
    ("", "void *f(void) @address @on_fail(0);"),
    ("", "const char *f(void) @string @on_fail(0);"),
    (PAIR, "void f(struct pair a);"),
    (PAIR.replace("struct", "union"), "void f(union pair a);"),
    ("struct pair { uint64_t value; uint32_t key; };", "void f(struct pair a);"),
    ("struct pair { uint32_t value; uint64_t key; };", "void f(struct pair a);"),
    (
        "struct pair { uint32_t key; uint64_t value; char c; };",
        "void f(struct pair a);",
    ),
    ("struct pair { uint32_t key[1]; uint64_t value; };", "void f(struct pair a);"),
    ("struct pair { uint32_t key : 9; uint64_t value; };", "void f(struct pair a);"),
    (LEVEL, "void f(enum level a);"),
    ("enum level { LOW, HIGH = 6 };", "void f(enum level a);"),
    ("enum level { LOW, HIGH = 5, MORE };", "void f(enum level a);"),
    ("enum level { HIGH, LOW = 5 };", "void f(enum level a);"),
    ("enum level { LOW };", "void f(enum level a);"),
]


def test_every_other_contract_has_another_hash() -> None:
    found = [read_operation(prototype, types) for types, prototype in CONTRACTS]
    assert len({each.hash for each in found}) == len(CONTRACTS)
    assert len({each.signature for each in found}) == len(CONTRACTS)


def test_a_status_may_get_more_values() -> None:
    """Or else no module would survive a younger runtime."""
    assert "HX_ERR" not in read_operation("hx_status f(hx_status a);").signature


def test_order_is_that_of_the_struct_of_functions() -> None:
    (interface,) = read_model(
        'interface "x" 1.10 { void zero(void); void late(void) @since(1.10);\n'
        "void early(void) @since(1.2); void a(void); void b(void) @since(1.2); }"
    ).interfaces
    names = ["a", "zero", "b", "early", "late"]
    assert [
        operation.name for operation in interface_abi(interface).operations
    ] == names
    assert [op.name for op in interface.operations_in_layout] == names
