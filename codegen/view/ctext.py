# SPDX-License-Identifier: MIT
"""Pieces of C text: literals, comments, and user code with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from codegen.model import (
    Body,
    BoolType,
    ConfigKey,
    ConfigKind,
    ConfigScalar,
    CType,
    IntegerType,
    NamedType,
)
from codegen.source import Source


# Most names and paths: nothing in it has to be escaped.
_PLAIN = re.compile(r"[ !#->@-\[\]-~]*")


def string_literal(text: str) -> str:
    """Return `text` as a C string literal, in ASCII, free of trigraphs."""
    if _PLAIN.fullmatch(text) is not None:
        return f'"{text}"'
    out: list[str] = []
    for byte in text.encode("utf-8"):
        char = chr(byte)
        if char in '"\\?':
            out.append("\\" + char)
        elif 0x20 <= byte < 0x7F:
            out.append(char)
        else:
            # Three octal digits end by themselves; a hex escape would not.
            out.append(f"\\{byte:03o}")
    return '"' + "".join(out) + '"'


def string_or_null(text: str | None) -> str:
    return "NULL" if text is None else string_literal(text)


def comment_lines(doc: str) -> tuple[str, ...]:
    """Return the lines of a doc comment, safe to stand between `/*` and `*/`."""
    safe = doc.replace("*/", "* /").replace("/*", "/ *").replace("??", "? ?")
    return tuple(line.rstrip() for line in safe.splitlines())


@dataclass(frozen=True, kw_only=True)
class Verbatim:
    """User code, to stand behind `#line {{ line }} {{ file }}`, where line and byte
    column then are those of the spec."""

    line: int
    file: str
    text: str


def _padded(source: Source, start: int, text: str) -> str:
    line_start = source.line_starts[source.line_of(start) - 1]
    before = source.text[line_start:start]
    if before.isspace() and before.isascii():
        return before + text
    pad = "".join("\t" if c == "\t" else " " * len(c.encode("utf-8")) for c in before)
    return pad + text


def verbatim_body(body: Body) -> Verbatim:
    """The body with its braces."""
    source = body.span.source
    return Verbatim(
        line=body.span.line,
        file=string_literal(source.line_name),
        text=_padded(source, body.span.start, body.text),
    )


def verbatim_inside(body: Body) -> Verbatim:
    """What stands between the braces, at file scope."""
    source = body.span.source
    inner = body.text[1:-1] if body.text.endswith("}") else body.text[1:]
    first, newline, rest = inner.partition("\n")
    if newline and not first.strip():
        return Verbatim(
            line=body.span.line + 1,
            file=string_literal(source.line_name),
            text=rest.rstrip(),
        )
    return Verbatim(
        line=body.span.line,
        file=string_literal(source.line_name),
        text=_padded(source, body.span.start + 1, inner).rstrip(),
    )


def unaliased(ctype: CType) -> CType:
    """Follow typedef names to the type they stand for."""
    while isinstance(ctype, NamedType):
        ctype = ctype.target
    return ctype


def integer_literal(value: int, ctype: IntegerType) -> str:
    """Return a constant expression of exactly that value that fits `ctype`."""
    if not ctype.signed:
        return f"{value}{'ull' if ctype.bits == 64 else 'u'}"
    if value == -(1 << 63):
        return "(-9223372036854775807ll - 1)"
    if value == -(1 << 31) and ctype.bits == 32:
        return "(-2147483647 - 1)"
    return f"{value}{'ll' if ctype.bits == 64 else ''}"


def config_literal(key: ConfigKey, value: ConfigScalar) -> str:
    """Return one element of a config key as C."""
    if key.kind is ConfigKind.BOOL:
        return "true" if value else "false"
    if key.kind is ConfigKind.STRING:
        return string_literal(str(value))
    if key.kind is ConfigKind.ENUM:
        return str(value)
    ctype = unaliased(key.type)
    assert isinstance(ctype, IntegerType | BoolType)
    if isinstance(ctype, BoolType):
        return "true" if value else "false"
    return integer_literal(int(value), ctype)


def config_text(key: ConfigKey, value: ConfigScalar) -> str:
    """Return the value as `hx_config` gives it."""
    if key.kind is ConfigKind.BOOL:
        return "true" if value else "false"
    return str(value)


def version_literal(packed: int) -> str:
    """Return a packed version as C."""
    return f"HX_VERSION({packed >> 32}, {packed >> 16 & 0xFFFF}, {packed & 0xFFFF})"
