# SPDX-License-Identifier: MIT
"""C that stands in a spec, read where a cursor is: bodies and declarations."""

from __future__ import annotations

from codegen.parse.body import CONDITIONALS, BodyScan, scan_body
from codegen.parse.cursor import Cursor
from codegen.parse.declaration import DeclarationScan, Ending, scan_declaration
from codegen.parse.lexer import shorten
from codegen.parse.syntax import Body


def read_body(cursor: Cursor, what: str, *, any_directive: bool = False) -> Body:
    """Read the body whose `{` is the next token."""
    return _take_body(
        cursor,
        cursor.token.start,
        scan_body(cursor.text, cursor.token.start),
        what,
        any_directive,
    )


def read_open_body(cursor: Cursor, what: str, *, any_directive: bool = False) -> Body:
    """Read a body whose `{` is missing, from what was read last on."""
    scan = scan_body(cursor.text, cursor.last_end, depth=1)
    body = _take_body(cursor, cursor.last_end, scan, what, any_directive)
    return Body(text=body.text, span=body.span, complete=False)


def _take_body(
    cursor: Cursor, start: int, scan: BodyScan, what: str, any_directive: bool
) -> Body:
    if not any_directive:
        for directive in scan.directives:
            if directive.name in CONDITIONALS or cursor.gave_up:
                continue
            shown = f"#{directive.name}"
            cursor.report(
                "E108",
                cursor.span(directive.start, directive.end),
                f"'{shorten(shown)}' cannot stand in a body",
                help="move it into the c { } block of the module: in a body only "
                "#if, #elif, #else and #endif may stand",
            )
    cursor.seek(scan.end)
    if not scan.closed:
        cursor.report_unclosed(what, start, scan.open_conditional)
    elif scan.open_conditional is not None:
        cursor.report(
            "E105",
            cursor.span(scan.open_conditional, scan.open_conditional + 1),
            f"this preprocessor conditional has no #endif in {what}",
            help="add the missing #endif before the '}'",
        )
    span = cursor.span(start, scan.end)
    text = span.text
    if not scan.closed:
        text = text.rstrip()
        span = cursor.span(start, start + len(text))
    return Body(text=text, span=span, complete=scan.closed)


def read_declaration(
    cursor: Cursor, *, is_prototype: bool = False
) -> DeclarationScan | None:
    """Read C up to its `;`; None if a mistake in it leaves nothing to keep."""
    scan = scan_declaration(
        cursor.source, cursor.token.start, is_prototype=is_prototype
    )
    for fault in scan.faults:
        if fault.rule == "E103":
            cursor.note_lost_braces(cursor.text[fault.start : fault.end])
        cursor.report(
            fault.rule,
            cursor.span(fault.start, fault.end),
            fault.message,
            help=fault.help,
        )
    cursor.seek(scan.end)
    if scan.faults or scan.ending is Ending.STOP:
        return None
    if not scan.code.strip():
        cursor.report(
            "E104",
            cursor.span(scan.start, scan.end),
            "expected a declaration before this",
        )
        return None
    if scan.ending is not Ending.SEMICOLON:
        cursor.last_end = scan.code_end
        cursor.refuse("';' after the declaration", gap=True)
    return scan
