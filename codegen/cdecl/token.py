# SPDX-License-Identifier: MIT
"""Tokens of a fragment of C, with the offset of each in the fragment.

Every mistake in a C fragment is placed by these tokens: pycparser's own places
differ from version to version and end at the first mistake.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

KEYWORDS = frozenset(
    """
    auto break case char const continue default do double else enum extern float for
    goto if inline int long register restrict return short signed sizeof static
    struct switch typedef union unsigned void volatile while _Alignas _Alignof
    _Atomic _Bool _Complex _Generic _Imaginary _Noreturn _Static_assert
    _Thread_local
    """.split()
)

# Not keywords of C11, but macros of headers that every module sees.
RESERVED_WORDS = KEYWORDS | {"bool", "true", "false", "NULL", "asm", "typeof"}

OPENING = {"(": ")", "[": "]", "{": "}"}

_TOKEN = re.compile(
    r"""
      (?P<space>\s+|//[^\n]*|/\*.*?\*/)
    | (?P<identifier>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<number>\.?[0-9](?:[eEpP][+-]|[A-Za-z0-9_.])*)
    | (?P<string>"(?:[^"\\\n]|\\[^\n])*")
    | (?P<character>'(?:[^'\\\n]|\\[^\n])+')
    | (?P<mark>\.\.\.|->|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^~!<>=?:;,.(){}\[\]\#])
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class Token(NamedTuple):
    """`kind` is identifier, number, string, character, mark or other."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def tokenize(text: str) -> list[Token]:
    """Return the tokens of `text`; white space and comments are left out."""
    return [
        Token(match.lastgroup or "other", match.group(), match.start())
        for match in _TOKEN.finditer(text)
        if match.lastgroup != "space"
    ]


def skip_brackets(tokens: Sequence[Token], at: int) -> int:
    """Return the index behind the bracket that closes the one at `at`."""
    depth = 0
    for index in range(at, len(tokens)):
        text = tokens[index].text
        if text in OPENING:
            depth += 1
        elif text in OPENING.values():
            depth -= 1
            if depth == 0:
                return index + 1
    return len(tokens)


def split_at(tokens: Sequence[Token], separator: str) -> list[list[Token]]:
    """Split at each `separator` that stands in no bracket."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        if token.kind == "mark":
            if token.text in OPENING:
                depth += 1
            elif token.text in OPENING.values():
                depth -= 1
            elif token.text == separator and depth == 0:
                parts.append([])
                continue
        parts[-1].append(token)
    return parts
