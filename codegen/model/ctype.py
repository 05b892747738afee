# SPDX-License-Identifier: MIT
"""C types, as the generator understands them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class CType:
    """A C type. Qualifiers are its own, not those of what it points to."""

    const: bool = False
    volatile: bool = False
    atomic: bool = False


@dataclass(frozen=True, kw_only=True)
class VoidType(CType):
    pass


@dataclass(frozen=True, kw_only=True)
class BoolType(CType):
    pass


@dataclass(frozen=True, kw_only=True)
class IntegerType(CType):
    """`spelling` is C's own name (`unsigned long`); sizes are those of LP64."""

    spelling: str
    bits: int
    signed: bool

    @property
    def minimum(self) -> int:
        return -(1 << (self.bits - 1)) if self.signed else 0

    @property
    def maximum(self) -> int:
        return (1 << (self.bits - self.signed)) - 1


@dataclass(frozen=True, kw_only=True)
class FloatingType(CType):
    spelling: str
    bits: int


@dataclass(frozen=True, kw_only=True)
class EnumType(CType):
    """`owner` is the types block that declares it, None for one of `helix/types.h`."""

    tag: str | None
    enumerators: tuple[tuple[str, int], ...]
    owner: TypesKey | None


@dataclass(frozen=True, kw_only=True)
class RecordType(CType):
    """A struct or union; `members` is None while it is incomplete. An anonymous
    member has the name ""."""

    keyword: str
    tag: str | None
    members: tuple[tuple[str, CType], ...] | None
    owner: TypesKey | None


@dataclass(frozen=True, kw_only=True)
class PointerType(CType):
    target: CType


@dataclass(frozen=True, kw_only=True)
class ArrayType(CType):
    """`count` is None for `[]`, which only a parameter may have."""

    element: CType
    count: int | None


@dataclass(frozen=True, kw_only=True)
class BitFieldType(CType):
    """A member of a struct in a types block: `width` bits of `base`."""

    base: CType
    width: int


@dataclass(frozen=True, kw_only=True)
class FunctionType(CType):
    """Only ever behind a pointer, in state or inside a types block."""

    result: CType
    parameters: tuple[CType, ...]
    variadic: bool


@dataclass(frozen=True, kw_only=True)
class NamedType(CType):
    """A typedef's name and what it stands for."""

    name: str
    target: CType
    owner: TypesKey | None


@dataclass(frozen=True, kw_only=True, order=True)
class TypesKey:
    """Names a types block: the module it is in, or the spec file at top level."""

    module: str | None
    file: str | None
