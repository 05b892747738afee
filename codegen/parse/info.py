# SPDX-License-Identifier: MIT
"""The parser of `info { ... }`."""

from __future__ import annotations

from codegen.parse.cursor import Cursor, Unreadable
from codegen.parse.lexer import Kind, shorten
from codegen.parse.syntax import (
    DependencyText,
    InfoBlock,
    InfoEntry,
    InfoValue,
    String,
    Word,
)
from codegen.parse.values import (
    parse_constraint,
    parse_list,
    parse_name,
    parse_string,
    parse_version,
)

_TEXT_KEYS = frozenset({"name", "description", "author", "license"})
_NAME_LIST_KEYS = frozenset({"provides", "after", "before", "publishes"})
INFO_KEYS = (
    _TEXT_KEYS | _NAME_LIST_KEYS | frozenset({"version", "flags", "dependencies"})
)


def parse_info(cursor: Cursor, keyword: Word) -> InfoBlock:
    """Read an info block behind its keyword."""
    mistakes = cursor.mistake_count
    brace = cursor.expect_open("'info'")
    entries = parse_info_entries(cursor, brace)
    cursor.close_block("'info'", brace)
    return InfoBlock(
        keyword=keyword,
        entries=entries,
        complete=cursor.mistake_count == mistakes,
    )


def parse_info_entries(cursor: Cursor, brace: int) -> tuple[InfoEntry, ...]:
    """Read the entries of the block opened at `brace`, but not its `}`."""
    entries: list[InfoEntry] = []
    while not cursor.at_block_end and not cursor.at_other_block(brace):
        start = cursor.token.start
        try:
            entry = _parse_info_entry(cursor)
            if entry is not None:
                entries.append(entry)
        except Unreadable:
            cursor.skip_statement(INFO_KEYS, started_at=start)
    return tuple(entries)


def _parse_info_entry(cursor: Cursor) -> InfoEntry | None:
    """Read `key: value;`; None if its value is malformed."""
    key = cursor.expect_word("a key of info", help="write key: value;")
    shown = shorten(key.text)
    if cursor.at("="):
        cursor.refuse(f"':' after '{shown}'", help=f"write {shown}: VALUE;")
        cursor.advance()
    else:
        cursor.expect(":", f"after '{shown}'", help=f"write {shown}: VALUE;")
    value: InfoValue | None
    is_list = False
    if key.text in _TEXT_KEYS:
        parse_text = parse_name if key.text == "name" else parse_string
        value = parse_text(
            cursor, f"a string after '{shown}:'", is_value=True, resume_at=";"
        )
    elif key.text == "version":
        value = parse_version(cursor, is_value=True)
    elif key.text == "flags":
        value = parse_list(cursor, _parse_flag, "|")
        if cursor.at(","):
            raise cursor.fail("'|' between flags", help="write A | B")
    elif key.text == "dependencies":
        is_list = True
        value = parse_list(cursor, _parse_dependency)
    elif key.text in _NAME_LIST_KEYS:
        is_list = True
        value = parse_list(cursor, _parse_listed_name)
    else:
        skip_value(cursor)
        span = cursor.span(key.span.start)
        cursor.expect_semicolon(f"the value of '{shown}'")
        return InfoEntry(key=key, value=None, span=span)
    span = cursor.span(key.span.start)
    cursor.expect_semicolon(f"the value of '{shown}'", is_list=is_list)
    return None if value is None else InfoEntry(key=key, value=value, span=span)


def skip_value(cursor: Cursor) -> None:
    """Step over the value of a key that does not exist."""
    while not (cursor.at(";") or cursor.at_block_end or cursor.at("{")):
        if cursor.token.kind is Kind.OPEN_STRING:
            raise cursor.fail("a value")
        if cursor.on_new_line and cursor.peek().text == ":":
            return
        cursor.advance()


def _parse_listed_name(cursor: Cursor) -> String | None:
    return parse_name(cursor, "a name in quotes", resume_at=";")


def _parse_flag(cursor: Cursor) -> Word:
    if cursor.token.kind is Kind.STRING:
        raise cursor.fail("a flag", help="flags stand without quotes")
    return cursor.expect_word("a flag")


def _parse_dependency(cursor: Cursor) -> DependencyText | None:
    start = cursor.token.start
    name = parse_name(
        cursor, "the name of a module or a capability in quotes", resume_at=";"
    )
    optional = False
    if cursor.at("optional") and cursor.peek().text not in (",", ";", "}"):
        cursor.report(
            "E104",
            cursor.token_span(),
            "'optional' comes last",
            help="write the constraint before it",
        )
        cursor.advance()
        optional = True
    constraint = parse_constraint(cursor)
    if cursor.at("optional"):
        cursor.advance()
        optional = True
    if name is None:
        return None
    return DependencyText(
        name=name,
        constraint=constraint,
        optional=optional,
        span=cursor.span(start),
    )
