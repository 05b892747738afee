# SPDX-License-Identifier: MIT
"""How messages call the operations of an interface: tables, and one function each."""

from __future__ import annotations

from dataclasses import dataclass, replace

from codegen.cdecl.ctype import declare
from codegen.model import (
    BoolType,
    CType,
    Direction,
    EnumType,
    IntegerType,
    Interface,
    Operation,
    Parameter,
    PointerType,
    VoidType,
)
from codegen.view.ctext import string_literal, unaliased


@dataclass(frozen=True, kw_only=True)
class OperationMessageView:
    """An operation of helix/operation.h.

    `parameters` are initialisers, the result's first; `names` is a literal, "" without
    parameters. The call is `statement(arguments);`.
    """

    name: str
    parameters: tuple[str, ...]
    names: str
    since: int
    statement: str
    arguments: str


@dataclass(frozen=True, kw_only=True)
class MessagesView:
    """`enumerators` are the lists of names that HX_AS_ENUM refers to, by number."""

    enumerators: tuple[tuple[str, ...], ...]
    operations: tuple[OperationMessageView, ...]


def view_messages(interface: Interface) -> MessagesView:
    lists = _enumerator_lists(interface)
    return MessagesView(
        enumerators=lists,
        operations=tuple(
            _view_operation(interface, operation, lists)
            for operation in interface.operations
        ),
    )


def _enumerators(ctype: CType) -> tuple[str, ...]:
    inner = unaliased(ctype)
    assert isinstance(inner, EnumType)
    return tuple(name for name, _ in inner.enumerators)


def _enumerator_lists(interface: Interface) -> tuple[tuple[str, ...], ...]:
    """Each enum that a parameter has, once."""
    found = (
        _enumerators(parameter.type)
        for operation in interface.operations
        for parameter in operation.parameters
        if isinstance(unaliased(parameter.type), EnumType)
    )
    return tuple(dict.fromkeys(found))


def _view_operation(
    interface: Interface,
    operation: Operation,
    lists: tuple[tuple[str, ...], ...],
) -> OperationMessageView:
    numbers = {p.name: number for number, p in enumerate(operation.parameters, 1)}
    names = ", ".join(parameter.name for parameter in operation.parameters)
    result, target = _result(operation)
    arguments = ["hxg_handle"]
    arguments += [_argument(p, numbers[p.name]) for p in operation.parameters]
    return OperationMessageView(
        name=operation.name,
        parameters=(
            result,
            *(_parameter(p, numbers, lists) for p in operation.parameters),
        ),
        names=string_literal(names) if names else "",
        since=operation.since.minor,
        statement=f"    {target}{interface.identifier}_{operation.name}",
        arguments=", ".join(arguments),
    )


def _spell(ctype: CType) -> str:
    """The type of a value, without what only its variable has."""
    return declare(replace(ctype, const=False, volatile=False, atomic=False), "")


def _result(operation: Operation) -> tuple[str, str]:
    """The initialiser of the result, and what stands in front of the call."""
    ctype, place = operation.result, "hxg_arguments[0]"
    match unaliased(ctype):
        case VoidType():
            return "HX_AS_NOTHING", ""
        case PointerType():
            if operation.result_annotation is Direction.STRING:
                return "HX_AS_TEXT", f"{place}.text = "
            return "HX_AS_INTEGER(uintptr_t)", f"{place}.integer = (uintptr_t)"
        case BoolType():
            return "HX_AS_BOOLEAN", f"{place}.integer = "
        case IntegerType() | EnumType():
            return f"HX_AS_INTEGER({_spell(ctype)})", f"{place}.integer = (uint64_t)"
    return f"HX_AS_VALUE({_spell(ctype)})", f"*({_spell(ctype)} *){place}.pointer = "


def _parameter(
    parameter: Parameter,
    numbers: dict[str, int],
    lists: tuple[tuple[str, ...], ...],
) -> str:
    ctype = parameter.type
    match parameter.direction:
        case Direction.STRING:
            return "HX_AS_TEXT"
        case Direction.ADDRESS:
            return "HX_AS_INTEGER(uintptr_t)"
        case None:
            return _value(ctype, lists)
    pointer, count = unaliased(ctype), parameter.count
    assert isinstance(pointer, PointerType) and count is not None
    counter = 0 if count.parameter is None else numbers[count.parameter]
    rest = f"{count.factor}u, {counter}"
    passing = f"HX_PASS_{parameter.direction.name}"
    if isinstance(unaliased(pointer.target), VoidType):
        return f"HX_AS_BYTES({passing}, {rest})"
    return f"HX_AS_ELEMENTS({passing}, {_spell(pointer.target)}, {rest})"


def _value(ctype: CType, lists: tuple[tuple[str, ...], ...]) -> str:
    spelling = _spell(ctype)
    match unaliased(ctype):
        case BoolType():
            return "HX_AS_BOOLEAN"
        case IntegerType():
            return f"HX_AS_INTEGER({spelling})"
        case EnumType():
            number = lists.index(_enumerators(ctype))
            return f"HX_AS_ENUM({spelling}, hxg_enumerators_{number})"
    return f"HX_AS_VALUE({spelling})"


def _argument(parameter: Parameter, number: int) -> str:
    """The argument of the call, of the parameter's type."""
    spelling, place = _spell(parameter.type), f"hxg_arguments[{number}]"
    match parameter.direction:
        case Direction.STRING:
            return f"{place}.text"
        case Direction.ADDRESS:
            return f"({spelling})(uintptr_t){place}.integer"
        case None:
            pass
        case _:
            return f"{place}.pointer"
    match unaliased(parameter.type):
        case BoolType():
            return f"{place}.integer != 0"
        case IntegerType() | EnumType():
            return f"({spelling}){place}.integer"
    return f"*(const {spelling} *){place}.pointer"
