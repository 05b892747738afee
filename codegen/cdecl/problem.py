# SPDX-License-Identifier: MIT
"""Mistakes in fragments of C: what they are, where, and in our own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from codegen.cdecl.token import OPENING, Token
from codegen.cdecl.ctype import TypeScope, keyword_of
from codegen.diagnostics import did_you_mean

# C promises 63 levels; pycparser spends up to 20 Python frames on each of them.
DEEPEST_NESTING = 24


class CProblem(NamedTuple):
    """A mistake in a fragment: where it is there, and what to say about it."""

    rule: str
    message: str
    start: int
    end: int
    help: str | None = None


class Mistake(Exception):
    """A mistake in a tree; `word` is the token to show, None: the declaration."""

    def __init__(
        self, rule: str, message: str, word: str | None = None, help: str | None = None
    ) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message
        self.word = word
        self.help = help

    def place(self, tokens: Sequence[Token]) -> CProblem:
        for token in tokens:
            if token.text == self.word:
                start, end = token.start, token.end
                break
        else:
            start, end = tokens[0].start, tokens[-1].end
        return CProblem(self.rule, self.message, start, end, self.help)


def find_lexical_problem(tokens: Sequence[Token]) -> CProblem | None:
    """Return the first stray character or unbalanced bracket, if there is one."""
    opened: list[Token] = []
    for token in tokens:
        text = token.text
        if token.kind == "other":
            what = {'"': "an unclosed string", "'": "an unclosed character"}.get(text)
            return CProblem(
                "E301",
                what or f"'{text}' does not belong into C",
                token.start,
                token.end,
            )
        if token.kind != "mark":
            continue
        if text in OPENING:
            opened.append(token)
            if len(opened) > DEEPEST_NESTING:
                return CProblem(
                    "E301",
                    "brackets are nested too deeply",
                    token.start,
                    token.end,
                    f"at most {DEEPEST_NESTING} levels are read",
                )
        elif text in OPENING.values():
            if not opened or OPENING[opened[-1].text] != text:
                return CProblem(
                    "E301", f"'{text}' closes nothing", token.start, token.end
                )
            opened.pop()
    if opened:
        last = opened[-1]
        return CProblem(
            "E301",
            f"'{last.text}' is never closed",
            last.start,
            last.end,
            f"add the '{OPENING[last.text]}'",
        )
    return None


def unknown_type(name: str, scope: TypeScope) -> Mistake:
    basic = ["char", "short", "int", "long", "float", "double", "unsigned", "void"]
    near = did_you_mean(name, [*scope.typedef_names(), *basic])
    if near is None and (tagged := scope.find_tag(name)) is not None:
        near = f"write '{keyword_of(tagged)} {name}'"
    return Mistake(
        "E302",
        f"unknown type '{name}'",
        name,
        near or "types of your own are declared in a types { } block",
    )
