# SPDX-License-Identifier: MIT
"""What the templates of an interface need."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.model import (
    BoolType,
    IntegerType,
    Interface,
    Operation,
    Parameter,
    PointerType,
    TypesBlock,
    TypesKey,
    Version,
    VoidType,
    file_stem,
)
from codegen.view.ctext import comment_lines, string_literal, unaliased
from codegen.view.message import MessagesView, view_messages


@dataclass(frozen=True, kw_only=True)
class OperationView:
    """An operation as C. `parameters` and `arguments` are lists without a leading
    `self`; `parameters` is "void" where there is none. `failure` is a statement's
    `return` value where the call cannot be delivered, None for void.
    """

    name: str
    doc: tuple[str, ...]
    result: str
    returns: bool
    parameters: str
    unused_parameters: str
    arguments: str
    returns_status: bool
    failure: str | None
    # Younger than MAJOR.0: a provider of an older version does not have it.
    late: bool
    since: str
    context: str
    atomic: bool
    # A condition under which some count times its element's size overflows, or "".
    overflow: str

    @property
    def refusal(self) -> str:
        """What a call with such a count returns."""
        if not self.returns:
            return "return"
        return f"return {'HX_ERR_INVALID' if self.returns_status else self.failure}"

    @property
    def result_variable(self) -> str:
        """The declaration of a variable for the result, for those that return one."""
        space = "" if self.result.endswith("*") else " "
        return f"{self.result}{space}hxg_result"

    @property
    def statement(self) -> str:
        """How a line that only makes the call begins."""
        return "    return " if self.returns else "    "

    def parameters_after(self, first: str) -> str:
        """The parameter list behind `first`, which the template supplies."""
        return first if self.parameters == "void" else f"{first}, {self.parameters}"

    def arguments_after(self, first: str) -> str:
        return f"{first}, {self.arguments}" if self.arguments else first


def _overflow(parameters: tuple[Parameter, ...]) -> str:
    """Elements of one byte cannot overflow: their count is their size."""
    conditions = []
    for parameter in parameters:
        count, pointer = parameter.count, unaliased(parameter.type)
        if count is None or count.parameter is None:
            continue
        assert isinstance(pointer, PointerType)
        element = unaliased(pointer.target)
        size = f"sizeof *{parameter.name}"
        if isinstance(element, VoidType | BoolType) or (
            isinstance(element, IntegerType) and element.bits == 8
        ):
            size = "1"
        if count.factor != 1:
            size = f"{size} * {count.factor}u" if size != "1" else f"{count.factor}u"
        if size != "1":
            conditions.append(f"hx_size_overflows((size_t){count.parameter}, {size})")
    return " ||\n        ".join(conditions)


def view_operation(operation: Operation) -> OperationView:
    declarations = [parameter.declaration for parameter in operation.parameters]
    returns = not isinstance(unaliased(operation.result), VoidType)
    returns_status = returns and operation.on_fail is None
    context = ["any thread"]
    if operation.atomic:
        context = ["runs with preemption off and never blocks"]
    if operation.isr:
        context.append("may be called from an interrupt")
    return OperationView(
        name=operation.name,
        doc=comment_lines(operation.doc),
        result=operation.result_declaration,
        returns=returns,
        parameters=", ".join(declarations) or "void",
        unused_parameters=", ".join(f"HX_UNUSED {d}" for d in declarations) or "void",
        arguments=", ".join(parameter.name for parameter in operation.parameters),
        returns_status=returns_status,
        failure=operation.on_fail if returns and not returns_status else None,
        late=operation.since.minor > 0,
        since=f"{operation.since.major}.{operation.since.minor}",
        context="; ".join(context) if operation.atomic or operation.isr else "",
        atomic=operation.atomic,
        overflow=_overflow(operation.parameters),
    )


@dataclass(frozen=True, kw_only=True)
class InterfaceView:
    spec: str
    identifier: str
    name: str
    name_literal: str
    doc: tuple[str, ...]
    version: Version
    type_headers: tuple[str, ...]
    operations: tuple[OperationView, ...]
    # The same in the order of the struct of functions.
    layout: tuple[OperationView, ...]
    messages: MessagesView

    @property
    def header(self) -> str:
        return interface_header(self.identifier)


def interface_header(identifier: str) -> str:
    return f"interfaces/{file_stem(identifier)}.h"


def types_header(stem: str) -> str:
    return f"types/{stem}.h"


def type_headers(
    needs: tuple[TypesKey, ...], blocks: dict[TypesKey, TypesBlock]
) -> tuple[str, ...]:
    return tuple(sorted(types_header(blocks[key].stem) for key in needs))


def view_interface(
    interface: Interface, blocks: dict[TypesKey, TypesBlock]
) -> InterfaceView:
    return InterfaceView(
        spec=interface.spec.line_name,
        identifier=interface.identifier,
        name=interface.name,
        name_literal=string_literal(interface.name),
        doc=comment_lines(interface.doc),
        version=interface.version,
        type_headers=type_headers(interface.needs_types, blocks),
        operations=tuple(view_operation(op) for op in interface.operations),
        layout=tuple(view_operation(op) for op in interface.operations_in_layout),
        messages=view_messages(interface),
    )
