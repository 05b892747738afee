# SPDX-License-Identifier: MIT
"""The parser of `module NAME { ... }` and of its blocks."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from codegen.parse.cursor import BLOCK_WORDS, Cursor, Unreadable, find_nearest
from codegen.diagnostics import Note
from codegen.parse.lexer import DECLARATION_WORDS, Kind, shorten
from codegen.parse.blocks import (
    parse_c,
    parse_config,
    parse_migrate,
    parse_restart,
    parse_sources,
    parse_state,
    parse_types,
    parse_uses,
)
from codegen.parse.impl import HOOKS, parse_hooks, parse_impl
from codegen.parse.info import INFO_KEYS, parse_info, parse_info_entries
from codegen.parse.syntax import (
    CBlock,
    HookEntry,
    ImplBlock,
    InfoBlock,
    InfoEntry,
    MigrateBlock,
    ModuleDeclaration,
    ModulePart,
    TypesBlock,
    Word,
)

PART_WORDS = BLOCK_WORDS | {"sources"}


def parse_module(cursor: Cursor, keyword: Word, doc: str) -> ModuleDeclaration:
    """Read a module behind its keyword."""
    identifier = parse_identifier(cursor)
    brace = cursor.expect_open(f"'module {shorten(identifier.text)}'")
    cursor.outer_brace = brace
    reader = _PartReader(cursor)
    closed = _parse_parts(cursor, reader, identifier, brace)
    while closed and _at_part_outside(cursor, brace):
        reader.report_outside(identifier)
        while not _at_end(cursor):
            reader.read()
        if cursor.at("}"):
            cursor.advance()
    return ModuleDeclaration(
        keyword=keyword,
        identifier=identifier,
        doc=doc,
        parts=tuple(
            reader.parts
            if closed and reader.fits
            else (_doubt(part, cursor.early_brace) for part in reader.parts)
        ),
        complete=closed and reader.complete,
    )


def _at_end(cursor: Cursor) -> bool:
    # No block has such a name: it ends the module even where it is indented.
    return cursor.at_block_end or cursor.token.text in DECLARATION_WORDS


def _parse_parts(
    cursor: Cursor, reader: _PartReader, identifier: Word, brace: int
) -> bool:
    while not _at_end(cursor):
        reader.read()
    return cursor.close_block(f"module '{shorten(identifier.text)}'", brace)


def _at_part_outside(cursor: Cursor, brace: int) -> bool:
    """Whether a `}` too many has closed the module and its blocks go on."""
    token = cursor.token
    if token.text not in PART_WORDS or cursor.at_stop or not cursor.on_new_line:
        return False
    if cursor.measure_margin(token.start) <= cursor.measure_margin(brace):
        return False
    behind = cursor.peek()
    return behind.text in ("{", ":") or behind.kind is Kind.NUMBER


def _doubt(part: ModulePart, early_brace: int) -> ModulePart:
    """Mark a part of a module whose levels are not what the user meant; types and C
    only where they hold the brace that does not fit."""
    if isinstance(part, (InfoBlock, ImplBlock, MigrateBlock)):
        return dataclasses.replace(part, complete=False)
    if isinstance(part, (TypesBlock, CBlock)):
        if part.body.span.start <= early_brace < part.body.span.end:
            return _doubt_body(part)
    return part


def _doubt_body(part: TypesBlock | CBlock) -> TypesBlock | CBlock:
    body = dataclasses.replace(part.body, complete=False)
    return dataclasses.replace(part, body=body)


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
    """Reads the `parts` of one module.

    `complete` turns false where a part is lost or may be. `fits` turns false where
    the blocks seem not to end where they were meant to: a hook or an info key at
    the level of the module is most often what a `}` too many has left behind, and
    so is a block behind the module. Then one mistake is reported, and the others
    that follow from it are not.
    """

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        self.parts: list[ModulePart] = []
        self.complete = True
        self.fits = True

    def read(self) -> None:
        """Read the next part."""
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
        if part is not None:
            self.parts.append(part)

    def report_outside(self, identifier: Word) -> None:
        """Report that the next part stands behind the module."""
        cursor = self._cursor
        if self.complete and self.fits:
            brace = cursor.last_end - 1
            cursor.report(
                "E104",
                cursor.token_span(),
                f"'{cursor.token.text}' is a block of a module and stands outside of "
                "one",
                notes=[
                    Note(
                        message=f"this '}}' closes module '{shorten(identifier.text)}'",
                        span=cursor.span(brace, brace + 1),
                    )
                ],
                help="a '}' before it may be one too many",
            )
        self.complete = self.fits = False

    def _read_known(self) -> ModulePart | None:
        cursor = self._cursor
        doc = cursor.doc
        if cursor.token.kind is not Kind.WORD:
            self._refuse_part()
            return None
        text = cursor.token.text
        if text not in PART_WORDS:
            if self._is_stray():
                self._read_stray()
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
            last = self.parts[-1] if self.parts else None
            if isinstance(last, TypesBlock) and not cursor.on_new_line:
                # What ended here was most likely a type, not the block.
                self.parts[-1] = _doubt_body(last)
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

    def _read_stray(self) -> None:
        """Go on with the block of info or impl that was closed too early."""
        cursor = self._cursor
        start = cursor.token.start
        text = cursor.token.text
        in_info = text in INFO_KEYS
        if self.complete and self.fits:
            block, what = ("info", "a key of info") if in_info else ("impl", "a hook")
            cursor.report(
                "E104",
                cursor.token_span(),
                f"'{text}' is {what} and stands outside of {block} {{ }}",
                help=f"move it into {block} {{ }}, or remove the '}}' that closes "
                f"{block} before it",
            )
        self.complete = self.fits = False
        added = (parse_info_entries if in_info else parse_hooks)(cursor, start)
        for index, part in enumerate(self.parts):
            if in_info and isinstance(part, InfoBlock):
                entries = part.entries + tuple(_only(added, InfoEntry))
                self.parts[index] = dataclasses.replace(part, entries=entries)
            elif not in_info and isinstance(part, ImplBlock):
                hooks = part.hooks + tuple(_only(added, HookEntry))
                self.parts[index] = dataclasses.replace(part, hooks=hooks)
        if cursor.at("}") and cursor.peek().text in _GO_ON:
            cursor.advance()


_GO_ON = PART_WORDS | {"}"}
_Kind = TypeVar("_Kind")


def _only(items: Sequence[object], kind: type[_Kind]) -> list[_Kind]:
    return [item for item in items if isinstance(item, kind)]


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
