# SPDX-License-Identifier: MIT
"""A place in a spec that moves forward token by token, and reports mistakes.

The parsers of modules and interfaces are written on top of it. A mistake that
leaves a statement unreadable is reported and then raises `Unreadable`, which never
leaves the parser: the loop over a block's statements catches it and goes on with
the next statement.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable

from codegen.parse.body import find_early_brace, scan_body
from codegen.diagnostics import Diagnostics, Note
from codegen.parse.lexer import (
    DECLARATION_WORDS,
    Kind,
    Token,
    read_token,
    shorten,
)
from codegen.source import Source, Span
from codegen.parse.syntax import Word

# One file never says more than this: it is not a spec then.
MOST_MISTAKES = 100

BLOCK_WORDS = frozenset(
    {"info", "config", "state", "uses", "c", "types", "impl", "migrate", "restart"}
)


class Unreadable(Exception):
    """The rest of a statement makes no sense; the reason has been reported."""


class Cursor:
    """`token` is the next token, `doc` the doc comment before it, `last_end` the
    end of what was read before it, `outer_brace` the `{` of the declaration.
    `early_brace` is the `{` that an unclosed block was found to lack a `}` for.
    `gave_up` is true after too many mistakes; the cursor is at the end then."""

    def __init__(self, source: Source, diagnostics: Diagnostics) -> None:
        self.source = source
        self.text = source.text
        self.last_end = 0
        self.mistake_count = 0
        self.outer_brace = 0
        self._diagnostics = diagnostics
        self.gave_up = False
        self.early_brace = -1
        self._stop_reported = -1
        self._brace_lost_in = -1
        self.token, self.doc = read_token(self.text, 0)

    # Moving ----------------------------------------------------------------------

    def advance(self) -> Token:
        """Step over the next token and return it."""
        token = self.token
        self.seek(token.end)
        return token

    def seek(self, offset: int) -> None:
        """Go on reading at `offset`; after too many mistakes, nowhere."""
        if self.gave_up:
            offset = len(self.text)
        self.last_end = offset
        self.token, self.doc = read_token(self.text, offset)

    def at(self, text: str) -> bool:
        return self.token.text == text

    @property
    def at_stop(self) -> bool:
        """Whether no block can go on here: the file or the declaration ends."""
        token = self.token
        return token.kind in (Kind.END, Kind.OPEN_COMMENT) or (
            token.text in DECLARATION_WORDS and self._is_at_margin(token.start)
        )

    @property
    def at_block_end(self) -> bool:
        return self.at("}") or self.at_stop

    def _is_at_margin(self, offset: int) -> bool:
        return offset == 0 or self.text[offset - 1] == "\n"

    @property
    def on_new_line(self) -> bool:
        """Whether a line ends between what was read last and the next token."""
        return "\n" in self.text[self.last_end : self.token.start]

    def peek(self) -> Token:
        """Return the token behind the next one."""
        return read_token(self.text, self.token.end)[0]

    # Places ----------------------------------------------------------------------

    def span(self, start: int, end: int | None = None) -> Span:
        """Return the span from `start` to `end`, or to what was read last."""
        end = self.last_end if end is None else end
        return Span(source=self.source, start=start, end=max(start, end))

    def token_span(self) -> Span:
        return self.span(self.token.start, self.token.end)

    def gap_span(self) -> Span:
        """Return the place right behind what was read last, where something lacks."""
        end = min(self.last_end + 1, len(self.text))
        return self.span(self.last_end, end)

    def word(self, token: Token) -> Word:
        return Word(text=token.text, span=self.span(token.start, token.end))

    # Mistakes --------------------------------------------------------------------

    def report(
        self,
        rule: str,
        span: Span,
        message: str,
        *,
        notes: Iterable[Note] = (),
        help: str | None = None,
    ) -> None:
        self.mistake_count += 1
        if self.gave_up:
            return
        notes = tuple(notes)
        if self.mistake_count == MOST_MISTAKES:
            notes += (Note(message="too many mistakes: the rest of it was not read"),)
        self._diagnostics.report(rule, span, message, notes=notes, help=help)
        if self.mistake_count == MOST_MISTAKES:
            self.gave_up = True
            self.seek(len(self.text))

    def describe(self) -> str:
        """Name the next token in a message."""
        token = self.token
        if token.kind is Kind.END:
            return "the end of the file"
        if token.kind is Kind.STRING:
            return f"the string {shorten(token.text)}"
        return f"'{shorten(token.text)}'"

    def refuse(
        self,
        expected: str,
        *,
        rule: str = "E104",
        help: str | None = None,
        gap: bool = False,
    ) -> None:
        """Report that `expected` should stand where the next token stands.

        With `gap` the place is behind what was read last. Where the file itself is
        broken off there, that is the mistake and the only one reported.
        """
        token = self.token
        if token.kind is Kind.OPEN_COMMENT:
            self.report_open_comment()
        elif token.kind is Kind.OPEN_STRING:
            self.report(
                "E103",
                self.token_span(),
                "this string has no closing quote",
                help="a string ends on the line that it begins on",
            )
            self.note_lost_braces(token.text)
        else:
            if self.at_stop:
                # What is open here is not worth a second mistake.
                self._stop_reported = token.start
            self.report(
                rule,
                self.gap_span() if gap else self.token_span(),
                f"expected {expected}, found {self.describe()}",
                help=help,
            )

    def fail(
        self, expected: str, *, rule: str = "E104", help: str | None = None
    ) -> Unreadable:
        """Report as `refuse` does and return the exception to raise."""
        self.refuse(expected, rule=rule, help=help)
        return Unreadable()

    def note_lost_braces(self, text: str) -> None:
        """Take note that a `}` in an unclosed literal closes no block."""
        if "}" in text:
            self._brace_lost_in = self.outer_brace

    def report_open_comment(self) -> None:
        start = self.token.start
        if self._stop_reported == start:
            return
        self._stop_reported = start
        self.report(
            "E103",
            self.span(start, start + 2),
            "this comment has no closing '*/'",
        )

    # Expecting -------------------------------------------------------------------

    def expect(self, text: str, where: str, *, help: str | None = None) -> Token:
        if not self.at(text):
            raise self.fail(f"'{text}' {where}", help=help)
        return self.advance()

    def expect_word(self, what: str, *, help: str | None = None) -> Word:
        if self.token.kind is not Kind.WORD or self.at_stop:
            raise self.fail(what, help=help)
        return self.word(self.advance())

    def expect_semicolon(
        self, after: str, *, is_list: bool = False, starter: Kind = Kind.WORD
    ) -> None:
        """Step over the `;`; where it lacks and the next statement follows, which
        begins with a token of kind `starter`, go on as if it were there."""
        if self.at(";"):
            self.advance()
            return
        if is_list and self.at(",") and self.peek().text in (";", "}"):
            self.report(
                "E104",
                self.token_span(),
                "a list has no ',' behind its last entry",
                help="remove this ','",
            )
            self.advance()
            if self.at(";"):
                self.advance()
            return
        gap = self.at_block_end or (
            self.token.kind is starter and (self.on_new_line or self.peek().text == ":")
        )
        separator = "',' or ';'" if is_list else "';'"
        self.refuse(f"{separator} after {after}", gap=gap)
        if not gap:
            self.skip_statement(())

    def expect_open(self, after: str) -> int:
        """Step over a block's `{` and return where it stands; where it lacks, go on
        as if it were there."""
        start = self.token.start
        if self.at("{"):
            self.advance()
            if self.at("{"):
                self.report(
                    "E104",
                    self.token_span(),
                    f"a second '{{' after {after}",
                    help="remove it",
                )
                self.advance()
            return start
        expected = f"'{{' after {after}"
        if self.at(";") or self.at_block_end or self.token.kind is Kind.OPEN_STRING:
            raise self.fail(expected)
        self.refuse(expected, gap=self.on_new_line)
        return self.last_end

    def close_block(self, what: str, brace: int) -> bool:
        """Step over the `}` of the block opened at `brace`; false if it lacks."""
        if self.at("}"):
            self.advance()
            return True
        self.report_unclosed(what, brace)
        return False

    # Going on after a mistake ------------------------------------------------------

    def skip_statement(
        self, starters: Collection[str], started_at: int | None = None
    ) -> None:
        """Go to where the next statement of a block may begin.

        A statement ends at its `;` or with its `{ }`; a line that begins with one
        of `starters` begins one. `started_at` is where the unreadable one began: at
        least one token is skipped from there.
        """
        while not self.at_block_end:
            token = self.token
            if token.start != started_at and self.on_new_line:
                if token.text in starters:
                    return
            if token.text == "{":
                scan = scan_body(self.text, token.start)
                self.seek(scan.end)
                if scan.closed and self.at(";"):
                    self.advance()
                return
            self.advance()
            if token.kind is Kind.OPEN_STRING and not self.at("{"):
                if self.at(";"):
                    self.advance()
                return
            if token.text == ";":
                return

    def skip_parentheses(self) -> Span:
        """Step over `( ... )` and return its span."""
        start = self.token.start
        depth = 0
        while not (self.at_stop or self.at("{") or self.at("}") or self.at(";")):
            text = self.advance().text
            depth += (text == "(") - (text == ")")
            if not depth:
                return self.span(start)
        raise self.fail("')'")

    # Unclosed blocks ---------------------------------------------------------------

    def report_unclosed(
        self, what: str, brace: int, conditional: int | None = None
    ) -> None:
        """Report that the block opened at `brace` is still open at the next token.

        Of all blocks that are open there, only the first one asked for is named:
        one brace is missing, as far as anyone can tell.
        """
        token = self.token
        if token.kind is Kind.OPEN_COMMENT:
            self.report_open_comment()
            return
        if (
            token.start == self._stop_reported
            or self.outer_brace == self._brace_lost_in
        ):
            return
        self._stop_reported = token.start
        notes = []
        if conditional is not None:
            notes.append(
                Note(
                    message="this preprocessor conditional has no #endif",
                    span=self.span(conditional, conditional + 1),
                )
            )
        early = find_early_brace(self.text, self.outer_brace, token.start)
        self.early_brace = -1 if early is None else early[0]
        if early is not None:
            opened, closed = early
            line = self.source.line_of(opened)
            notes.append(
                Note(
                    message=f"this '}}' is indented less than its '{{' in line {line}: "
                    "a '}' may be missing before it",
                    span=self.span(closed, closed + 1),
                )
            )
        help = None if early else "add the missing '}'"
        if conditional is not None:
            help = "add the missing #endif, or the missing '}'"
        if token.kind is Kind.END:
            found = "the end of the file"
        else:
            found = f"'{token.text}' in line {self.source.line_of(token.start)}"
        self.report(
            "E105",
            self.span(brace, brace + 1),
            f"{what} is not closed before {found}",
            notes=notes,
            help=help,
        )

    def at_other_block(self, brace: int, own_words: Collection[str] = ()) -> bool:
        """Whether the next tokens open another block of the module: then the block
        opened at `brace` lacks its `}`."""
        token = self.token
        if token.text == "sources" and self.peek().text == ":":
            # It may be a key by mistake, but hardly left of what it stands in.
            if not self.on_new_line:
                return False
            margin = self.measure_margin(token.start)
            return margin <= self.measure_margin(brace)
        if token.text not in BLOCK_WORDS or token.text in own_words:
            return False
        if self.peek().text == "{":
            return True
        return token.text in ("state", "migrate") and self.peek().kind is Kind.NUMBER

    def measure_margin(self, offset: int) -> int:
        """Return by how much the line of `offset` is indented."""
        start = max(0, offset - 1000)
        start = max(start, self.text.rfind("\n", start, offset) + 1)
        line = self.text[start : offset + 1].expandtabs(8)
        return len(line) - len(line.lstrip())


def find_nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that `word` is a misspelling of, if there is one."""
    near = difflib.get_close_matches(word[:80], sorted(known), n=1, cutoff=0.6)
    return near[0] if near else None
