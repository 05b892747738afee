# SPDX-License-Identifier: MIT
"""Reads the operations of an interface: prototypes with their annotations."""

from __future__ import annotations

import re
from collections.abc import Sequence

from codegen.analyse.fragment import (
    check_identifier,
    place,
    report_problem,
    take_annotations,
)
from codegen.analyse.parameter import check_result_pointer, read_parameters
from codegen.analyse.values import bounds_of, read_constant, read_integer
from codegen.cdecl.fragment import read_prototype
from codegen.cdecl.problem import CProblem
from codegen.cdecl.ctype import (
    TypeScope,
    declare,
    find_pointer,
    is_status,
    resolve,
)
from codegen.cdecl.value import spell_decimal
from codegen.diagnostics import Diagnostics
from codegen.model import (
    BoolType,
    CType,
    EnumType,
    FloatingType,
    IntegerType,
    Operation,
    PointerType,
    RecordType,
    Version,
    VoidType,
)
from codegen.source import Span
from codegen.parse.syntax import Annotation, CText, OperationEntry

_RESULT_ANNOTATIONS = ("on_fail", "since", "atomic", "isr", "string", "address")


def read_operation(
    entry: OperationEntry,
    version: Version,
    scope: TypeScope,
    diagnostics: Diagnostics,
) -> Operation | None:
    """Read one prototype; None where it cannot be used at all."""
    text = entry.prototype
    read = read_prototype(text.text, scope)
    if isinstance(read, CProblem):
        report_problem(diagnostics, read, text)
        return None
    for problem in read.problems:
        report_problem(diagnostics, problem, text)
    span = place(text, read.name.start, read.name.end)
    if read.name.text and not any(p.rule == "E213" for p in read.problems):
        check_identifier(read.name.text, span, "operation", diagnostics)
    annotations = take_annotations(entry.annotations, _RESULT_ANNOTATIONS, diagnostics)
    parameters = read_parameters(
        text, read, entry.parameter_annotations, scope, diagnostics
    )
    # A result that could not be read stands as void; the mistake is reported.
    result = read.result or VoidType()
    annotation = check_result_pointer(
        result, annotations, place(text, 0, read.name.start), diagnostics
    )
    on_fail = annotations.get("on_fail")
    on_fail_value = None
    if read.result is not None:
        on_fail_value = _check_result(
            result, on_fail, place(text, 0, read.name.start), scope, diagnostics
        )
    return Operation(
        name=read.name.text,
        result=result,
        result_declaration=declare(result, ""),
        on_fail=_on_fail_text(on_fail, result),
        on_fail_value=on_fail_value,
        result_annotation=annotation,
        parameters=parameters,
        since=_read_since(annotations.get("since"), version, diagnostics),
        atomic="atomic" in annotations,
        isr="isr" in annotations,
        doc=entry.doc,
        span=span,
    )


def _on_fail_text(annotation: Annotation | None, result: CType) -> str | None:
    if is_status(result) or isinstance(resolve(result), VoidType):
        return None
    if annotation is None or len(annotation.arguments) != 1:
        return "0"  # reported
    return spell_decimal(annotation.arguments[0].text)


def _trim(span: Span) -> Span:
    """Return the span without the white space at its end."""
    text = span.text
    return Span(
        source=span.source, start=span.start, end=span.start + len(text.rstrip())
    )


def _check_result(
    result: CType,
    on_fail: Annotation | None,
    span: Span,
    scope: TypeScope,
    diagnostics: Diagnostics,
) -> int | None:
    """Check the result's type and its @on_fail, whose number is returned."""
    span = _trim(span)
    inner = resolve(result)
    shown = declare(result, "")
    if isinstance(inner, RecordType):
        way = find_pointer(inner)
        diagnostics.report(
            "E303",
            span,
            f"an operation cannot return '{shown}'",
            help="return hx_status, and the rest through a parameter with @out"
            + ("" if way is None else "; a struct that holds pointers crosses nothing"),
        )
    elif is_status(result) or isinstance(inner, VoidType):
        if on_fail is not None:
            diagnostics.report(
                "E408",
                on_fail.span,
                f"'{shown}' needs no @on_fail",
                help="a call that cannot be delivered "
                + (
                    "returns the status that says why"
                    if is_status(result)
                    else "does nothing"
                ),
            )
    elif on_fail is None:
        diagnostics.report(
            "E409",
            span,
            f"an operation that returns '{shown}' needs @on_fail",
            help="write @on_fail(CONSTANT) behind the ')': what the caller gets when "
            "the call cannot be delivered",
        )
    elif len(on_fail.arguments) != 1:
        diagnostics.report(
            "E408", on_fail.span, "@on_fail has one constant", help="write @on_fail(0)"
        )
    else:
        return _check_on_fail(on_fail.arguments[0], inner, shown, scope, diagnostics)
    return None


def _check_on_fail(
    text: CText, ctype: CType, shown: str, scope: TypeScope, diagnostics: Diagnostics
) -> int | None:
    if isinstance(ctype, PointerType) and text.text == "NULL":
        return 0
    if isinstance(ctype, PointerType) and _is_text_for(ctype, text.text):
        return None
    if isinstance(ctype, FloatingType):
        if read_constant(text, scope, diagnostics) is None:
            return None
        if not re.fullmatch(r"[-+]?[0-9.][0-9a-zA-Z.+-]*", text.text):
            diagnostics.report("E408", text.span, f"this is no constant of '{shown}'")
        return None
    number = read_integer(text, scope, "E408", "@on_fail", diagnostics)
    if number is None:
        return None
    match ctype:
        case BoolType():
            fits = number in (0, 1)
        case IntegerType():
            lowest, highest = bounds_of(ctype)
            fits = lowest <= number <= highest
        case EnumType(enumerators=enumerators):
            fits = number in [value for _, value in enumerators]
        case _:
            fits = number == 0
    if not fits:
        diagnostics.report("E408", text.span, f"{number} is no value of '{shown}'")
    return number


def _is_text_for(ctype: PointerType, text: str) -> bool:
    """A string literal stands for a `const char *`."""
    target = resolve(ctype.target)
    return (
        isinstance(target, IntegerType)
        and target.spelling == "char"
        and ctype.target.const
        and re.fullmatch(r'"(?:[^"\\]|\\.)*"', text) is not None
    )


def _read_since(
    annotation: Annotation | None, version: Version, diagnostics: Diagnostics
) -> Version:
    first = Version(major=version.major)
    if annotation is None:
        return first
    arguments: Sequence[CText] = annotation.arguments
    match = (
        re.fullmatch(r"([0-9]{1,5})\.([0-9]{1,5})", arguments[0].text)
        if len(arguments) == 1
        else None
    )
    if match is None:
        diagnostics.report(
            "E408",
            annotation.span,
            "@since has one version, MAJOR.MINOR",
            help=f"write @since({version.major}.{version.minor})",
        )
        return first
    since = Version(major=int(match[1]), minor=int(match[2]))
    if since.major != version.major or since.minor > version.minor:
        diagnostics.report(
            "E408",
            annotation.span,
            f"{match.group()} is no version of this interface",
            help=f"it has {version.major}.0 to {version.major}.{version.minor}"
            if version.minor
            else f"it has {version.major}.0 only: raise the interface's version with "
            "the operation",
        )
        return first
    return since
