# SPDX-License-Identifier: MIT
"""Reads `@name` and `@name(argument, ...)`, and cuts C out of a spec.

What is not C in a declaration is blanked, so that offsets into its text stay
offsets into the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from codegen.parse.body import Literals, skip_line_comment
from codegen.source import Source, Span
from codegen.parse.syntax import Annotation, CText

_MOST_ARGUMENTS = 100

_HEAD = re.compile(r"@([A-Za-z_]\w*)?([ \t]*\()?", re.ASCII)
_IN_ARGUMENTS = re.compile(
    r"""[{}()\[\],;"'@]|/[/*]|^(?:module|interface|impl_interface)\b""",
    re.MULTILINE | re.ASCII,
)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A mistake met on the way; reported by the caller."""

    rule: str
    start: int
    end: int
    message: str
    help: str | None = None


@dataclass(frozen=True, kw_only=True)
class AnnotationScan:
    """What was read at an `@`, up to `end`; no annotation where it has no name."""

    end: int
    annotation: Annotation | None
    fault: Fault | None


def blank_out(text: str, start: int, end: int, blanks: list[tuple[int, int]]) -> str:
    """Return `text[start:end]` with the ranges of `blanks`, in order, as spaces."""
    pieces = []
    at = start
    for blank_start, blank_end in blanks:
        pieces.append(text[at:blank_start])
        pieces.append(re.sub(r"[^\n]", " ", text[blank_start:blank_end]))
        at = blank_end
    pieces.append(text[at:end])
    return "".join(pieces)[: end - start]


def cut(source: Source, code: str, base: int, start: int, end: int) -> CText:
    """Return the part of `code`, which begins at `base`, between two offsets,
    without the space around it."""
    part = code[start - base : end - base]
    start += len(part) - len(part.lstrip())
    part = part.strip()
    span = Span(source=source, start=start, end=start + len(part))
    return CText(text=part, span=span)


def scan_annotation(source: Source, start: int, literals: Literals) -> AnnotationScan:
    """Read the annotation whose `@` is at `start`."""
    head = _HEAD.match(source.text, start)
    assert head is not None
    name = head[1]
    if not name:
        nameless = Fault(
            rule="E104",
            start=start,
            end=start + 1,
            message="expected the name of an annotation after '@'",
            help="write it without a space, such as @range(1, 10)",
        )
        return AnnotationScan(end=start + 1, annotation=None, fault=nameless)
    end = head.end()
    arguments: tuple[CText, ...] = ()
    fault: Fault | None = None
    if head[2]:
        end, arguments, message = _scan_arguments(source, end, literals)
        if message is not None:
            fault = Fault(
                rule="E104",
                start=head.end() - 1,
                end=max(end, head.end()) if message.startswith("an ") else head.end(),
                message=message.format(name=f"@{name}"),
            )
    annotation = Annotation(
        name=name,
        arguments=arguments,
        has_parentheses=head[2] is not None,
        span=Span(source=source, start=start, end=end),
    )
    return AnnotationScan(end=end, annotation=annotation, fault=fault)


def _scan_arguments(
    source: Source, start: int, literals: Literals
) -> tuple[int, tuple[CText, ...], str | None]:
    """Read what stands behind the `(` that ends at `start`, with its `)`; also
    return what is wrong with it."""
    text = source.text
    depth = 1
    comments: list[tuple[int, int]] = []
    commas: list[int] = []
    offset, end = start, len(text)
    closed = False
    while match := _IN_ARGUMENTS.search(text, offset):
        found, at = match[0], match.start()
        offset = match.end()
        if found in "\"'":
            offset = max(literals.skip(at), offset)
        elif found == "//":
            offset = skip_line_comment(text, at)
            comments.append((at, offset))
        elif found == "/*":
            close = text.find("*/", offset)
            if close < 0:
                # The comment is the mistake; who goes on here meets it.
                return at, (), None
            offset = close + 2
            comments.append((at, offset))
        elif found in "([{":
            depth += 1
        elif found in ")]" or (found == "}" and depth > 1):
            depth -= 1
            if not depth:
                end, closed = at, True
                break
        elif found != ",":
            end = at
            break
        elif depth == 1:
            commas.append(at)
    if not closed:
        return end, (), "the '(' of '{name}' is not closed"
    if len(commas) >= _MOST_ARGUMENTS:
        return end + 1, (), "'{name}' has too many arguments"
    code = blank_out(text, start, end, comments)
    bounds = [start - 1, *commas, end]
    arguments = tuple(
        cut(source, code, start, left + 1, right)
        for left, right in zip(bounds, bounds[1:], strict=False)
    )
    if len(arguments) == 1 and not arguments[0].text:
        return end + 1, (), None
    if not all(argument.text for argument in arguments):
        return end + 1, arguments, "an argument of '{name}' is missing"
    return end + 1, arguments, None
