# SPDX-License-Identifier: MIT
"""Random states for tests: their types, as the texts of saved state have them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.state.saved_form import OTHER, SIGNED, UNSIGNED


@dataclass(frozen=True)
class Integer:
    bits: int
    signed: bool


@dataclass(frozen=True)
class Boolean:
    pass


@dataclass(frozen=True)
class Enum:
    values: tuple[int, ...]


@dataclass(frozen=True)
class Array:
    element: Shape
    count: int


@dataclass(frozen=True)
class Struct:
    members: tuple[tuple[str, Shape], ...]


Shape = Integer | Boolean | Enum | Array | Struct
# An integer, or a list of values, or the values of a struct's members.
Value = Any


@dataclass(frozen=True)
class Field:
    name: str
    shape: Shape
    transient: bool = False
    default: int = 0


@dataclass(frozen=True)
class Version:
    """A module with this state."""

    name: str
    fields: tuple[Field, ...]

    @property
    def saved(self) -> dict[str, Shape]:
        return {
            f.name: f.shape
            for f in sorted(self.fields, key=lambda f: f.name)
            if not f.transient
        }


def text(shape: Shape) -> str:
    counts = ""
    while isinstance(shape, Array):
        counts += f"[{shape.count}]"
        shape = shape.element
    match shape:
        case Integer(bits, signed):
            return ("i" if signed else "u") + str(bits) + counts
        case Boolean():
            return "bool" + counts
        case Enum(values):
            return "enum{" + ",".join(map(str, sorted(values))) + "}" + counts
        case Struct(members):
            inside = "; ".join(f"{text(member)} {name}" for name, member in members)
            return "struct{" + inside + "}" + counts
    raise TypeError(shape)


def kind(shape: Shape) -> int:
    if isinstance(shape, Integer):
        return SIGNED if shape.signed else UNSIGNED
    return OTHER
