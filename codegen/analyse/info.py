# SPDX-License-Identifier: MIT
"""Reads `info { }` and `restart { }`: keys, flags, lists of names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from codegen.analyse.constraint import make_constraint, make_version
from codegen.cdecl.token import KEYWORDS
from codegen.diagnostics import Diagnostics, Note, did_you_mean
from codegen.parse.lexer import find_name_fault, shorten
from codegen.model import FLAGS, Dependency, Named, Ordering, Restart, Version
from codegen.source import Span
from codegen.parse.syntax import (
    DependencyText,
    InfoBlock,
    InfoEntry,
    ModuleDeclaration,
    RestartBlock,
    RestartEntry,
    String,
    VersionText,
    Word,
)

INFO_KEYS = (
    "name",
    "version",
    "description",
    "author",
    "license",
    "flags",
    "dependencies",
    "provides",
    "after",
    "before",
    "publishes",
)
RESTART_KEYS = ("max", "window_ms", "backoff_ms")
_LARGEST_NUMBER = 0xFFFF_FFFF


@dataclass(kw_only=True)
class Info:
    """The values of an info block, defaults filled in; `complete` is false where a
    part of it could not be read."""

    name: str
    version: Version = field(default_factory=lambda: Version(minor=1))
    description: str = ""
    author: str = "Unknown"
    license: str = "MIT"
    flags: frozenset[str] = frozenset()
    dependencies: tuple[Dependency, ...] = ()
    provides: tuple[Named, ...] = ()
    orderings: tuple[Ordering, ...] = ()
    publishes: tuple[Named, ...] = ()
    name_span: Span
    complete: bool = True


def read_info(
    module: ModuleDeclaration, block: InfoBlock | None, diagnostics: Diagnostics
) -> Info:
    identifier = module.identifier
    info = Info(
        name=identifier.text.replace("_", "-"),
        description=" ".join(module.doc.split()),
        name_span=identifier.span,
        complete=module.complete and (block is None or block.complete),
    )
    seen: dict[str, Word] = {}
    for entry in block.entries if block is not None else ():
        if _accept_key(entry.key, "info", INFO_KEYS, seen, diagnostics):
            _take_entry(info, entry, diagnostics)
    fault = find_name_fault(info.name)
    if identifier.text in KEYWORDS:
        fault = None  # the identifier is reported
    if "name" not in seen and fault is not None and info.complete:
        diagnostics.report(
            "E107",
            identifier.span,
            f"'{shorten(info.name)}', the default name of this module, is no name: "
            f"{fault}",
            help='give it one: info { name: "my-module"; }',
        )
    return info


def _take_entry(info: Info, entry: InfoEntry, diagnostics: Diagnostics) -> None:
    key = entry.key.text
    match entry.value:
        case None:
            return
        case VersionText() as version:
            info.version = make_version(version)
        case String(text=text, span=span):
            setattr(info, key, text)
            if key == "name":
                info.name_span = span
        case tuple() as values:
            _take_list(info, key, values, diagnostics)


def _take_list(
    info: Info, key: str, values: tuple[object, ...], diagnostics: Diagnostics
) -> None:
    match key:
        case "flags":
            info.flags = _read_flags(cast(tuple[Word, ...], values), diagnostics)
        case "dependencies":
            texts = cast(tuple[DependencyText, ...], values)
            names = {id(text.name): text for text in texts}
            info.dependencies = tuple(
                Dependency(
                    name=text.name.text,
                    constraint=make_constraint(text.constraint, diagnostics),
                    optional=text.optional,
                    span=text.span,
                )
                for name in _once(
                    (text.name for text in texts), "E220", "dependency", diagnostics
                )
                for text in (names[id(name)],)
            )
        case "provides":
            info.provides = _read_names(values, "E202", "capability", diagnostics)
        case "publishes":
            info.publishes = _read_names(values, "E220", "event", diagnostics)
        case "after" | "before":
            info.orderings += tuple(
                Ordering(name=named.name, before=key == "before", span=named.span)
                for named in _read_names(values, "E220", "module", diagnostics)
            )


def _once(
    strings: Iterable[String], rule: str, what: str, diagnostics: Diagnostics
) -> Iterable[String]:
    """Yield each text once; report the others."""
    seen: dict[str, String] = {}
    for string in strings:
        first = seen.setdefault(string.text, string)
        if first is string:
            yield string
        else:
            diagnostics.report(
                rule,
                string.span,
                f"the {what} '{shorten(string.text)}' stands twice",
                notes=[Note(message="first here", span=first.span)],
            )


def _read_names(
    values: tuple[object, ...], rule: str, what: str, diagnostics: Diagnostics
) -> tuple[Named, ...]:
    strings = cast(tuple[String, ...], values)
    return tuple(
        Named(name=string.text, span=string.span)
        for string in _once(strings, rule, what, diagnostics)
    )


def _read_flags(words: tuple[Word, ...], diagnostics: Diagnostics) -> frozenset[str]:
    seen: dict[str, Word] = {}
    for word in words:
        if word.text not in FLAGS:
            upper = word.text.upper()
            near = f"did you mean '{upper}'?" if upper in FLAGS else None
            diagnostics.report(
                "E209",
                word.span,
                f"unknown flag '{shorten(word.text)}'",
                help=near
                or did_you_mean(upper, FLAGS)
                or f"the flags are {', '.join(FLAGS)}",
            )
        elif word.text in seen:
            diagnostics.report(
                "E220",
                word.span,
                f"the flag {word.text} stands twice",
                notes=[Note(message="first here", span=seen[word.text].span)],
            )
        else:
            seen[word.text] = word
    return frozenset(seen)


def _accept_key(
    key: Word,
    block: str,
    keys: Sequence[str],
    seen: dict[str, Word],
    diagnostics: Diagnostics,
) -> bool:
    """Report a key that the block does not have, or has already."""
    if key.text not in keys:
        diagnostics.report(
            "E208",
            key.span,
            f"{block} has no key '{shorten(key.text)}'",
            help=did_you_mean(key.text, keys) or f"its keys are {', '.join(keys)}",
        )
        return False
    if key.text in seen:
        diagnostics.report(
            "E203",
            key.span,
            f"'{key.text}' stands twice",
            notes=[Note(message="first here", span=seen[key.text].span)],
        )
        return False
    seen[key.text] = key
    return True


def read_restart(
    block: RestartBlock, complete: bool, diagnostics: Diagnostics
) -> Restart | None:
    """Read a restart block; None where its numbers are not all there. `complete` is
    false where one of them may be missing because of a mistake already reported."""
    seen: dict[str, Word] = {}
    numbers: dict[str, int | None] = {}
    for entry in block.entries:
        if _accept_key(entry.key, "restart", RESTART_KEYS, seen, diagnostics):
            numbers[entry.key.text] = entry.value
            complete = _check_number(entry, diagnostics) and complete
        elif entry.key.text not in RESTART_KEYS:
            complete = False
    missing = [key for key in RESTART_KEYS if key not in seen]
    if missing and complete:
        diagnostics.report(
            "E223",
            block.keyword.span,
            f"restart has no {' and no '.join(missing)}",
            help="write restart { max: 3; window_ms: 10000; backoff_ms: 10; }",
        )
    if missing or not complete:
        return None
    return Restart(
        max=numbers["max"] or 0,
        window_ms=numbers["window_ms"] or 0,
        backoff_ms=numbers["backoff_ms"] or 0,
        span=block.keyword.span,
    )


def _check_number(entry: RestartEntry, diagnostics: Diagnostics) -> bool:
    if entry.value is None:
        return False  # reported by the parser
    lowest = 0 if entry.key.text == "backoff_ms" else 1
    if lowest <= entry.value <= _LARGEST_NUMBER:
        return True
    diagnostics.report(
        "E223",
        entry.value_span,
        f"{entry.key.text} is a number from {lowest} to {_LARGEST_NUMBER}",
        help="a module without a restart block is never restarted"
        if entry.value == 0
        else None,
    )
    return False
