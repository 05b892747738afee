# SPDX-License-Identifier: MIT
"""The parser of `module NAME { ... }` and of its blocks."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

from codegen.cursor import BLOCK_WORDS, Cursor, Unreadable, find_nearest
from codegen.lexer import DECLARATION_WORDS, Kind, shorten
from codegen.parser_blocks import (
    parse_c,
    parse_config,
    parse_migrate,
    parse_restart,
    parse_sources,
    parse_state,
    parse_types,
    parse_uses,
)
from codegen.parser_impl import HOOKS, parse_hook, parse_impl
from codegen.parser_info import INFO_KEYS, parse_info, parse_info_entry
from codegen.syntax import (
    ImplBlock,
    InfoBlock,
    MigrateBlock,
    ModuleDeclaration,
    ModulePart,
    Word,
)

PART_WORDS = BLOCK_WORDS | {"sources"}


def parse_module(cursor: Cursor, keyword: Word, doc: str) -> ModuleDeclaration:
    """Read a module behind its keyword."""
    identifier = parse_identifier(cursor)
    brace = cursor.expect_open(f"'module {shorten(identifier.text)}'")
    cursor.outer_brace = brace
    parts: list[ModulePart] = []
    reader = _PartReader(cursor)
    # No block has such a name: it ends the module even where it is indented.
    while not cursor.at_block_end and cursor.token.text not in DECLARATION_WORDS:
        part = reader.read()
        if part is not None:
            parts.append(part)
    closed = cursor.close_block(f"module '{identifier.text}'", brace)
    return ModuleDeclaration(
        keyword=keyword,
        identifier=identifier,
        doc=doc,
        parts=tuple(parts if closed and reader.fits else map(_doubt, parts)),
        complete=closed and reader.complete,
    )


def _doubt(part: ModulePart) -> ModulePart:
    """Mark a part of a module whose levels are not what the user meant."""
    if isinstance(part, (InfoBlock, ImplBlock, MigrateBlock)):
        return dataclasses.replace(part, complete=False)
    return part


def parse_identifier(cursor: Cursor) -> Word:
    """Read a module's identifier. A name in its place is reported, and read as the
    identifier that is nearest to it."""
    token = cursor.token
    help = (
        "behind 'module' stands a C identifier; the module's name is set by "
        "'name:' in info { }"
    )
    if token.kind is Kind.STRING:
        cursor.refuse("an identifier after 'module'", help=help)
        cursor.advance()
        text = re.sub(r"\W", "_", token.text[1:-1], flags=re.ASCII)
        if not re.match(r"[A-Za-z_]", text):
            raise Unreadable
        return Word(text=text, span=cursor.span(token.start))
    word = cursor.expect_word("an identifier after 'module'")
    match = re.compile(r"(?:[.-]\w+)+", re.ASCII).match(cursor.text, cursor.last_end)
    if match is None:
        return word
    cursor.seek(match.end())
    span = cursor.span(word.span.start)
    cursor.report(
        "E104", span, f"'{shorten(span.text)}' is not an identifier", help=help
    )
    return Word(text=re.sub(r"[.-]", "_", span.text), span=span)


class _PartReader:
    """Reads the parts of one module.

    `complete` turns false where a part is lost or may be. `fits` turns false where
    the blocks seem not to end where they were meant to: a hook or an info key at
    the level of the module is most often what a `}` too many has left behind. Then
    one mistake is reported, and the others that follow from it are not.
    """

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self.complete = True
        self.fits = True

    def read(self) -> ModulePart | None:
        """Read the next part; None if there is nothing to keep of it."""
        cursor = self._cursor
        mistakes = cursor.mistake_count
        start = cursor.token.start
        part: ModulePart | None = None
        try:
            part = self._read_known()
        except Unreadable:
            cursor.skip_statement(PART_WORDS, started_at=start)
        if cursor.mistake_count != mistakes and not _tells(part):
            self.complete = False
        return part

    def _read_known(self) -> ModulePart | None:
        cursor = self._cursor
        doc = cursor.doc
        if cursor.token.kind is not Kind.WORD:
            self._refuse_part()
            return None
        text = cursor.token.text
        if text not in PART_WORDS:
            if self._is_stray():
                self._skip_stray()
                return None
            near = find_nearest(text, PART_WORDS)
            self._report_unknown(near)
            if near is None:
                raise Unreadable
            text = near
        keyword = Word(text=text, span=cursor.token_span())
        cursor.advance()
        if text == "types":
            return parse_types(cursor, keyword, doc)
        parse_part = _PARTS[text]
        return parse_part(cursor, keyword)

    def _refuse_part(self) -> None:
        cursor = self._cursor
        if cursor.at(";"):
            cursor.report(
                "E104",
                cursor.token_span(),
                "unexpected ';'",
                help="no ';' stands behind a '}'",
            )
            cursor.advance()
            return
        raise cursor.fail("a block of the module, such as 'impl {'")

    def _report_unknown(self, near: str | None) -> None:
        cursor = self._cursor
        cursor.report(
            "E208",
            cursor.token_span(),
            f"a module has no block '{shorten(cursor.token.text)}'",
            help=f"did you mean '{near}'?"
            if near
            else "its blocks are info, config, state, uses, sources, c, types, impl, "
            "migrate and restart",
        )

    def _is_stray(self) -> bool:
        text, behind = self._cursor.token.text, self._cursor.peek()
        if text in INFO_KEYS:
            return behind.text == ":"
        if text in ("on", "request"):
            return behind.kind in (Kind.WORD, Kind.STRING)
        return text in HOOKS and behind.text in ("{", ";", "(")

    def _skip_stray(self) -> None:
        cursor = self._cursor
        text = cursor.token.text
        self.fits = False
        if self.complete:
            block = "info" if text in INFO_KEYS else "impl"
            what = "a key of info" if text in INFO_KEYS else "a hook"
            cursor.report(
                "E104",
                cursor.token_span(),
                f"'{text}' is {what} and stands outside of {block} {{ }}",
                help=f"move it into {block} {{ }}, or remove the '}}' that closes "
                f"{block} before it",
            )
            self.complete = False
        if text in INFO_KEYS:
            parse_info_entry(cursor)
        else:
            parse_hook(cursor)


def _tells(part: ModulePart | None) -> bool:
    """Whether the part says itself that something in it could not be read."""
    return isinstance(part, (InfoBlock, ImplBlock, MigrateBlock)) and not part.complete


_PARTS: dict[str, Callable[[Cursor, Word], ModulePart]] = {
    "info": parse_info,
    "config": parse_config,
    "state": parse_state,
    "uses": parse_uses,
    "sources": parse_sources,
    "c": parse_c,
    "impl": parse_impl,
    "migrate": parse_migrate,
    "restart": parse_restart,
}
