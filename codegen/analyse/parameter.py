# SPDX-License-Identifier: MIT
"""Reads the parameters of an operation: which pointers cross, and how far.

Everything that crosses to a provider in another protection domain, or into a
message, is copied by generated glue; so a pointer says what is behind it, and what
is behind it holds no pointers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from codegen.analyse.fragment import (
    ANNOTATIONS,
    check_identifier,
    place,
    take_annotations,
)
from codegen.cdecl.fragment import Prototype, ReadParameter, read_expression
from codegen.cdecl.problem import CProblem
from codegen.cdecl.ctype import TypeScope, declare, find_pointer, measure, resolve
from codegen.diagnostics import Diagnostics, Note, did_you_mean
from codegen.parse.lexer import shorten
from codegen.model import (
    CType,
    Direction,
    ElementCount,
    FunctionType,
    IntegerType,
    Parameter,
    PointerType,
    VoidType,
)
from codegen.source import Span
from codegen.parse.syntax import Annotation, CText

_DIRECTIONS = ("in", "out", "inout", "string", "address")
_RESERVED = ("self", "ctx")
_HOW = (
    "write @in(n), @out(n) or @inout(n) behind it, n being how many elements cross, "
    "or @string or @address"
)


def read_parameters(
    text: CText,
    prototype: Prototype,
    annotations: Sequence[Annotation],
    scope: TypeScope,
    diagnostics: Diagnostics,
) -> tuple[Parameter, ...]:
    """Match the annotations to the parameters and check both."""
    found: dict[str, Parameter] = {}
    names = {p.declared.name: p.declared.type for p in prototype.parameters}
    taken: set[int] = set()
    for read in prototype.parameters:
        own = [
            annotation
            for annotation in annotations
            if read.start <= annotation.span.start - text.span.start <= read.end
        ]
        taken.update(map(id, own))
        parameter = _read_parameter(text, read, own, names, scope, diagnostics)
        if parameter is None:
            continue
        if parameter.name in found:
            diagnostics.report(
                "E220",
                parameter.span,
                f"duplicate parameter '{parameter.name}'",
                notes=[Note(message="first here", span=found[parameter.name].span)],
            )
        else:
            found[parameter.name] = parameter
    if not prototype.problems:
        take_annotations(
            [a for a in annotations if id(a) not in taken], (), diagnostics
        )
    return tuple(found.values())


def _read_parameter(
    text: CText,
    read: ReadParameter,
    annotations: Sequence[Annotation],
    names: dict[str, CType],
    scope: TypeScope,
    diagnostics: Diagnostics,
) -> Parameter | None:
    declared = read.declared
    span = place(text, declared.start, declared.end)
    whole = place(text, *_bounds(text.text, read))
    check_identifier(declared.name, span, "parameter", diagnostics, _RESERVED)
    known = take_annotations(annotations, _DIRECTIONS, diagnostics)
    direction, count = None, None
    if _may_cross(declared.type, declared.name, whole, diagnostics):
        direction, count = _read_direction(
            declared.type,
            known,
            len(known) < len(annotations),
            whole,
            names,
            scope,
            diagnostics,
        )
    return Parameter(
        name=declared.name,
        type=declared.type,
        declaration=declare(declared.type, declared.name),
        direction=direction,
        count=count,
        span=span,
    )


def _bounds(text: str, read: ReadParameter) -> tuple[int, int]:
    """Return where the C of a parameter begins and ends, without white space."""
    part = text[read.start : read.end]
    start = read.start + len(part) - len(part.lstrip())
    return start, read.start + len(part.rstrip())


def _may_cross(ctype: CType, name: str, span: Span, diagnostics: Diagnostics) -> bool:
    inner = resolve(ctype)
    message = None
    if isinstance(inner, PointerType):
        if isinstance(resolve(inner.target), FunctionType):
            message = f"'{name}' is a pointer to a function"
    elif isinstance(inner, VoidType):
        message = f"'{name}' cannot be void"
    elif isinstance(inner, FunctionType):
        message = f"'{name}' is a function"
    elif measure(inner) is None:
        message = f"'{name}' has a type that is only declared, not defined"
    else:
        way = find_pointer(inner)
        if way is not None:
            message = f"'{name}' holds a pointer: {name}{way}"
    if message is None:
        return True
    diagnostics.report(
        "E413",
        span,
        message,
        help="what crosses an interface is values, and pointers whose annotation says "
        "what is behind them",
    )
    return False


def _read_direction(
    ctype: CType,
    annotations: dict[str, Annotation],
    some_wrong: bool,
    span: Span,
    names: dict[str, CType],
    scope: TypeScope,
    diagnostics: Diagnostics,
) -> tuple[Direction | None, ElementCount | None]:
    pointer = resolve(ctype)
    chosen = list(annotations.values())
    if not isinstance(pointer, PointerType):
        for annotation in chosen:
            diagnostics.report(
                "E408",
                annotation.span,
                f"'@{annotation.name}' stands behind a value",
                help="only pointers have it",
            )
        return None, None
    if not chosen:
        if not some_wrong:
            diagnostics.report(
                "E407",
                span,
                "a pointer parameter without an annotation",
                help=_HOW,
            )
        return None, None
    if len(chosen) > 1:
        diagnostics.report(
            "E408",
            chosen[1].span,
            f"'@{chosen[1].name}' and '@{chosen[0].name}' exclude each other",
            help="one annotation says how a pointer crosses",
        )
        return None, None
    annotation = chosen[0]
    direction = Direction(annotation.name)
    if not _check_pointee(pointer.target, direction, annotation, span, diagnostics):
        return direction, None
    if direction in (Direction.STRING, Direction.ADDRESS):
        return direction, None
    return direction, _read_count(pointer.target, annotation, names, scope, diagnostics)


def is_character(ctype: CType) -> bool:
    inner = resolve(ctype)
    return isinstance(inner, IntegerType) and inner.spelling == "char"


def _check_pointee(
    target: CType,
    direction: Direction,
    annotation: Annotation,
    span: Span,
    diagnostics: Diagnostics,
) -> bool:
    inner = resolve(target)
    message = help = None
    rule = "E408"
    if direction is Direction.STRING:
        if not (is_character(target) and inner.const):
            message = "@string stands behind a const char * only"
            help = "a string that the provider writes is @out(n)"
    elif direction is Direction.ADDRESS:
        pass
    elif direction is not Direction.IN and inner.const:
        message = f"'@{annotation.name}' behind a pointer to const"
        help = "the provider writes there: leave const out, or write @in"
    elif isinstance(inner, VoidType):
        if not annotation.arguments:
            message = f"'@{annotation.name}' behind a void pointer has no size"
            help = f"write @{annotation.name}(n), n being how many bytes cross"
    elif measure(inner) is None:
        rule = "E413"
        message = f"'{declare(target, '')}' is only declared, not defined"
        help = "define it in a types block, or pass it as @address"
    elif find_pointer(inner) is not None:
        rule = "E413"
        message = "what is behind this pointer holds pointers"
        help = "pass it as @address, or pass its parts"
    if message is None:
        return True
    diagnostics.report(
        rule, annotation.span if rule == "E408" else span, message, help=help
    )
    return False


def _read_count(
    target: CType,
    annotation: Annotation,
    names: dict[str, CType],
    scope: TypeScope,
    diagnostics: Diagnostics,
) -> ElementCount | None:
    if not annotation.arguments:
        return ElementCount(parameter=None, factor=1)
    if len(annotation.arguments) > 1:
        diagnostics.report(
            "E408",
            annotation.span,
            f"'@{annotation.name}' has one count",
            help="write n, a constant, or n * constant",
        )
        return None
    text = annotation.arguments[0]
    match = re.fullmatch(
        r"([A-Za-z_][A-Za-z0-9_]*)\s*(?:\*\s*(.+))?", text.text, re.DOTALL
    )
    factor_text = text.text
    parameter = None
    if match is not None and (
        match[1] in names or scope.find_constant(match[1]) is None
    ):
        parameter = match[1]
        factor_text = match[2] or "1"
        if parameter not in names:
            diagnostics.report(
                "E408",
                text.span,
                f"the count '{shorten(parameter)}' is no parameter of this operation",
                help=did_you_mean(parameter, names)
                or "a count is a parameter, a constant, or parameter * constant",
            )
            return None
        if not isinstance(resolve(names[parameter]), IntegerType):
            diagnostics.report(
                "E408",
                text.span,
                f"the count '{parameter}' is not an integer",
                help="a count is a parameter of an integer type",
            )
            return None
    factor = read_expression(factor_text, scope)
    number = None
    if not isinstance(factor, CProblem) and factor.value is not None:
        number = factor.value.number
    if number is None or number < 1:
        diagnostics.report(
            "E408",
            text.span,
            f"'{shorten(text.text)}' is no count",
            help="a count is a parameter, a positive constant, or parameter * constant",
        )
        return None
    return ElementCount(parameter=parameter, factor=number)


def check_result_pointer(
    result: CType,
    annotations: dict[str, Annotation],
    span: Span,
    diagnostics: Diagnostics,
) -> Direction | None:
    """Check `@string` and `@address` of a result; a pointer must have one of them."""
    chosen = [
        annotations[name] for name in ("string", "address") if name in annotations
    ]
    pointer = resolve(result)
    if not isinstance(pointer, PointerType):
        for annotation in chosen:
            diagnostics.report(
                "E408",
                annotation.span,
                f"'@{annotation.name}' behind an operation that returns no pointer",
                help=f"it stands behind {ANNOTATIONS[annotation.name]} with a pointer",
            )
        return None
    if not chosen:
        diagnostics.report(
            "E407",
            Span(
                source=span.source,
                start=span.start,
                end=span.start + len(span.text.rstrip()),
            ),
            "an operation returns a pointer without an annotation",
            help="write @string or @address behind the ')'",
        )
        return None
    if len(chosen) > 1:
        diagnostics.report(
            "E408", chosen[1].span, "'@string' and '@address' exclude each other"
        )
        return None
    if chosen[0].name == "string" and not is_character(pointer.target):
        diagnostics.report(
            "E408", chosen[0].span, "@string stands behind a char pointer only"
        )
        return None
    return Direction(chosen[0].name)
