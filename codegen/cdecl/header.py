# SPDX-License-Identifier: MIT
"""Reads the public headers of the runtime: which types they define, and which functions
they declare.

The headers are ours, and of one form: declarations of types, prototypes, `static
inline` functions, macros, and no more of the preprocessor than `#include <helix/...>`
and `#ifdef`. What is of another form is a mistake of ours, and a ValueError.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from codegen.cdecl.ctype import TypeScope, make_base_scope
from codegen.cdecl.fragment import read_declaration, read_expression
from codegen.cdecl.problem import CProblem
from codegen.cdecl.scan import TAGGED
from codegen.cdecl.token import Token, skip_brackets, split_at, tokenize
from codegen.cdecl.typeblock import define_types, split_declarations
from codegen.model import CType, NamedType, PointerType, RecordType, VoidType


@dataclass(frozen=True, kw_only=True)
class HeaderFunction:
    """`parameters` are names and types."""

    name: str
    result: CType
    parameters: tuple[tuple[str, CType], ...]
    variadic: bool


@dataclass(frozen=True, kw_only=True)
class Headers:
    """What a header declares, with all that it includes; functions by name."""

    scope: TypeScope
    functions: tuple[HeaderFunction, ...]


def read_headers(
    start: str, find: Callable[[str], str], defined: frozenset[str]
) -> Headers:
    """Read the header `start`, such as `helix/module.h`. `find` returns the text of a
    header by that name; `defined` are the macros of the compiler's command line."""
    reading = _Reading(find, defined)
    reading.read(start)
    return _declare(reading)


class _Reading:
    """The text of all headers behind each other, without what is not C's own."""

    def __init__(self, find: Callable[[str], str], defined: frozenset[str]) -> None:
        self._find = find
        self._defined = set(defined)
        self._seen: set[str] = set()
        self.lines: list[str] = []
        self.macros: dict[str, str] = {}

    def read(self, name: str) -> None:
        if name in self._seen:
            return
        self._seen.add(name)
        text = re.sub(r"/\*.*?\*/|//[^\n]*", " ", self._find(name), flags=re.DOTALL)
        # One entry for each open #if: whether its lines count.
        active = [True]
        for line in re.sub(r"\\\n", " ", text).split("\n"):
            words = line.split(None, 1)
            if not words or not words[0].startswith("#"):
                if active[-1]:
                    self.lines.append(line)
                continue
            directive = words[0][1:]
            rest = words[1].strip() if len(words) > 1 else ""
            match directive:
                case "ifdef" | "ifndef":
                    known = (rest in self._defined) == (directive == "ifdef")
                    active.append(active[-1] and known)
                case "else":
                    active[-1] = active[-2] and not active[-1]
                case "endif":
                    active.pop()
                case "include" | "define" | "pragma":
                    if active[-1]:
                        self._direct(directive, rest)
                case _:
                    raise ValueError(f"{name}: cannot read '#{directive}'")

    def _direct(self, directive: str, rest: str) -> None:
        if directive == "include" and rest.startswith("<helix/"):
            self.read(rest.strip("<>"))
        elif directive == "define":
            match = re.match(r"(\w+)(\([^)]*\))?\s*(.*)", rest)
            assert match is not None
            self._defined.add(match[1])
            self.macros[match[1]] = "" if match[2] else match[3]


def _declare(reading: _Reading) -> Headers:
    scope = TypeScope(make_base_scope())
    # Where it is an array, it reaches a function as a pointer.
    tag = RecordType(keyword="struct", tag="va_list", members=None, owner=None)
    scope.typedefs["va_list"] = NamedType(
        name="va_list", target=PointerType(target=tag), owner=None
    )
    # What has no value stands for an attribute.
    attributes = set()
    for name, text in reading.macros.items():
        read = read_expression(text, scope) if text else None
        if read is None or isinstance(read, CProblem) or read.value is None:
            attributes.add(name)
        else:
            scope.constants[name] = read.value
    tokens = _drop_attributes(tokenize("\n".join(reading.lines)), attributes)
    # C declares what is only behind a pointer where it is named.
    for before, token in zip(tokens, tokens[1:], strict=False):
        if before.text in ("struct", "union") and token.kind == "identifier":
            scope.tags[token.text] = RecordType(
                keyword=before.text, tag=token.text, members=None, owner=None
            )
    types: list[str] = []
    prototypes: list[Sequence[Token]] = []
    for part in _split(tokens):
        if _declares_type(part):
            types.append(" ".join(token.text for token in part) + ";")
        elif part[0].text not in ("static", "extern"):
            prototypes.append(part)
    declarations = split_declarations("\n".join(types))
    problems = declarations.problems + define_types(declarations, scope, None)
    if problems:
        raise ValueError(f"a public header: {problems[0].message}")
    functions = [_read_prototype(part, scope) for part in prototypes]
    return Headers(
        scope=scope,
        functions=tuple(sorted(functions, key=lambda function: function.name)),
    )


def _drop_attributes(tokens: Sequence[Token], attributes: set[str]) -> list[Token]:
    kept: list[Token] = []
    at = 0
    while at < len(tokens):
        if tokens[at].text not in attributes:
            kept.append(tokens[at])
            at += 1
            continue
        at += 1
        # Only those of functions have arguments, behind the parameters.
        if at < len(tokens) and tokens[at].text == "(":
            at = skip_brackets(tokens, at)
    return kept


def _split(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Yield each declaration without its `;`, and each function without its body."""
    start = at = 0
    while at < len(tokens):
        text = tokens[at].text
        if text == ";":
            yield tokens[start:at]
            start = at = at + 1
        elif text == "{" and tokens[at - 1].text == ")":
            yield tokens[start:at]
            start = at = skip_brackets(tokens, at)
        elif text in ("(", "[", "{"):
            at = skip_brackets(tokens, at)
        else:
            at += 1
    if start != at:
        raise ValueError(f"a public header ends in '{tokens[start].text} ...'")


def _declares_type(part: Sequence[Token]) -> bool:
    if part[0].text == "typedef":
        return True
    if part[0].text not in TAGGED:
        return False
    return len(part) == 2 or any(token.text == "{" for token in part[1:3])


def _read_prototype(part: Sequence[Token], scope: TypeScope) -> HeaderFunction:
    at = next((i for i, token in enumerate(part) if token.text == "("), 0)
    if at < 2 or skip_brackets(part, at) != len(part):
        text = " ".join(token.text for token in part)
        raise ValueError(f"a public header: '{text}' is no prototype")
    name = part[at - 1].text
    parameters: list[tuple[str, CType]] = []
    inside = part[at + 1 : -1]
    variadic = bool(inside) and inside[-1].text == "..."
    for tokens in split_at(inside, ","):
        if [token.text for token in tokens] not in (["void"], ["..."]):
            parameters.append(_read(tokens, scope, parameter=True))
    result: CType = VoidType()
    if [token.text for token in part[: at - 1]] != ["void"]:
        _, result = _read(part[:at], scope, parameter=False)
    return HeaderFunction(
        name=name, result=result, parameters=tuple(parameters), variadic=variadic
    )


def _read(
    tokens: Sequence[Token], scope: TypeScope, *, parameter: bool
) -> tuple[str, CType]:
    read = read_declaration(tokens, scope, parameter=parameter)
    if isinstance(read, CProblem):
        raise ValueError(f"a public header: {read.message}")
    return read.name, read.type
