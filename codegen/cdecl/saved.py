# SPDX-License-Identifier: MIT
"""C types as saved state knows them: by a text, and by what of them can be wrong.

The text has everything in it that decides what the bytes mean, and nothing else: no
tag, no typedef's name, no enumerator's. So a copy of an old struct, which needs another
tag beside the new one, is of the old type.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from codegen.cdecl.ctype import find_pointer, measure, place_members, resolve
from codegen.model import (
    ArrayType,
    BitFieldType,
    BoolType,
    CType,
    EnumType,
    FloatingType,
    IntegerType,
    RecordType,
)

# A longer text is cut, and a hash of all of it stands for the rest.
_LONGEST_TEXT = 200
_KEPT_TEXT = 180
_UINT32_RANGE = 1 << 32


@dataclass(frozen=True, kw_only=True)
class ValueCheck:
    """Bools, or enums of these values, at `offset` bytes in a field.

    `repeats` are (count, stride) of the arrays around it, the outermost first.
    """

    offset: int
    values: tuple[int, ...] | None
    repeats: tuple[tuple[int, int], ...]


def describe_saved(ctype: CType) -> str:
    """Return the whole text of a type that saved state may have."""
    counts = ""
    inner = resolve(ctype)
    while isinstance(inner, ArrayType):
        counts += f"[{inner.count or 0}]"
        inner = resolve(inner.element)
    return _describe_single(inner) + counts


def _describe_single(ctype: CType) -> str:
    match ctype:
        case BoolType():
            return "bool"
        case IntegerType(bits=bits, signed=signed):
            return f"{'i' if signed else 'u'}{bits}"
        case FloatingType(bits=bits):
            return f"f{bits}"
        case EnumType():
            return f"enum{{{','.join(map(str, enum_values(ctype)))}}}"
        case RecordType(keyword=keyword, members=members):
            atomic = "_Atomic " if ctype.atomic else ""
            listed = "; ".join(_describe_member(*member) for member in members or ())
            return f"{atomic}{keyword}{{{listed}}}"
    raise TypeError(f"not in saved state: {ctype!r}")


def _describe_member(name: str, ctype: CType) -> str:
    if isinstance(ctype, BitFieldType):
        return f"{describe_saved(ctype.base)}:{ctype.width} {name}".rstrip()
    return f"{describe_saved(ctype)} {name}".rstrip()


def shorten_saved(text: str) -> str:
    """Return a text of bounded length that is equal where `text` is."""
    if len(text) <= _LONGEST_TEXT:
        return text
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return f"{text[:_KEPT_TEXT]}...{digest[:16]}"


def enum_values(ctype: EnumType) -> tuple[int, ...]:
    """Its values as those of an int32_t, ascending, each once."""
    half = _UINT32_RANGE // 2
    found = {(value + half) % _UINT32_RANGE - half for _, value in ctype.enumerators}
    return tuple(sorted(found))


def can_cross(before: CType, after: CType) -> bool:
    """Whether saved state of one type can be restored into the other."""
    old, new = resolve(before), resolve(after)
    if isinstance(old, IntegerType) and isinstance(new, IntegerType):
        return old.signed == new.signed and old.bits <= new.bits
    if find_pointer(old) is not None or find_pointer(new) is not None:
        return False
    return describe_saved(old) == describe_saved(new)


def find_checks(ctype: CType) -> Iterator[ValueCheck]:
    """Yield what can be wrong in a field of this type.

    What is inside a union cannot be told, nor can an enum that is a bit-field; a bool
    of one bit is always good.
    """
    match resolve(ctype):
        case BoolType():
            yield ValueCheck(offset=0, values=None, repeats=())
        case EnumType() as enum:
            yield ValueCheck(offset=0, values=enum_values(enum), repeats=())
        case ArrayType(element=element, count=count) if count:
            measured = measure(element)
            assert measured is not None
            for check in find_checks(element):
                repeats = _join((count, measured[0]), check.repeats)
                yield replace(check, repeats=repeats)
        case RecordType(keyword="struct") as record:
            for _, member, place in place_members(record):
                if isinstance(member, BitFieldType):
                    continue
                for check in find_checks(member):
                    yield replace(check, offset=place // 8 + check.offset)


def _join(
    outer: tuple[int, int], inner: tuple[tuple[int, int], ...]
) -> tuple[tuple[int, int], ...]:
    """Put an array around others; two without a gap between are one."""
    if inner and outer[1] == inner[0][0] * inner[0][1]:
        return (outer[0] * inner[0][0], inner[0][1]), *inner[1:]
    return outer, *inner
