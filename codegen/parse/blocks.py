# SPDX-License-Identifier: MIT
"""The parsers of a module's blocks other than `info` and `impl`.

Each reads a block behind its keyword.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from codegen.parse.cursor import Cursor, Unreadable, find_nearest
from codegen.diagnostics import Note
from codegen.parse.embedded import read_body, read_declaration, read_open_body
from codegen.parse.lexer import Kind, read_token, shorten
from codegen.parse.info import skip_value
from codegen.source import Span
from codegen.parse.syntax import (
    Body,
    CBlock,
    ConfigBlock,
    Declaration,
    MigrateBlock,
    Rename,
    RestartBlock,
    RestartEntry,
    SourcesEntry,
    StateBlock,
    String,
    TypesBlock,
    UseEntry,
    UsesBlock,
    Word,
)
from codegen.parse.values import (
    parse_constraint,
    parse_integer,
    parse_list,
    parse_name,
    parse_string,
)


def _parse_declarations(
    cursor: Cursor,
    keyword: Word,
    brace: int,
    *,
    at_sibling: Callable[[Cursor], bool] = lambda cursor: False,
) -> tuple[Declaration, ...]:
    """Read the declarations of a block and its `}`; where that lacks, up to what
    stands beside the block."""
    declarations = []
    while not cursor.at_block_end:
        if cursor.at_other_block(brace) or at_sibling(cursor):
            break
        declaration = parse_declaration(cursor)
        if declaration is not None:
            declarations.append(declaration)
    cursor.close_block(f"'{keyword.text}'", brace)
    return tuple(declarations)


def parse_declaration(cursor: Cursor) -> Declaration | None:
    """Read `TYPE NAME[N] = DEFAULT @annotation;`; None if nothing can be kept."""
    doc = cursor.doc
    scan = read_declaration(cursor)
    if scan is None:
        return None
    equals = scan.equals
    if equals == scan.start:
        cursor.report(
            "E104",
            cursor.span(equals, equals + 1),
            "expected a type and a name before '='",
            help="a declaration is TYPE NAME = DEFAULT;",
        )
        return None
    head_end = scan.code_end if equals is None else equals
    return Declaration(
        declarator=scan.cut(scan.start, head_end),
        default=None if equals is None else scan.cut(equals + 1, scan.code_end),
        annotations=tuple(placed.annotation for placed in scan.annotations),
        doc=doc,
        span=cursor.span(scan.start, scan.code_end),
    )


def parse_config(cursor: Cursor, keyword: Word) -> ConfigBlock:
    brace = cursor.expect_open("'config'")
    return ConfigBlock(
        keyword=keyword, declarations=_parse_declarations(cursor, keyword, brace)
    )


def parse_state(cursor: Cursor, keyword: Word) -> StateBlock:
    version: int | None = None
    version_span: Span | None = None
    if cursor.token.kind is Kind.NUMBER or cursor.at("-"):
        start = cursor.token.start
        version = parse_integer(cursor, "a schema version")
        version_span = cursor.span(start)
    elif cursor.token.kind is Kind.STRING:
        cursor.refuse("'{' after 'state'", help="a schema version has no quotes")
        cursor.advance()
    brace = cursor.expect_open("'state'")
    return StateBlock(
        keyword=keyword,
        version=version,
        version_span=version_span,
        declarations=_parse_declarations(cursor, keyword, brace),
    )


_Entry = TypeVar("_Entry")


def _parse_entries(
    cursor: Cursor,
    keyword: Word,
    parse_entry: Callable[[Cursor], _Entry | None],
    starters: Collection[str] = (),
) -> tuple[_Entry, ...]:
    """Read a block of statements with its braces."""
    brace = cursor.expect_open(f"'{keyword.text}'")
    entries = []
    while not cursor.at_block_end and not cursor.at_other_block(brace):
        start = cursor.token.start
        try:
            entry = parse_entry(cursor)
            if entry is not None:
                entries.append(entry)
        except Unreadable:
            cursor.skip_statement(starters, started_at=start)
    cursor.close_block(f"'{keyword.text}'", brace)
    return tuple(entries)


def parse_uses(cursor: Cursor, keyword: Word) -> UsesBlock:
    return UsesBlock(
        keyword=keyword, entries=_parse_entries(cursor, keyword, _parse_use)
    )


def _parse_use(cursor: Cursor) -> UseEntry | None:
    start = cursor.token.start
    interface = parse_name(cursor, "the name of an interface in quotes")
    constraint = parse_constraint(cursor)
    help = None
    if cursor.at("optional"):
        help = "'optional' comes last, behind the handle"
    cursor.expect("as", "and a handle after the interface", help=help)
    handle = cursor.expect_word("a handle after 'as'")
    optional = cursor.at("optional")
    if optional:
        cursor.advance()
    span = cursor.span(start)
    cursor.expect_semicolon("this use", starter=Kind.STRING)
    if interface is None:
        return None
    return UseEntry(
        interface=interface,
        constraint=constraint,
        handle=handle,
        optional=optional,
        span=span,
    )


def _parse_file_name(cursor: Cursor) -> String:
    return parse_string(cursor, "a file's name in quotes", resume_at=";")


def parse_sources(cursor: Cursor, keyword: Word) -> SourcesEntry:
    cursor.expect(":", "after 'sources'", help='write sources: "file.c";')
    files = parse_list(cursor, _parse_file_name)
    cursor.expect_semicolon("the files of 'sources'", is_list=True)
    return SourcesEntry(keyword=keyword, files=files)


def parse_c(cursor: Cursor, keyword: Word) -> CBlock:
    return CBlock(keyword=keyword, body=_parse_file_scope(cursor, keyword))


def parse_types(cursor: Cursor, keyword: Word, doc: str) -> TypesBlock:
    """Read a types block behind its keyword."""
    return TypesBlock(keyword=keyword, body=_parse_file_scope(cursor, keyword), doc=doc)


def _parse_file_scope(cursor: Cursor, keyword: Word) -> Body:
    what = f"'{keyword.text}'"
    if cursor.at("{"):
        return read_body(cursor, what, any_directive=True)
    cursor.expect_open(what)
    return read_open_body(cursor, what, any_directive=True)


def parse_migrate(cursor: Cursor, keyword: Word) -> MigrateBlock:
    mistakes = cursor.mistake_count
    start = cursor.token.start
    old = parse_integer(cursor, "a schema version")
    cursor.expect("->", "and the new schema version", help="write migrate 1 -> 2 { }")
    new = parse_integer(cursor, "a schema version")
    versions_span = cursor.span(start)
    reader = _MigrationReader()
    _parse_entries(cursor, keyword, reader.read, ("from", "rename", "body"))
    return MigrateBlock(
        keyword=keyword,
        old_version=old or 0,
        new_version=new or 0,
        versions_span=versions_span,
        fields=reader.fields,
        renames=tuple(reader.renames),
        body=reader.body,
        complete=cursor.mistake_count == mistakes,
    )


def _at_migration_statement(cursor: Cursor) -> bool:
    if cursor.at("body"):
        return cursor.peek().text == "{"
    if not cursor.at("rename"):
        return False
    old = cursor.peek()
    return read_token(cursor.text, old.end)[0].text == "->"


class _MigrationReader:
    """Reads the statements of one migrate block."""

    def __init__(self) -> None:
        self.fields: tuple[Declaration, ...] | None = None
        self.renames: list[Rename] = []
        self.body: Body | None = None
        self._seen: dict[str, Word] = {}

    def read(self, cursor: Cursor) -> None:
        text = cursor.token.text
        if text not in ("from", "rename", "body"):
            near = find_nearest(text, ("from", "rename", "body"))
            raise cursor.fail(
                "'from', 'rename' or 'body'",
                help=f"did you mean '{near}'?" if near else None,
            )
        keyword = cursor.word(cursor.advance())
        if text == "rename":
            self._read_rename(cursor, keyword)
            return
        first = self._seen.setdefault(text, keyword)
        if first is not keyword:
            cursor.report(
                "E203",
                keyword.span,
                f"'{text}' stands twice in one migration",
                notes=(Note(message="first here", span=first.span),),
            )
        if text == "from":
            brace = cursor.expect_open("'from'")
            self.fields = _parse_declarations(
                cursor, keyword, brace, at_sibling=_at_migration_statement
            )
        elif cursor.at("{"):
            self.body = read_body(cursor, "'body'")
        else:
            cursor.expect_open("'body'")
            self.body = read_open_body(cursor, "'body'")

    def _read_rename(self, cursor: Cursor, keyword: Word) -> None:
        old = cursor.expect_word("the field's old name after 'rename'")
        cursor.expect("->", "and the field's new name")
        new = cursor.expect_word("the field's new name after '->'")
        span = cursor.span(keyword.span.start)
        cursor.expect_semicolon("the new name")
        self.renames.append(Rename(old=old, new=new, span=span))


RESTART_KEYS = ("max", "window_ms", "backoff_ms")


def parse_restart(cursor: Cursor, keyword: Word) -> RestartBlock:
    return RestartBlock(
        keyword=keyword,
        entries=_parse_entries(cursor, keyword, _parse_restart_entry, RESTART_KEYS),
    )


def _parse_restart_entry(cursor: Cursor) -> RestartEntry | None:
    key = cursor.expect_word(
        "a key of restart", help="the keys are max, window_ms and backoff_ms"
    )
    cursor.expect(":", f"after '{shorten(key.text)}'")
    start = cursor.token.start
    value: int | None = None
    if key.text not in RESTART_KEYS:
        skip_value(cursor)
    else:
        try:
            value = parse_integer(cursor, "a number", is_value=True)
        except Unreadable:
            # The key is there, and that is worth knowing.
            skip_value(cursor)
    span = cursor.span(start)
    cursor.expect_semicolon(f"the value of '{shorten(key.text)}'")
    return RestartEntry(key=key, value=value, value_span=span)
