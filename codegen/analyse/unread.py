# SPDX-License-Identifier: MIT
"""Tells the mistakes that are only consequences of an unreadable part of a spec.

What a syntax error has swallowed is not in the tree, so names may seem unknown that
are declared there. Such a name stands somewhere in the spec with that error.
"""

from __future__ import annotations

import re

from codegen.diagnostics import Diagnostic, Diagnostics
from codegen.source import Source, Span

_UNKNOWN_NAME = frozenset({"E403", "E412", "E501", "W101", "W102"})
_UNKNOWN_TYPE = "E302"
# What is under a misspelt key, and a name without its quotes.
_NOT_TAKEN = ("E208", "E221")
_UNREAD = ("E1", *_NOT_TAKEN)
_UNREADABLE = "E110"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


class UnreadParts:
    """The specs that could not be read to their end."""

    def __init__(self, *, parsing: Diagnostics, analysis: Diagnostics) -> None:
        mistakes = [
            *(d for d in parsing.sorted() if d.rule.startswith(_UNREAD)),
            *(d for d in analysis.sorted() if d.rule in _NOT_TAKEN),
        ]
        self._sources: tuple[Source, ...] = tuple(
            {mistake.span.source: None for mistake in mistakes}
        )
        self._any_unreadable = any(m.rule == _UNREADABLE for m in mistakes)

    def explain(self, diagnostic: Diagnostic) -> bool:
        """Whether what seems unknown may be declared in an unread part."""
        if not self._sources:
            return False
        if self._any_unreadable:
            return diagnostic.rule in _UNKNOWN_NAME | {_UNKNOWN_TYPE}
        match = _NAME.search(diagnostic.span.text)
        if match is None:
            return False
        name = re.escape(match.group())
        if diagnostic.rule in _UNKNOWN_NAME:
            pattern = rf"(?<![\w.-]){name}(?![\w.-])"
        elif diagnostic.rule == _UNKNOWN_TYPE:
            pattern = (
                rf"\b(?:struct|union|enum)\s+{name}\s*\{{|\}}\s*{name}\s*;"
                rf"|\btypedef\b[^;{{}}]*\b{name}\s*;"
            )
        else:
            return False
        return any(
            _stands_elsewhere(pattern, source, diagnostic.span)
            for source in self._sources
        )


def _stands_elsewhere(pattern: str, source: Source, span: Span) -> bool:
    return any(
        source != span.source or not span.start <= found.start() < span.end
        for found in re.finditer(pattern, source.text)
    )
