# SPDX-License-Identifier: MIT
"""By which rules states cross: the runtime's once more, over values instead of bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.state.shapes import (
    Array,
    Boolean,
    Enum,
    Integer,
    Shape,
    Struct,
    Value,
    Version,
    text,
)


def is_good(shape: Shape, value: Value) -> bool:
    match shape:
        case Boolean():
            return value in (0, 1)
        case Enum(values):
            return value in values
        case Array(element):
            return all(is_good(element, v) for v in value)
        case Struct(members):
            return all(is_good(m, v) for (_, m), v in zip(members, value))
    return True


def find_wrong(shape: Shape, value: Value) -> str:
    """Say what is wrong in a field: of a struct its first member, of an array of
    structs the first one in any of them."""
    found: Iterator[str]
    match shape:
        case Array(Array(element, inner), count):
            flat = [v for values in value for v in values]
            return find_wrong(Array(element, inner * count), flat)
        case Array(Struct(members), count):
            columns = [Array(member, count) for _, member in members]
            parts = [[v[i] for v in value] for i in range(len(members))]
            found = map(find_wrong, columns, parts)
        case Array(element):
            found = (find_wrong(element, v) for v in value)
        case Struct(members):
            found = (find_wrong(m, v) for (_, m), v in zip(members, value))
        case _:
            if is_good(shape, value):
                return ""
            return "a bool" if isinstance(shape, Boolean) else "an enum"
    return next(filter(None, found), "")


def _widens(old: Shape, new: Shape) -> bool:
    match old, new:
        case Integer(few, before), Integer(many, after):
            return before == after and few <= many
    return False


def cross(
    saved: Mapping[str, tuple[Shape, Value]], new: Version
) -> dict[str, Value] | tuple[str, str]:
    """Return what the saved fields of the new version are then, or how it fails."""
    restored = {}
    for name, shape in new.saved.items():
        if name not in saved:
            continue
        old, value = saved[name]
        if not _widens(old, shape) and old != shape:
            was, now = text(old)[:36], text(shape)[:36]
            detail = f"saved field '{name}' was {was}, is {now}; write a migrate step"
            return "HX_ERR_VERSION", detail
        if not is_good(old, value):
            wrong = find_wrong(old, value)
            return "HX_ERR_CORRUPT", f"saved field '{name}' holds {wrong} that is none"
        restored[name] = value
    return restored
