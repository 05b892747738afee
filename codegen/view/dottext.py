# SPDX-License-Identifier: MIT
"""Pieces of DOT: quoted strings, and text inside of HTML-like labels."""

from __future__ import annotations

import html
import re

from codegen.source import Span

# What neither XML nor a terminal takes, and what is no text at all.
_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# Longer names would make a column as wide as the page.
_LONGEST_NAME = 48


def printable(text: str) -> str:
    """Return `text` on one line, without control characters."""
    return " ".join(_NO_TEXT.sub("\ufffd", text).split())


def quoted(text: str) -> str:
    """Return `text` as a string of DOT that is shown as it is.

    Graphviz reads entities in strings, and escapes, in tooltips even twice. No other
    string has a backslash: they are names.
    """
    safe = printable(text).replace("&", "&amp;").replace("\\", 4 * "\\")
    return '"' + safe.replace('"', "&quot;") + '"'


def label_text(text: str) -> str:
    """Return `text` for an HTML-like label."""
    return html.escape(printable(text))


def shortened(name: str) -> str:
    """Return a name that fits into a box: a long one without its middle."""
    if len(name) <= _LONGEST_NAME:
        return name
    half = _LONGEST_NAME // 2
    return f"{name[:half]}\u2026{name[-half:]}"


def place_of(span: Span) -> str:
    """A place as `#line` names it: the same wherever the project lies."""
    return f"{span.source.line_name}:{span.line}:{span.column}"
