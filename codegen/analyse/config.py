# SPDX-License-Identifier: MIT
"""Reads `config { }`: keys with their kinds, ranges and defaults."""

from __future__ import annotations

from collections.abc import Iterable

from codegen.analyse.fields import read_declarator
from codegen.analyse.fragment import check_identifier, place, take_annotations
from codegen.analyse.values import bounds_of, read_integer, read_scalar
from codegen.cdecl.fragment import Declared
from codegen.cdecl.ctype import TypeScope, declare, resolve
from codegen.diagnostics import Diagnostics, Note
from codegen.model import (
    ArrayType,
    BoolType,
    ConfigKey,
    ConfigKind,
    ConfigScalar,
    CType,
    EnumType,
    IntegerType,
    PointerType,
)
from codegen.source import Span
from codegen.parse.syntax import Annotation, Declaration


def read_config(
    declarations: Iterable[Declaration], scope: TypeScope, diagnostics: Diagnostics
) -> tuple[ConfigKey, ...]:
    keys: dict[str, ConfigKey] = {}
    for declaration in declarations:
        key = _read_key(declaration, scope, diagnostics)
        if key is None:
            continue
        if key.name in keys:
            diagnostics.report(
                "E206",
                key.span,
                f"duplicate config key '{key.name}'",
                notes=[Note(message="first here", span=keys[key.name].span)],
            )
        else:
            keys[key.name] = key
    return tuple(keys.values())


def _find_kind(ctype: CType) -> ConfigKind | None:
    match resolve(ctype):
        case BoolType():
            return ConfigKind.BOOL
        case IntegerType():
            return ConfigKind.INTEGER
        case EnumType():
            return ConfigKind.ENUM
        case PointerType(target=target):
            inner = resolve(target)
            if isinstance(inner, IntegerType) and inner.spelling == "char":
                return ConfigKind.STRING if inner.const else None
    return None


def _read_key(
    declaration: Declaration, scope: TypeScope, diagnostics: Diagnostics
) -> ConfigKey | None:
    annotations = take_annotations(declaration.annotations, ("range",), diagnostics)
    text = declaration.declarator
    declared = read_declarator(text, scope, diagnostics)
    if declared is None:
        return None
    span = place(text, declared.start, declared.end)
    if not check_identifier(declared.name, span, "config key", diagnostics):
        return None
    outer = resolve(declared.type)
    element = outer.element if isinstance(outer, ArrayType) else declared.type
    kind = _find_kind(element)
    inner = resolve(element)
    if kind is None or inner.volatile or inner.atomic:
        diagnostics.report(
            "E303",
            text.span,
            f"'{declared.name}' has a type that no profile can set",
            help="a config key is an integer, bool, an enum, const char *, or an array "
            "of one of them",
        )
        return None
    limits = _read_range(
        annotations.get("range"), declared, element, scope, diagnostics
    )
    default = _read_default(
        declaration, declared, kind, element, limits, span, scope, diagnostics
    )
    return ConfigKey(
        name=declared.name,
        kind=kind,
        type=element,
        count=outer.count if isinstance(outer, ArrayType) else None,
        declaration=declare(declared.type, declared.name),
        default=default,
        minimum=None if limits is None else limits[0],
        maximum=None if limits is None else limits[1],
        doc=declaration.doc,
        span=span,
    )


def _read_range(
    annotation: Annotation | None,
    declared: Declared,
    ctype: CType,
    scope: TypeScope,
    diagnostics: Diagnostics,
) -> tuple[int, int] | None:
    if annotation is None:
        return None
    inner = resolve(ctype)
    if not isinstance(inner, IntegerType):
        diagnostics.report(
            "E306",
            annotation.span,
            f"'{declared.name}' is not an integer, and has no range",
            help="remove @range",
        )
        return None
    if len(annotation.arguments) != 2:
        diagnostics.report(
            "E306",
            annotation.span,
            "@range has two bounds",
            help="write @range(LOWEST, HIGHEST)",
        )
        return None
    limits = []
    for argument in annotation.arguments:
        number = read_integer(argument, scope, "E306", "the bound", diagnostics)
        if number is None:
            return None
        limits.append(number)
    lowest, highest = bounds_of(inner)
    if limits[0] > limits[1]:
        diagnostics.report(
            "E306",
            annotation.span,
            f"no number is at least {limits[0]} and at most {limits[1]}",
            help=f"write @range({limits[1]}, {limits[0]})",
        )
        return None
    for argument, number in zip(annotation.arguments, limits, strict=True):
        if not lowest <= number <= highest:
            diagnostics.report(
                "E306",
                argument.span,
                f"{number} does not fit into '{declared.name}'",
                help=f"{declare(ctype, '')} holds {lowest} to {highest}",
            )
            return None
    return limits[0], limits[1]


def _read_default(
    declaration: Declaration,
    declared: Declared,
    kind: ConfigKind,
    element: CType,
    limits: tuple[int, int] | None,
    span: Span,
    scope: TypeScope,
    diagnostics: Diagnostics,
) -> ConfigScalar:
    """Return the default, the implied one where none is written or it is wrong."""
    inner = resolve(element)
    implied: ConfigScalar = 0
    if kind is ConfigKind.BOOL:
        implied = False
    elif kind is ConfigKind.STRING:
        implied = ""
    elif isinstance(inner, EnumType):
        implied = inner.enumerators[0][0] if inner.enumerators else ""
    text = declaration.default
    if text is None:
        if limits is not None and not limits[0] <= 0 <= limits[1]:
            diagnostics.report(
                "E305",
                span,
                f"'{declared.name}' has no default, and 0 is not in its range",
                help=f"write = {limits[0]}",
            )
        return implied
    if text.text.startswith("{"):
        diagnostics.report(
            "E305",
            text.span,
            "the default of a config key is one value",
            help="one value fills an array; a profile can set each element",
        )
        return implied
    value = read_scalar(text, element, declared.name, scope, diagnostics)
    if value is None:
        return implied
    if limits is not None and not limits[0] <= int(value) <= limits[1]:
        diagnostics.report(
            "E305",
            text.span,
            f"{value} is not in the range of '{declared.name}'",
            help=f"its range is {limits[0]} to {limits[1]}",
        )
        return implied
    return value
