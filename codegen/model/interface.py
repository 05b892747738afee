# SPDX-License-Identifier: MIT
"""An interface and its operations."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from codegen.model.ctype import CType, TypesKey
from codegen.model.version import Constraint, Version
from codegen.source import Source, Span


class Direction(Enum):
    """How the glue treats a pointer parameter."""

    IN = "in"
    OUT = "out"
    INOUT = "inout"
    STRING = "string"
    ADDRESS = "address"


@dataclass(frozen=True, kw_only=True)
class ElementCount:
    """`n`, `3` or `n * 3`: parameter times factor; parameter None: a constant."""

    parameter: str | None
    factor: int


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """`declaration` is normalised C with the name (`const void *buf`)."""

    name: str
    type: CType
    declaration: str
    direction: Direction | None
    count: ElementCount | None
    span: Span


@dataclass(frozen=True, kw_only=True)
class Operation:
    """`result_declaration` is the result's type as C text; `on_fail` the constant's
    text, None for hx_status and void, and `on_fail_value` its number, None if it has
    none. `result_annotation` is STRING, ADDRESS or None.
    """

    name: str
    result: CType
    result_declaration: str
    on_fail: str | None
    on_fail_value: int | None
    result_annotation: Direction | None
    parameters: tuple[Parameter, ...]
    since: Version
    atomic: bool
    isr: bool
    doc: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Interface:
    """`identifier` is the name's form in C (`helix_block_device`)."""

    name: str
    identifier: str
    version: Version
    operations: tuple[Operation, ...]
    needs_types: tuple[TypesKey, ...]
    doc: str
    spec: Source
    span: Span

    @property
    def operations_in_layout(self) -> tuple[Operation, ...]:
        """The operations as the struct of functions has them: what an older version
        has comes first, so that its struct is the beginning of a younger one's."""
        return tuple(
            sorted(
                self.operations,
                key=lambda op: (op.since.major, op.since.minor, op.name),
            )
        )

    def operation(self, name: str) -> Operation | None:
        return next((op for op in self.operations if op.name == name), None)

    def operations_for(self, constraint: Constraint) -> tuple[Operation, ...]:
        """The operations of a handle: those of its constraint's lowest version."""
        first = Version(major=self.version.major)
        return self.operations_at(max(first, constraint.lowest_version))

    def operations_at(self, version: Version) -> tuple[Operation, ...]:
        """The operations that exist in `version`, in the order of the spec."""
        wanted = (version.major, version.minor)
        return tuple(
            op for op in self.operations if (op.since.major, op.since.minor) <= wanted
        )
