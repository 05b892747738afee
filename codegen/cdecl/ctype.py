# SPDX-License-Identifier: MIT
"""C types by name, as C text, and in memory.

A scope knows the types and constants that a declaration may name. Sizes are those
of LP64 with natural alignment, which all targets of this project share.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from codegen.cdecl.value import Value
from codegen.model import (
    ArrayType,
    BitFieldType,
    BoolType,
    CType,
    EnumType,
    FloatingType,
    FunctionType,
    IntegerType,
    NamedType,
    PointerType,
    RecordType,
    VoidType,
)


def _integer(spelling: str, bits: int, signed: bool) -> IntegerType:
    return IntegerType(spelling=spelling, bits=bits, signed=signed)


INT = _integer("int", 32, True)

# By their specifiers in alphabetical order: C allows any order.
BASIC_TYPES: dict[tuple[str, ...], CType] = {
    tuple(sorted(words.split())): ctype
    for spellings, ctype in (
        ("void", VoidType()),
        ("_Bool", BoolType()),
        ("char", _integer("char", 8, True)),
        ("signed char", _integer("signed char", 8, True)),
        ("unsigned char", _integer("unsigned char", 8, False)),
        ("short|short int|signed short|signed short int", _integer("short", 16, True)),
        (
            "unsigned short|unsigned short int",
            _integer("unsigned short", 16, False),
        ),
        ("int|signed|signed int", INT),
        ("unsigned|unsigned int", _integer("unsigned int", 32, False)),
        ("long|long int|signed long|signed long int", _integer("long", 64, True)),
        ("unsigned long|unsigned long int", _integer("unsigned long", 64, False)),
        (
            "long long|long long int|signed long long|signed long long int",
            _integer("long long", 64, True),
        ),
        (
            "unsigned long long|unsigned long long int",
            _integer("unsigned long long", 64, False),
        ),
        ("float", FloatingType(spelling="float", bits=32)),
        ("double", FloatingType(spelling="double", bits=64)),
        ("long double", FloatingType(spelling="long double", bits=128)),
    )
    for words in spellings.split("|")
}


class TypeScope:
    """The names that a declaration may use: its own and those of its parent."""

    def __init__(self, parent: TypeScope | None = None) -> None:
        self.parent = parent
        self.typedefs: dict[str, CType] = {}
        self.tags: dict[str, EnumType | RecordType] = {}
        self.constants: dict[str, Value] = {}
        # Types by the text they were read from; valid once the scope is complete.
        self.known_types: dict[str, CType] = {}

    def _chain(self) -> Iterator[TypeScope]:
        scope: TypeScope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def find_typedef(self, name: str) -> CType | None:
        for scope in self._chain():
            if name in scope.typedefs:
                return scope.typedefs[name]
        return None

    def find_tag(self, tag: str) -> EnumType | RecordType | None:
        for scope in self._chain():
            if tag in scope.tags:
                return scope.tags[tag]
        return None

    def find_constant(self, name: str) -> Value | None:
        for scope in self._chain():
            if name in scope.constants:
                return scope.constants[name]
        return None

    def typedef_names(self) -> list[str]:
        return [name for scope in self._chain() for name in scope.typedefs]

    def tag_names(self, keyword: str) -> list[str]:
        return [
            tag
            for scope in self._chain()
            for tag, ctype in scope.tags.items()
            if keyword == keyword_of(ctype)
        ]

    def constant_names(self) -> list[str]:
        return [name for scope in self._chain() for name in scope.constants]


def keyword_of(ctype: EnumType | RecordType) -> str:
    return ctype.keyword if isinstance(ctype, RecordType) else "enum"


def make_base_scope() -> TypeScope:
    """Return the types of <stdint.h>, <stddef.h> and <stdbool.h>."""
    scope = TypeScope()

    def add(name: str, words: str) -> None:
        target = BASIC_TYPES[tuple(sorted(words.split()))]
        scope.typedefs[name] = NamedType(name=name, target=target, owner=None)

    by_bits = {8: "signed char", 16: "short", 32: "int", 64: "long"}
    unsigned_by_bits = {
        8: "unsigned char",
        16: "unsigned short",
        32: "unsigned int",
        64: "unsigned long",
    }
    for bits in (8, 16, 32, 64):
        # The fast types of 16 and 32 bits are 64 wide on these targets.
        fast = 8 if bits == 8 else 64
        for infix, width in (("", bits), ("_least", bits), ("_fast", fast)):
            add(f"int{infix}{bits}_t", by_bits[width])
            add(f"uint{infix}{bits}_t", unsigned_by_bits[width])
        top = (1 << bits) - 1
        wide = max(bits, 32)
        scope.constants[f"UINT{bits}_MAX"] = Value(top, wide, bits >= 32)
        scope.constants[f"INT{bits}_MAX"] = Value(top >> 1, wide, False)
        scope.constants[f"INT{bits}_MIN"] = Value(-(top >> 1) - 1, wide, False)
    for name in ("intptr_t", "intmax_t", "ptrdiff_t"):
        add(name, "long")
    for name in ("uintptr_t", "uintmax_t", "size_t"):
        add(name, "unsigned long")
    add("wchar_t", "int")
    scope.typedefs["bool"] = BoolType()
    largest = (1 << 64) - 1
    for name in ("SIZE_MAX", "UINTPTR_MAX", "UINTMAX_MAX"):
        scope.constants[name] = Value(largest, 64, True)
    scope.constants["true"] = Value(1, 32, False)
    scope.constants["false"] = Value(0, 32, False)
    return scope


def resolve(ctype: CType) -> CType:
    """Return what stands behind typedefs, with all qualifiers on the way."""
    while isinstance(ctype, NamedType):
        ctype = qualify(
            ctype.target,
            const=ctype.const,
            volatile=ctype.volatile,
            atomic=ctype.atomic,
        )
    return ctype


def is_status(ctype: CType) -> bool:
    inner = resolve(ctype)
    return isinstance(inner, EnumType) and inner.tag == "hx_status"


def qualify(ctype: CType, *, const: bool, volatile: bool, atomic: bool) -> CType:
    """Return `ctype` with these qualifiers added."""
    if not (const or volatile or atomic):
        return ctype
    return replace(
        ctype,
        const=ctype.const or const,
        volatile=ctype.volatile or volatile,
        atomic=ctype.atomic or atomic,
    )


# As C text ---------------------------------------------------------------------


def _qualifiers(ctype: CType) -> str:
    words = (
        ("const ", ctype.const),
        ("volatile ", ctype.volatile),
        ("_Atomic ", ctype.atomic),
    )
    return "".join(word for word, present in words if present)


def _spell(ctype: CType) -> str:
    match ctype:
        case VoidType():
            return "void"
        case BoolType():
            return "bool"
        case IntegerType() | FloatingType():
            return ctype.spelling
        case NamedType():
            return ctype.name
        case EnumType(tag=str(tag)):
            return f"enum {tag}"
        case EnumType():
            listed = ", ".join(f"{name} = {value}" for name, value in ctype.enumerators)
            return f"enum {{ {listed} }}"
        case RecordType(tag=str(tag)):
            return f"{ctype.keyword} {tag}"
        case RecordType():
            listed = " ".join(
                f"{declare(member, name)};" for name, member in ctype.members or ()
            )
            return f"{ctype.keyword} {{ {listed} }}"
    raise TypeError(f"no spelling for {ctype!r}")


def declare(ctype: CType, name: str) -> str:
    """Return the declaration of `name` in normalised C; `name` may be empty."""
    match ctype:
        case PointerType():
            name = f"*{_qualifiers(ctype)}{name}".rstrip()
            if isinstance(ctype.target, (ArrayType, FunctionType)):
                name = f"({name})"
            return declare(ctype.target, name)
        case ArrayType():
            count = "" if ctype.count is None else str(ctype.count)
            return declare(ctype.element, f"{name}[{count}]")
        case FunctionType():
            listed = [declare(parameter, "") for parameter in ctype.parameters]
            listed += ["..."] if ctype.variadic else []
            return declare(ctype.result, f"{name}({', '.join(listed) or 'void'})")
        case BitFieldType():
            return f"{declare(ctype.base, name)} : {ctype.width}"
    base = _qualifiers(ctype) + _spell(ctype)
    return f"{base} {name}" if name else base


# In memory ---------------------------------------------------------------------


def _round_up(value: int, unit: int) -> int:
    return -(-value // unit) * unit


def measure(ctype: CType) -> tuple[int, int] | None:
    """Return size and alignment in bytes; None for a type that is not complete."""
    match resolve(ctype):
        case BoolType():
            return 1, 1
        case IntegerType(bits=bits) | FloatingType(bits=bits):
            return bits // 8, bits // 8
        case EnumType():
            return 4, 4
        case PointerType():
            return 8, 8
        case ArrayType(element=element, count=count):
            # Without a count it is the last member of a struct, which adds nothing.
            inner = measure(element)
            return None if inner is None else (inner[0] * (count or 0), inner[1])
        case RecordType() as record:
            return _measure_record(record)
    return None


def _measure_record(record: RecordType) -> tuple[int, int] | None:
    if record.members is None:
        return None
    end = 0
    largest = 1
    for _, member, start in place_members(record):
        width = member.width if isinstance(member, BitFieldType) else None
        inner = measure(member.base if isinstance(member, BitFieldType) else member)
        if inner is None:
            return None
        size, alignment = inner
        end = max(end, start + (size * 8 if width is None else width))
        if width != 0:
            largest = max(largest, alignment)
    return _round_up(_round_up(end, 8) // 8, largest), largest


def place_members(record: RecordType) -> Iterator[tuple[str, CType, int]]:
    """Yield the members of a complete record, each with the bit at which it begins.

    What stands behind a member that is not complete begins anywhere.
    """
    bits = 0
    for name, member in record.members or ():
        width = member.width if isinstance(member, BitFieldType) else None
        inner = measure(member.base if isinstance(member, BitFieldType) else member)
        size, alignment = inner or (0, 1)
        start = 0 if record.keyword == "union" else bits
        if width is None:
            start = _round_up(start, alignment * 8)
            bits = start + size * 8
        else:
            # A bit-field that does not fit into the rest of its unit opens a new one.
            if width == 0 or start % (size * 8) + width > size * 8:
                start = _round_up(start, size * 8)
            bits = start + width
        yield name, member, start


def find_pointer(ctype: CType) -> str | None:
    """Return the way to the first pointer in a type: "" for the type itself,
    `.link.next` for a member; None if no part of it is a pointer."""
    match resolve(ctype):
        case PointerType():
            return ""
        case ArrayType(element=element):
            inner = find_pointer(element)
            return None if inner is None else f"[]{inner}"
        case RecordType(members=members):
            for name, member in members or ():
                inner = find_pointer(member)
                if inner is not None:
                    return f".{name}{inner}" if name else inner
    return None
