# SPDX-License-Identifier: MIT
"""The small things that statements of a spec are made of.

Strings, names, versions, constraints and numbers. A malformed one is reported and
read as well as it can be; whether that has happened shows in the cursor's
`mistake_count`. An absent one raises `Unreadable`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from codegen.parse.cursor import Cursor
from codegen.parse.lexer import (
    HIGHEST_INTEGER,
    HIGHEST_VERSION_NUMBER,
    Kind,
    find_name_fault,
    read_integer,
    read_version,
    resolve_escapes,
    shorten,
)
from codegen.parse.syntax import Comparison, ConstraintText, String, VersionText

OPERATORS = (">=", ">", "<=", "<", "==")

_VALUE_KINDS = (Kind.WORD, Kind.NUMBER, Kind.STRING)


def parse_string(
    cursor: Cursor, what: str, *, is_value: bool = False, resume_at: str = ""
) -> String:
    """Read a string and the strings right behind it as one.

    With `is_value` a number or a word in its place is a value of the wrong type.
    Where its quote is not closed, reading goes on behind it if the line ends with a
    character of `resume_at`.
    """
    token = cursor.token
    behind = cursor.text[token.end : token.end + 1]
    if token.kind is Kind.OPEN_STRING and behind and behind in resume_at:
        cursor.refuse(what)
        cursor.advance()
        return String(text=token.text[1:], span=cursor.span(token.start))
    if token.kind is not Kind.STRING:
        rule = "E221" if is_value and token.kind in _VALUE_KINDS else "E104"
        help = None
        if token.kind in (Kind.WORD, Kind.NUMBER) and not cursor.at_stop:
            help = f'write it in quotes: "{shorten(token.text)}"'
        raise cursor.fail(what, rule=rule, help=help)
    pieces = []
    while cursor.token.kind is Kind.STRING:
        piece, bad = resolve_escapes(cursor.token.text)
        pieces.append(piece)
        start = cursor.advance().start
        for escape in bad:
            cursor.report(
                "E104",
                cursor.span(start + escape.start, start + escape.end),
                f"a string cannot have the escape '{escape.text}'",
                help="the escapes are \\\\ \\\" \\' \\n \\t \\r and \\x01 to \\x7f",
            )
    return String(text="".join(pieces), span=cursor.span(token.start))


def parse_name(
    cursor: Cursor, what: str, *, is_value: bool = False, resume_at: str = ""
) -> String | None:
    """Read a string that is a name; None if it is malformed."""
    mistakes = cursor.mistake_count
    string = parse_string(cursor, what, is_value=is_value, resume_at=resume_at)
    if cursor.mistake_count != mistakes or not check_name(cursor, string):
        return None
    return string


def check_name(cursor: Cursor, string: String) -> bool:
    """Report a string that is not a name of the language."""
    fault = find_name_fault(string.text)
    if fault is None:
        return True
    shown = shorten(string.text.encode("unicode_escape").decode("ascii"))
    cursor.report(
        "E107",
        string.span,
        f"'{shown}' is not a name: {fault}",
        help="a name is lower-case letters, digits, '_', '.' and '-', and begins with "
        "a letter",
    )
    return False


# A pre-release tail, a leading v, spaces at a dot and the like are part of the mistake.
_VERSION_ATTEMPT = re.compile(
    r"[vV]?[0-9][\w.]*(?:[-+][\w.+-]*)?"
    r"(?:(?<=\.)[ \t]+[0-9][\w.]*|[ \t]+\.[\w.]*)*",
    re.ASCII,
)


def at_version(cursor: Cursor) -> bool:
    """Whether the next token is a version, or was meant to be one."""
    kind = cursor.token.kind
    return kind is Kind.NUMBER or (
        kind is Kind.WORD and re.match(r"[vV][0-9]", cursor.token.text) is not None
    )


def parse_version(
    cursor: Cursor, what: str = "a version such as 1.0.0", *, is_value: bool = False
) -> VersionText:
    """Read a version; what can be read of a malformed one."""
    token = cursor.token
    if token.kind is Kind.STRING and isinstance(read_version(token.text[1:-1]), tuple):
        cursor.report(
            "E106",
            cursor.token_span(),
            "a version stands without quotes",
            help=f"write {token.text[1:-1]}",
        )
        cursor.advance()
        return _guess_version(cursor, token.text, token.start)
    if not at_version(cursor):
        rule = "E221" if is_value and token.kind in _VALUE_KINDS else "E104"
        raise cursor.fail(what, rule=rule)
    match = _VERSION_ATTEMPT.match(cursor.text, token.start)
    assert match is not None
    text = match[0]
    cursor.seek(match.end())
    numbers = read_version(text)
    span = cursor.span(token.start)
    if isinstance(numbers, tuple):
        return VersionText(numbers=numbers, text=text, span=span)
    cursor.report(
        "E106",
        span,
        f"'{shorten(text)}' is not a version: {numbers}",
        help="a version is one to three numbers from 0 to 65535, such as 1.0.0",
    )
    return _guess_version(cursor, text, token.start)


def _guess_version(cursor: Cursor, text: str, start: int) -> VersionText:
    found = re.findall(r"[0-9]+", text[:80])[:3]
    numbers = [min(int(n), HIGHEST_VERSION_NUMBER) for n in found] + [0, 0, 0]
    return VersionText(
        numbers=(numbers[0], numbers[1], numbers[2]),
        text=text,
        span=cursor.span(start),
    )


def parse_constraint(cursor: Cursor) -> ConstraintText:
    """Read what stands behind a name: nothing, one version, or comparisons.

    A constraint with a mistake in it is returned as one that accepts anything.
    """
    mistakes = cursor.mistake_count
    # Where nothing is written, the place is right behind the name.
    gap = cursor.last_end
    first = cursor.token.start
    comparisons: list[Comparison] = []
    while True:
        begin = cursor.token.start
        if cursor.token.text in OPERATORS:
            operator = cursor.advance().text
            version = parse_version(cursor, f"a version after '{operator}'")
        elif at_version(cursor):
            operator = ""
            version = parse_version(cursor)
        elif cursor.at("="):
            raise cursor.fail(
                "one of >= > < <= ==",
                help="'==' asks for exactly that version",
            )
        elif cursor.token.kind is Kind.UNKNOWN:
            raise cursor.fail(
                "a constraint",
                help="a constraint is a version, or one or more of >= > < <= ==, "
                "each before a version",
            )
        else:
            break
        comparisons.append(
            Comparison(operator=operator, version=version, span=cursor.span(begin))
        )
    if len(comparisons) > 1:
        for comparison in comparisons:
            if not comparison.operator:
                cursor.report(
                    "E104",
                    comparison.span,
                    "a bare version stands alone in a constraint",
                    help="put one of >= > < <= == before each version",
                )
                break
    if not comparisons:
        return ConstraintText(comparisons=(), span=cursor.span(gap, gap))
    if cursor.mistake_count != mistakes:
        comparisons.clear()
    return ConstraintText(comparisons=tuple(comparisons), span=cursor.span(first))


def parse_integer(cursor: Cursor, what: str, *, is_value: bool = False) -> int | None:
    """Read a decimal integer; None if it is malformed."""
    token = cursor.token
    if token.text == "-" and cursor.peek().kind is Kind.NUMBER:
        cursor.advance()
        end = cursor.advance().end
        cursor.report(
            "E109",
            cursor.span(token.start, end),
            f"{what} cannot be negative",
        )
        return None
    if token.kind is not Kind.NUMBER:
        rule = "E221" if is_value and token.kind in _VALUE_KINDS else "E104"
        raise cursor.fail(what, rule=rule)
    cursor.advance()
    value = read_integer(token.text)
    if isinstance(value, int):
        return value
    cursor.report(
        "E109",
        cursor.span(token.start, token.end),
        f"'{shorten(token.text)}' is not {what}: {value}",
        help=f"write a decimal number from 0 to {HIGHEST_INTEGER}",
    )
    return None


_Item = TypeVar("_Item")


def parse_list(
    cursor: Cursor, parse_item: Callable[[Cursor], _Item | None], separator: str = ","
) -> tuple[_Item, ...]:
    """Read items between separators; without those that `parse_item` gave up.

    A separator that nothing follows is left to the `;` behind the list.
    """
    items = [parse_item(cursor)]
    while cursor.at(separator) and cursor.peek().text not in (";", "}"):
        cursor.advance()
        items.append(parse_item(cursor))
    return tuple(item for item in items if item is not None)
