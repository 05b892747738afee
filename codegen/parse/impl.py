# SPDX-License-Identifier: MIT
"""The parser of `impl { ... }` and of the bodies of `impl_interface`."""

from __future__ import annotations

import re

from codegen.parse.body import scan_body
from codegen.parse.cursor import Cursor, Unreadable
from codegen.parse.embedded import read_body, read_open_body
from codegen.parse.lexer import Kind, shorten
from codegen.source import Span
from codegen.parse.syntax import Body, HookEntry, ImplBlock, String, Word
from codegen.parse.values import parse_name

HOOKS = frozenset(
    {"init", "start", "stop", "handle_event", "handle_request", "is_healthy"}
    | {"save_state", "restore_state"}
)
_STARTERS = HOOKS | {"on", "request"}


# What is left of a function of C behind the first word of its type.
_FUNCTION = re.compile(r"[\w\s*]+\([^;{}()]*\)\s*\{", re.ASCII)


def parse_impl(cursor: Cursor, keyword: Word) -> ImplBlock:
    """Read an impl block behind its keyword."""
    mistakes = cursor.mistake_count
    brace = cursor.expect_open("'impl'")
    hooks = parse_hooks(cursor, brace)
    cursor.close_block("'impl'", brace)
    return ImplBlock(
        keyword=keyword,
        hooks=tuple(hooks),
        complete=cursor.mistake_count == mistakes,
    )


def parse_hooks(cursor: Cursor, brace: int) -> tuple[HookEntry, ...]:
    """Read the hooks of the block opened at `brace`, but not its `}`."""
    hooks: list[HookEntry] = []
    while not cursor.at_block_end and not cursor.at_other_block(brace, _STARTERS):
        start = cursor.token.start
        try:
            hook = _parse_hook(cursor, brace)
            if hook is not None:
                hooks.append(hook)
        except Unreadable:
            cursor.skip_statement(_STARTERS, started_at=start)
    return tuple(hooks)


def _parse_hook(cursor: Cursor, brace: int) -> HookEntry | None:
    """Read one hook; None if there is none that can be kept."""
    doc = cursor.doc
    start = cursor.token.start
    refuse_stray_semicolon(cursor)
    if cursor.token.kind is not Kind.WORD:
        raise cursor.fail("a hook, such as 'init {'")
    if at_c(cursor) or _at_call(cursor):
        skip_c(cursor, brace)
        return None
    text = cursor.token.text
    kind = "hook"
    name: Word | String | None = cursor.word(cursor.advance())
    if text == "on":
        kind = "on"
        name = _parse_event(cursor)
    elif text == "request":
        kind = "request"
        name = _parse_request(cursor)
    what = shorten(cursor.span(start).text)
    if kind == "hook" and cursor.token.kind is Kind.WORD and not cursor.on_new_line:
        if cursor.token.text in HOOKS:
            raise cursor.fail(
                f"'{{' or ';' after '{what}'",
                help=f"a hook is written without its type: {cursor.token.text} {{ }}",
            )
        if _FUNCTION.match(cursor.text, cursor.token.start):
            raise cursor.fail(
                f"'{{' or ';' after '{what}'",
                help="functions of your own belong into c { }",
            )
    parameters, body = parse_definition(cursor, what)
    if name is None:
        return None
    return HookEntry(
        kind=kind,
        name=name,
        body=body,
        parameters=parameters,
        doc=doc,
        span=cursor.span(start),
    )


def _parse_event(cursor: Cursor) -> Word | String | None:
    if cursor.token.kind in (Kind.STRING, Kind.OPEN_STRING):
        return parse_name(cursor, "an event", resume_at="{;")
    return cursor.expect_word(
        "an event after 'on'", help='write on tick { } or on "name" { }'
    )


def _parse_request(cursor: Cursor) -> String | None:
    token = cursor.token
    if token.kind is not Kind.WORD or cursor.at_stop:
        return parse_name(cursor, "the name of a request in quotes", resume_at="{;")
    cursor.refuse(
        "the name of a request in quotes",
        help=f'write request "{shorten(token.text)}"',
    )
    cursor.advance()
    return String(text=token.text, span=cursor.span(token.start))


def refuse_stray_semicolon(cursor: Cursor) -> None:
    """Report a `;` where a definition should begin."""
    if cursor.at(";"):
        cursor.report(
            "E104",
            cursor.token_span(),
            "unexpected ';'",
            help="no ';' stands behind a '}'",
        )
        while cursor.at(";"):
            cursor.advance()
        if cursor.at_block_end:
            raise Unreadable


_C_WORDS = frozenset(
    {"return", "if", "else", "while", "for", "do", "switch", "case", "default"}
    | {"break", "continue", "goto"}
)


def at_c(cursor: Cursor) -> bool:
    """Whether a statement of C begins where a definition should."""
    if cursor.token.kind is not Kind.WORD:
        return False
    behind = cursor.peek()
    if cursor.token.text in _C_WORDS:
        return behind.text not in ("{", ";") or cursor.token.text == "else"
    if behind.kind is Kind.UNKNOWN:
        return behind.text != "*"
    return behind.text in ("->", "[")


def _at_call(cursor: Cursor) -> bool:
    if cursor.token.text in _STARTERS or cursor.peek().text != "(":
        return False
    match = re.compile(r"[^;{}]*").match(cursor.text, cursor.token.end)
    return match is not None and cursor.text.startswith(";", match.end())


def skip_c(cursor: Cursor, brace: int) -> None:
    """Report C outside of a body, and skip what seems to be left of that body,
    within the block opened at `brace`."""
    cursor.report(
        "E104",
        cursor.token_span(),
        f"'{shorten(cursor.token.text)}' stands outside of a body",
        help="a '}' before it closes the body, or a '{' is missing there",
    )
    scan = scan_body(cursor.text, cursor.token.start, depth=1)
    end = scan.end
    if scan.closed and cursor.measure_margin(end - 1) <= cursor.measure_margin(brace):
        # That is the block's own brace.
        end -= 1
    cursor.seek(end)


def parse_definition(cursor: Cursor, what: str) -> tuple[Span | None, Body | None]:
    """Read what stands behind the name of a hook or an operation: a body, or `;`."""
    parameters = cursor.skip_parentheses() if cursor.at("(") else None
    if cursor.at("{"):
        return parameters, read_body(cursor, f"the body of '{what}'")
    if cursor.at(";"):
        cursor.advance()
        return parameters, None
    if cursor.at_stop or cursor.token.kind is Kind.OPEN_STRING:
        raise cursor.fail(f"'{{' or ';' after '{what}'")
    starts_line = cursor.on_new_line
    cursor.refuse(f"'{{' or ';' after '{what}'", gap=starts_line or cursor.at("}"))
    if cursor.at("}") or (starts_line and _begins_definition(cursor)):
        return parameters, None
    if cursor.token.kind is not Kind.WORD:
        raise Unreadable
    return parameters, read_open_body(cursor, f"the body of '{what}'")


def _begins_definition(cursor: Cursor) -> bool:
    if cursor.token.kind is not Kind.WORD:
        return False
    if cursor.token.text in ("on", "request"):
        return cursor.peek().kind in (Kind.WORD, Kind.STRING)
    return cursor.peek().text in ("{", ";", "=") and cursor.token.text not in (
        "return",
        "break",
        "do",
        "else",
    )
