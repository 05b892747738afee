# SPDX-License-Identifier: MIT
"""Values of shapes in memory, and back."""

from __future__ import annotations

import ctypes
import functools
from collections.abc import Mapping
from typing import Any

from tests.state.keeper import State
from tests.state.shapes import (
    Array,
    Boolean,
    Enum,
    Integer,
    Shape,
    Struct,
    Value,
    Version,
)


@functools.cache  # One class for each shape: ctypes compares them.
def memory(shape: Shape) -> Any:
    match shape:
        case Integer(bits, signed):
            return getattr(ctypes, f"c_{'' if signed else 'u'}int{bits}")
        case Boolean():
            return ctypes.c_uint8
        case Enum():
            return ctypes.c_int32
        case Array(element, count):
            return memory(element) * count
        case Struct(members):
            fields = [(name, memory(member)) for name, member in members]
            return type("Members", (ctypes.Structure,), {"_fields_": fields})
    raise TypeError(shape)


def put(shape: Shape, value: Value) -> Any:
    match shape:
        case Array(element):
            return memory(shape)(*(put(element, v) for v in value))
        case Struct(members):
            inside = (put(m, v) for (_, m), v in zip(members, value))
            return memory(shape)(*inside)
    return value


def get(shape: Shape, found: Any) -> Value:
    match shape:
        case Array(element):
            return [get(element, v) for v in found]
        case Struct(members):
            return [get(member, getattr(found, name)) for name, member in members]
    return int(found)


def to_bytes(shape: Shape, value: Value) -> bytes:
    ctype = memory(shape)
    made = put(shape, value)
    return bytes(ctype(made) if isinstance(made, int) else made)


def from_bytes(shape: Shape, data: bytes) -> Value:
    found = memory(shape).from_buffer_copy(data)
    return get(shape, found.value if hasattr(found, "value") else found)


def state_of(version: Version) -> type[State]:
    fields = [(field.name, memory(field.shape)) for field in version.fields]
    return type(version.name, (State,), {"_fields_": fields})


def fill(version: Version, values: Mapping[str, Value]) -> bytes:
    """Return the state of a module with these values in its saved fields."""
    state = state_of(version)()
    for name, shape in version.saved.items():
        setattr(state, name, put(shape, values[name]))
    return bytes(state)


def take(version: Version, state: bytes) -> dict[str, Value]:
    found = state_of(version).from_buffer_copy(state)
    return {f.name: get(f.shape, getattr(found, f.name)) for f in version.fields}
