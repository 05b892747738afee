# SPDX-License-Identifier: MIT
"""From the text of one spec to its syntax tree.

The parser never gives up on a file: after a mistake it goes on with the next
statement, after an unclosed block with the next `module`, `interface` or
`impl_interface` at column 1. It does not recurse, and its time is linear in the
size of the file.
"""

from __future__ import annotations

from codegen.parse.body import scan_body
from codegen.parse.cursor import Cursor, Unreadable, find_nearest
from codegen.diagnostics import Diagnostics
from codegen.parse.lexer import Kind
from codegen.parse.blocks import parse_types
from codegen.parse.interface import parse_implementation, parse_interface
from codegen.parse.module import parse_module
from codegen.source import Source
from codegen.parse.syntax import File, FileDeclaration, Word

_DECLARATIONS = ("module", "interface", "impl_interface", "types")


def parse(source: Source, diagnostics: Diagnostics) -> File:
    """Return the tree of a spec. What could not be read is reported and left out."""
    cursor = Cursor(source, diagnostics)
    declarations: list[FileDeclaration] = []
    while cursor.token.kind is not Kind.END:
        start = cursor.token.start
        mistakes = cursor.mistake_count
        try:
            declaration = _parse_declaration(cursor)
            if declaration is not None:
                declarations.append(declaration)
        except Unreadable:
            _skip_declaration(cursor, start)
        if cursor.mistake_count != mistakes:
            # Most often that is what a misplaced brace has left over.
            while cursor.at("}"):
                cursor.advance()
    return File(source=source, declarations=tuple(declarations))


def _parse_declaration(cursor: Cursor) -> FileDeclaration | None:
    token, doc = cursor.token, cursor.doc
    if token.kind is Kind.OPEN_COMMENT:
        cursor.report_open_comment()
        cursor.advance()
        return None
    if token.text == ";":
        cursor.report(
            "E104",
            cursor.token_span(),
            "unexpected ';'",
            help="no ';' stands behind a '}'",
        )
        cursor.advance()
        return None
    if token.text == "}":
        cursor.report("E104", cursor.token_span(), "this '}' closes nothing")
        raise Unreadable
    text = token.text
    if text not in _DECLARATIONS:
        near = find_nearest(text, _DECLARATIONS) if token.kind is Kind.WORD else None
        cursor.refuse(
            "'module', 'interface', 'impl_interface' or 'types'",
            help=f"did you mean '{near}'?" if near else None,
        )
        if near is None:
            raise Unreadable
        text = near
    keyword = Word(text=text, span=cursor.token_span())
    cursor.advance()
    cursor.outer_brace = cursor.token.start
    if text == "module":
        return parse_module(cursor, keyword, doc)
    if text == "interface":
        return parse_interface(cursor, keyword, doc)
    if text == "impl_interface":
        return parse_implementation(cursor, keyword)
    return parse_types(cursor, keyword, doc)


def _skip_declaration(cursor: Cursor, started_at: int) -> None:
    """Go to where the next declaration may begin, past all that is between."""
    if cursor.token.start == started_at:
        cursor.advance()
    while cursor.token.kind is not Kind.END and not cursor.at_stop:
        if cursor.on_new_line and cursor.token.text in _DECLARATIONS:
            return
        if cursor.at("{"):
            cursor.seek(scan_body(cursor.text, cursor.token.start).end)
        else:
            cursor.advance()
