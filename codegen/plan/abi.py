# SPDX-License-Identifier: MIT
"""The signatures of an interface's operations, by which a module that was built apart
from the kernel is held against it.

    read(u32 unit, u64 lba, out void buf[len], u64 len) -> status
    block_count(u32 unit) -> u64 @on_fail(0) @atomic

A pointer that the glue follows has its direction in the place of the `*`, and behind
the name how many elements there are, where that is not one. Types are those of
abi_type.py.

The hash is that of the same text without the parameters' names, `#2` standing for the
second one in a count: a parameter that gets a better name breaks nobody. Two of one
type that change places are not seen, so they better get an operation of another name.
Docs, the order in the spec and `@since` are in neither; `@since` is compared by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from codegen.cdecl.ctype import resolve
from codegen.model import (
    CType,
    Direction,
    IntegerType,
    Interface,
    Operation,
    Parameter,
    PointerType,
    Version,
    c_identifier,
)
from codegen.plan.abi_type import function_text, hash_text, type_text, unqualified


@dataclass(frozen=True, kw_only=True)
class OperationAbi:
    name: str
    since: Version
    signature: str
    hash: str


@dataclass(frozen=True, kw_only=True)
class InterfaceAbi:
    """`operations` are in the order of the struct of functions."""

    name: str
    version: Version
    operations: tuple[OperationAbi, ...]

    @property
    def symbols(self) -> tuple[str, ...]:
        """What the generated code of a module that declares the interface may name."""
        name = c_identifier(self.name)
        late = [op.name for op in self.operations if op.since.minor > 0]
        return (
            f"hxg_interface_{name}",
            f"hxg_absent_{name}",
            f"hxg_absent_slot_{name}",
            f"hx_primary_{name}",
            *(f"hxg_late_{name}_{operation}" for operation in late),
        )


def interface_abi(interface: Interface) -> InterfaceAbi:
    return InterfaceAbi(
        name=interface.name,
        version=interface.version,
        operations=tuple(map(operation_abi, interface.operations_in_layout)),
    )


def operation_abi(operation: Operation) -> OperationAbi:
    return OperationAbi(
        name=operation.name,
        since=operation.since,
        signature=_signature(operation, named=True),
        hash=hash_text(_signature(operation, named=False)),
    )


def _signature(operation: Operation, *, named: bool) -> str:
    places = {p.name: f"#{n}" for n, p in enumerate(operation.parameters, 1)}
    if named:
        places = {name: name for name in places}
    parameters = [_parameter(p, places, named) for p in operation.parameters]
    text = operation.name + _function(operation, parameters)
    if operation.on_fail is not None:
        value = operation.on_fail_value
        text += f" @on_fail({operation.on_fail if value is None else value})"
    text += " @atomic" if operation.atomic else ""
    return text + (" @isr" if operation.isr else "")


def _function(operation: Operation, parameters: list[str]) -> str:
    if operation.result_annotation is None:
        return function_text(operation.result, parameters, by_tag=False)
    pointed = _pointed(operation.result, operation.result_annotation)
    return f"({', '.join(parameters)}) -> {pointed}"


def _parameter(parameter: Parameter, places: dict[str, str], named: bool) -> str:
    direction, count = parameter.direction, parameter.count
    name = f" {parameter.name}" if named else ""
    if direction is None:
        return type_text(unqualified(parameter.type)) + name
    text = _pointed(parameter.type, direction) + name
    if count is None or (count.parameter is None and count.factor == 1):
        return text
    if count.parameter is None:
        return f"{text}[{count.factor}]"
    factor = f" * {count.factor}" if count.factor != 1 else ""
    return f"{text}[{places[count.parameter]}{factor}]"


def _pointed(ctype: CType, direction: Direction) -> str:
    pointer = resolve(ctype)
    assert isinstance(pointer, PointerType)
    target = resolve(pointer.target)
    if direction is Direction.STRING:
        plain = isinstance(target, IntegerType) and target.spelling == "char"
        if plain and target.const and not (target.volatile or target.atomic):
            return "string"
    if direction is Direction.IN:
        # What it points to is read only, whether it is const or not.
        target = replace(target, const=False)
    return f"{direction.value} {type_text(target)}"
