# SPDX-License-Identifier: MIT
"""Reads the fields of `state { }` and of a migration's `from { }`."""

from __future__ import annotations

from collections.abc import Iterable

from codegen.analyse.fragment import (
    check_identifier,
    place,
    report_problem,
    take_annotations,
)
from codegen.analyse.values import check_initializer
from codegen.cdecl.fragment import Declared, read_declaration
from codegen.cdecl.problem import CProblem, find_lexical_problem
from codegen.cdecl.token import tokenize
from codegen.cdecl.ctype import TypeScope, declare, find_pointer
from codegen.diagnostics import Diagnostics, Note
from codegen.model import Field
from codegen.parse.syntax import CText, Declaration

# What the generated struct of a module begins with.
RESERVED_FIELDS = ("config", "context")


def read_declarator(
    text: CText, scope: TypeScope, diagnostics: Diagnostics
) -> Declared | None:
    """Read `TYPE NAME[N]`; a mistake is reported."""
    tokens = tokenize(text.text)
    if not tokens:
        return None
    read = find_lexical_problem(tokens) or read_declaration(tokens, scope)
    if isinstance(read, CProblem):
        report_problem(diagnostics, read, text)
        return None
    return read


def read_fields(
    declarations: Iterable[Declaration], scope: TypeScope, diagnostics: Diagnostics
) -> tuple[tuple[Field, ...], bool]:
    """Return the fields, and whether all of them could be read."""
    fields: dict[str, Field] = {}
    complete = True
    for declaration in declarations:
        field = _read_field(declaration, scope, diagnostics)
        if field is None:
            complete = False
        elif field.name in fields:
            diagnostics.report(
                "E205",
                field.span,
                f"duplicate field '{field.name}'",
                notes=[Note(message="first here", span=fields[field.name].span)],
            )
        else:
            fields[field.name] = field
    return tuple(fields.values()), complete


def _read_field(
    declaration: Declaration, scope: TypeScope, diagnostics: Diagnostics
) -> Field | None:
    annotations = take_annotations(declaration.annotations, ("transient",), diagnostics)
    text = declaration.declarator
    declared = read_declarator(text, scope, diagnostics)
    if declared is None:
        return None
    span = place(text, declared.start, declared.end)
    if not check_identifier(declared.name, span, "field", diagnostics, RESERVED_FIELDS):
        return None
    default = declaration.default
    if default is not None:
        check_initializer(default, declared, scope, diagnostics)
    return Field(
        name=declared.name,
        type=declared.type,
        declaration=declare(declared.type, declared.name),
        default=None if default is None else default.text,
        default_span=None if default is None else default.span,
        transient="transient" in annotations,
        doc=declaration.doc,
        span=span,
    )


def check_saved_state(fields: Iterable[Field], diagnostics: Diagnostics) -> None:
    """Report the pointers in fields that are saved and restored."""
    for field in fields:
        way = None if field.transient else find_pointer(field.type)
        if way is None:
            continue
        what = (
            f"'{field.name}' is a pointer in saved state"
            if way == ""
            else f"'{field.name}' holds a pointer in saved state: {field.name}{way}"
        )
        diagnostics.report(
            "E304",
            field.span,
            what,
            help="mark it @transient, or write save_state and restore_state",
        )
