# SPDX-License-Identifier: MIT
"""C of the user that is carried into the output: types blocks and bodies."""

from __future__ import annotations

from dataclasses import dataclass

from codegen.model.ctype import TypesKey
from codegen.source import Span


@dataclass(frozen=True, kw_only=True)
class TypesBlock:
    """Verbatim declarations of a `types { }`.

    `text` has the braces, and `span` starts at the `{`. `stem` names the generated
    header of a top-level block. `names` are the tags, typedef names and enumerators that it
    declares, with where. `needs` are the top-level blocks whose types it uses.
    """

    key: TypesKey
    stem: str
    text: str
    span: Span
    names: tuple[tuple[str, Span], ...]
    needs: tuple[TypesKey, ...]
    doc: str


@dataclass(frozen=True, kw_only=True)
class Body:
    """Verbatim C with its braces; the span starts at the `{`."""

    text: str
    span: Span
