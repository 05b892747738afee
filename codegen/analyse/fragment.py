# SPDX-License-Identifier: MIT
"""Reports mistakes in fragments of C, in annotations and in identifiers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from codegen.cdecl.problem import CProblem
from codegen.cdecl.token import RESERVED_WORDS
from codegen.diagnostics import Diagnostics, Note, did_you_mean
from codegen.parse.lexer import shorten
from codegen.source import Span
from codegen.parse.syntax import Annotation, CText, Word

# Every annotation of the language, and what it may stand behind.
ANNOTATIONS: dict[str, str] = {
    "range": "a config key",
    "transient": "a field of state",
    "in": "a parameter",
    "out": "a parameter",
    "inout": "a parameter",
    "string": "a parameter or the ')' of an operation",
    "address": "a parameter or the ')' of an operation",
    "on_fail": "the ')' of an operation",
    "since": "the ')' of an operation",
    "atomic": "the ')' of an operation",
    "isr": "the ')' of an operation",
}

_WITHOUT_ARGUMENTS = frozenset({"transient", "string", "address", "atomic", "isr"})


def place(text: CText, start: int, end: int) -> Span:
    """Return the span of `text[start:end]`."""
    base = text.span.start
    return Span(source=text.span.source, start=base + start, end=base + end)


def report_problem(diagnostics: Diagnostics, problem: CProblem, text: CText) -> None:
    diagnostics.report(
        problem.rule,
        place(text, problem.start, problem.end),
        shorten(problem.message, 160),
        help=problem.help,
    )


def take_annotations(
    annotations: Iterable[Annotation],
    allowed: Collection[str],
    diagnostics: Diagnostics,
) -> dict[str, Annotation]:
    """Return the annotations by name; wrong ones are reported and left out."""
    found: dict[str, Annotation] = {}
    for annotation in annotations:
        name = annotation.name
        if name not in ANNOTATIONS:
            diagnostics.report(
                "E219",
                annotation.span,
                f"unknown annotation '@{shorten(name)}'",
                help=did_you_mean(name, allowed)
                or f"here may stand {', '.join(f'@{a}' for a in sorted(allowed))}",
            )
        elif name not in allowed:
            diagnostics.report(
                "E408",
                annotation.span,
                f"'@{name}' cannot stand here",
                help=f"it stands behind {ANNOTATIONS[name]}",
            )
        elif name in found:
            diagnostics.report(
                "E220",
                annotation.span,
                f"'@{name}' stands twice",
                notes=[Note(message="first here", span=found[name].span)],
            )
        elif name in _WITHOUT_ARGUMENTS and annotation.arguments:
            diagnostics.report(
                "E408",
                annotation.span,
                f"'@{name}' takes no arguments",
                help=f"write @{name}",
            )
            found[name] = annotation
        else:
            found[name] = annotation
    return found


# <stdint.h>, <stddef.h>, <stdbool.h> and helix/: the preprocessor would replace them.
_MACRO = re.compile(
    r"HX_\w+|U?INT(?:_LEAST|_FAST)?(?:8|16|32|64)_(?:MAX|MIN|C)|U?INT(?:MAX|PTR)_"
    r"(?:MAX|MIN|C)|SIZE_MAX|PTRDIFF_(?:MAX|MIN)|WCHAR_(?:MAX|MIN)|WINT_(?:MAX|MIN)|"
    r"SIG_ATOMIC_(?:MAX|MIN)|NULL|offsetof|bool|true|false"
)


def check_identifier(
    word: str,
    span: Span,
    what: str,
    diagnostics: Diagnostics,
    reserved: Collection[str] = (),
) -> bool:
    """Report an identifier that C or generated code needs for itself."""
    if word in RESERVED_WORDS:
        message = f"the {what} '{word}' is a word of C"
    elif word in reserved:
        message = f"the {what} '{word}' has a meaning of its own"
    elif word.startswith("hxg_"):
        message = f"the {what} '{word}' begins with hxg_, as generated names do"
    elif _MACRO.fullmatch(word):
        message = f"the {what} '{word}' is a macro of the headers that bodies have"
    else:
        return True
    diagnostics.report("E213", span, message, help="choose another name")
    return False


def check_word(word: Word, what: str, diagnostics: Diagnostics) -> bool:
    return check_identifier(word.text, word.span, what, diagnostics)
