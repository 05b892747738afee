# SPDX-License-Identifier: MIT
"""The parser of `interface "name" 1.0 { ... }` and of `impl_interface(...) { ... }`."""

from __future__ import annotations

from codegen.parse.cursor import Cursor, Unreadable
from codegen.diagnostics import Note
from codegen.parse.embedded import read_declaration
from codegen.parse.lexer import DECLARATION_WORDS, Kind, shorten
from codegen.parse.impl import (
    at_c,
    parse_definition,
    refuse_stray_semicolon,
    skip_c,
)
from codegen.parse.syntax import (
    ImplementationDeclaration,
    InterfaceDeclaration,
    OperationBinding,
    OperationEntry,
    Word,
)
from codegen.parse.values import check_name, parse_name, parse_string, parse_version


# What C may follow these with looks like an operation with its type.
_STATEMENTS = frozenset({"return", "if", "while", "for", "switch", "do", "goto"})


def _goes_on(cursor: Cursor, what: str, brace: int) -> bool:
    """Whether a `}` too many has closed the block opened at `brace`."""
    token = cursor.token
    if token.kind is not Kind.WORD or cursor.at_stop or not cursor.on_new_line:
        return False
    if token.text in DECLARATION_WORDS or token.text == "types":
        return False
    if cursor.measure_margin(token.start) <= cursor.measure_margin(brace):
        return False
    last = cursor.last_end - 1
    cursor.report(
        "E104",
        cursor.token_span(),
        f"'{shorten(token.text)}' stands outside of any declaration",
        notes=[
            Note(message=f"this '}}' closes {what}", span=cursor.span(last, last + 1))
        ],
        help="a '}' before it may be one too many",
    )
    return True


def parse_interface(cursor: Cursor, keyword: Word, doc: str) -> InterfaceDeclaration:
    """Read an interface behind its keyword."""
    mistakes = cursor.mistake_count
    name = parse_string(cursor, "the interface's name in quotes")
    check_name(cursor, name)
    version = parse_version(cursor, "the interface's version, such as 1.0")
    brace = cursor.expect_open("the interface's version")
    cursor.outer_brace = brace
    operations: list[OperationEntry] = []
    more = True
    while more:
        while not cursor.at_block_end:
            operation = _parse_operation(cursor)
            if operation is not None:
                operations.append(operation)
        what = f"interface '{shorten(name.text)}'"
        more = cursor.close_block(what, brace) and _goes_on(cursor, what, brace)
    return InterfaceDeclaration(
        keyword=keyword,
        name=name,
        version=version,
        doc=doc,
        operations=tuple(operations),
        complete=cursor.mistake_count == mistakes,
    )


def _parse_operation(cursor: Cursor) -> OperationEntry | None:
    doc = cursor.doc
    scan = read_declaration(cursor, is_prototype=True)
    if scan is None:
        return None
    return OperationEntry(
        prototype=scan.cut(scan.start, scan.code_end),
        parameter_annotations=tuple(
            placed.annotation for placed in scan.annotations if not placed.trails
        ),
        annotations=tuple(
            placed.annotation for placed in scan.annotations if placed.trails
        ),
        doc=doc,
        span=cursor.span(scan.start, scan.code_end),
    )


def parse_implementation(
    cursor: Cursor, keyword: Word
) -> ImplementationDeclaration | None:
    """Read an implementation behind its keyword; None if no interface is named."""
    mistakes = cursor.mistake_count
    form = 'write impl_interface(module, "name", 1.0) { }'
    cursor.expect("(", "after 'impl_interface'", help=form)
    module = cursor.expect_word("the identifier of a module", help=form)
    cursor.expect(",", "after the module", help=form)
    interface = parse_name(cursor, "the interface's name in quotes")
    cursor.expect(",", "after the interface", help=form)
    version = parse_version(cursor, "the interface's version, such as 1.0")
    cursor.expect(")", "after the version", help=form)
    brace = cursor.expect_open("'impl_interface(...)'")
    cursor.outer_brace = brace
    operations: list[OperationBinding] = []
    more = True
    while more:
        while not cursor.at_block_end:
            start = cursor.token.start
            try:
                operation = _parse_binding(cursor, brace)
                if operation is not None:
                    operations.append(operation)
            except Unreadable:
                cursor.skip_statement((), started_at=start)
        what = "this impl_interface"
        more = cursor.close_block(what, brace) and _goes_on(cursor, what, brace)
    if interface is None:
        return None
    return ImplementationDeclaration(
        keyword=keyword,
        module=module,
        interface=interface,
        version=version,
        operations=tuple(operations),
        complete=cursor.mistake_count == mistakes,
    )


def _parse_binding(cursor: Cursor, brace: int) -> OperationBinding | None:
    doc = cursor.doc
    refuse_stray_semicolon(cursor)
    if at_c(cursor):
        skip_c(cursor, brace)
        return None
    operation = cursor.expect_word("the name of an operation")
    start = operation.span.start
    if cursor.at("="):
        cursor.advance()
        function = cursor.expect_word("a function after '='")
        span = cursor.span(start)
        cursor.expect_semicolon(f"'{shorten(function.text)}'")
        return OperationBinding(
            operation=operation,
            body=None,
            function=function,
            parameters=None,
            doc=doc,
            span=span,
        )
    if (
        cursor.token.kind is Kind.WORD
        and cursor.token.text not in _STATEMENTS
        and cursor.peek().text in ("(", "{", ";")
        and not cursor.on_new_line
    ):
        raise cursor.fail(
            f"'{{', ';' or '=' after '{shorten(operation.text)}'",
            help="an operation is written without its type and its parameters",
        )
    parameters, body = parse_definition(cursor, shorten(operation.text))
    return OperationBinding(
        operation=operation,
        body=body,
        function=None,
        parameters=parameters,
        doc=doc,
        span=cursor.span(start),
    )
