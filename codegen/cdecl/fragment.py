# SPDX-License-Identifier: MIT
"""Reads the fragments of C that a spec holds: fields, parameters, prototypes,
constants and types blocks.

Mistakes are found by tokens as far as possible, so that each has its exact place
and our own words, whichever pycparser is installed. A fragment with a mistake gives
a `CProblem`, placed in the text that was handed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from codegen.cdecl.reader import Initializer, TreeReader, parse
from codegen.cdecl.problem import (
    CProblem,
    Mistake,
    find_lexical_problem,
    unknown_type,
)
from codegen.cdecl.scan import Scan, find_declared_name, find_trailing_problem
from codegen.cdecl.token import (
    KEYWORDS,
    Token,
    skip_brackets,
    split_at,
    tokenize,
)
from codegen.cdecl.ctype import TypeScope
from codegen.cdecl.value import NotConstant, parse_character, parse_number
from codegen.model import CType, VoidType

# Stands for the declared name, so that one tree serves all names.
_PLACEHOLDER = "_"

_BEGIN_VALUE = frozenset({"(", "{", "+", "-", "~", "!", "*", "&"})

# Nobody writes longer ones, and pycparser's time is not linear for all of them.
_MOST_TOKENS = 1000


@dataclass(frozen=True, kw_only=True)
class Declared:
    """One declared object: its name, where that stands in the text, its type."""

    name: str
    start: int
    end: int
    type: CType


def _write(tokens: Sequence[Token], name: Token | None) -> str:
    """Join tokens by single spaces: the form that pycparser sees, on one line."""
    return " ".join(_PLACEHOLDER if token is name else token.text for token in tokens)


def _refuse(tokens: Sequence[Token], what: str) -> CProblem:
    return CProblem("E301", f"this is no {what} of C", tokens[0].start, tokens[-1].end)


# Fields and parameters ---------------------------------------------------------


def _find_name_problem(
    tokens: Sequence[Token], scan: Scan, at: int, name: Token | None
) -> CProblem | None:
    """Say what is wrong with the name, as far as tokens show it."""
    end = tokens[-1].end
    if scan.storage:
        word = scan.storage[0]
        return CProblem(
            "E301", f"'{word.text}' does not belong here", word.start, word.end
        )
    if name is None and at == len(tokens) == 1 and scan.types:
        return CProblem(
            "E301",
            f"'{tokens[0].text}' alone is no declaration",
            tokens[0].start,
            end,
            "a declaration is a type and a name: TYPE NAME",
        )
    if name is None:
        return CProblem("E301", "the declaration has no name", tokens[0].start, end)
    if at == 0:
        return CProblem("E301", f"'{name.text}' has no type", name.start, name.end)
    if name.text in KEYWORDS:
        return CProblem(
            "E213",
            f"'{name.text}' is a keyword of C",
            name.start,
            name.end,
            "choose another name",
        )
    return None


def read_declaration(
    tokens: Sequence[Token], scope: TypeScope, *, parameter: bool = False
) -> Declared | CProblem:
    """Read `TYPE NAME[N]`; `tokens` are at least one, and lexically sound."""
    if len(tokens) > _MOST_TOKENS:
        return CProblem(
            "E301", "the declaration is too long", tokens[0].start, tokens[0].end
        )
    scan = Scan(scope)
    at = scan.scan_declaration(tokens)
    name = find_declared_name(tokens, at)
    problem = _find_name_problem(tokens, scan, at, name)
    if problem is not None:
        return problem
    assert name is not None
    for token in scan.types:
        if scope.find_typedef(token.text) is None:
            return unknown_type(token.text, scope).place([token])
    if not any(token.text == "(" for token in tokens[at:]) or parameter:
        problem = find_trailing_problem(tokens, name)
    if problem is None:
        problem = _find_split_problem(tokens, at)
    if problem is not None:
        return problem
    text = _write(tokens, name)
    key = f"{text}@" if parameter else text
    ctype = scope.known_types.get(key)
    if ctype is None:
        read = _read_type(text, tokens, name, scan, scope, parameter)
        if isinstance(read, CProblem):
            return read
        ctype = scope.known_types[key] = read
    return Declared(name=name.text, start=name.start, end=name.end, type=ctype)


def _find_split_problem(tokens: Sequence[Token], at: int) -> CProblem | None:
    parts = split_at(tokens[at:], ",")
    if len(parts) < 2:
        return None
    start = parts[0][-1].end if parts[0] else tokens[at].start
    return CProblem(
        "E301",
        "a second name in one declaration",
        start,
        tokens[-1].end,
        "write one declaration for each name",
    )


def _read_type(
    text: str,
    tokens: Sequence[Token],
    name: Token,
    scan: Scan,
    scope: TypeScope,
    parameter: bool,
) -> CType | CProblem:
    stubs = tuple(sorted({token.text for token in scan.types}))
    parsed = parse(f"{text} ;", stubs)
    if parsed is None:
        return _refuse(tokens, "declaration")
    reader = TreeReader(scope)
    try:
        if parameter:
            return reader.read_only_parameter(parsed)
        return reader.read_object(parsed, name.text)
    except Mistake as mistake:
        return mistake.place(tokens)
    except RecursionError:
        return Mistake("E301", "the declaration is nested too deeply").place(tokens)


# Expressions -------------------------------------------------------------------


def read_expression(text: str, scope: TypeScope) -> Initializer | CProblem:
    """Read an initialiser or a constant; places are those in `text`."""
    tokens = tokenize(text)
    if not tokens:
        return CProblem("E301", "a value is missing", 0, len(text))
    problem = find_lexical_problem(tokens)
    if problem is not None:
        return problem
    first = tokens[0]
    if first.kind == "mark" and first.text not in _BEGIN_VALUE:
        return CProblem(
            "E301", f"C does not allow '{first.text}' here", first.start, first.end
        )
    values = split_at(tokens, ",")
    if len(values) > 1:
        comma = tokens[len(values[0])]
        return CProblem("E301", "C does not allow ',' here", comma.start, comma.end)
    if all(token.kind == "string" for token in tokens):
        strings = tuple(token.text for token in tokens)
        return Initializer(reason="it is a string", strings=strings)
    if len(tokens) == 1 and first.kind in ("number", "character", "identifier"):
        return _read_single(first, scope)
    if len(tokens) > _MOST_TOKENS:
        if first.text == "{":
            # A table of data; the compiler reads it faster, and at its own line.
            return Initializer(reason="it is a list in braces", braces=True)
        return CProblem("E301", "the value is too long", first.start, first.end)
    scan = Scan(scope)
    scan.scan_expression(tokens)
    stubs = tuple(sorted({token.text for token in scan.types}))
    written = _write(tokens, None)
    parsed = parse(f"int {_PLACEHOLDER} = {written} ;", stubs)
    if parsed is None:
        return _refuse(tokens, "constant")
    try:
        return TreeReader(scope).read_initializer(parsed)
    except Mistake as mistake:
        return mistake.place(tokens)
    except RecursionError:
        return CProblem(
            "E301", "the value is nested too deeply", first.start, tokens[-1].end
        )


def _read_single(token: Token, scope: TypeScope) -> Initializer:
    value, reason = None, ""
    try:
        if token.kind == "number":
            value = parse_number(token.text)
        elif token.kind == "character":
            value = parse_character(token.text)
        else:
            value = scope.find_constant(token.text)
            reason = f"'{token.text}' has no value here"
    except NotConstant as why:
        reason = str(why)
    return Initializer(value=value, reason=reason)


# Prototypes --------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ReadParameter:
    """A parameter, and the part of the text between the commas around it."""

    declared: Declared
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Prototype:
    """`TYPE NAME(PARAMETERS)`. What has a mistake is in `problems`, and its part is
    left out; `result` is None then."""

    name: Token
    result: CType | None
    parameters: tuple[ReadParameter, ...]
    problems: tuple[CProblem, ...]


def _find_parameter_list(tokens: Sequence[Token]) -> int | CProblem:
    """Return the index of the `(` behind the name of a prototype."""
    at = next((i for i, token in enumerate(tokens) if token.text == "("), None)
    form = "an operation is written TYPE NAME(PARAMETERS)"
    if at is None:
        return CProblem(
            "E301",
            "the operation has no parameters",
            tokens[0].start,
            tokens[-1].end,
            form,
        )
    if at == 0 or tokens[at - 1].kind != "identifier":
        return CProblem(
            "E301", "a name is missing here", tokens[at].start, tokens[at].end, form
        )
    end = skip_brackets(tokens, at)
    if end < len(tokens):
        return CProblem(
            "E301",
            f"'{tokens[end].text}' cannot stand behind the parameters",
            tokens[end].start,
            tokens[-1].end,
            form,
        )
    if at == 1:
        return CProblem(
            "E301",
            f"'{tokens[0].text}' has no result",
            tokens[0].start,
            tokens[0].end,
            "an operation returns hx_status, void, or a value with @on_fail",
        )
    return at


def _read_result(tokens: Sequence[Token], scope: TypeScope) -> CType | CProblem:
    """Read the type in front of the name, the last of `tokens`."""
    name = tokens[-1]
    if name.text in KEYWORDS:
        return CProblem(
            "E213",
            f"'{name.text}' is a keyword of C",
            name.start,
            name.end,
            "choose another name",
        )
    if [token.text for token in tokens[:-1]] == ["void"]:
        return VoidType()
    read = read_declaration(tokens, scope)
    return read if isinstance(read, CProblem) else read.type


def _read_parameter(tokens: Sequence[Token], scope: TypeScope) -> Declared | CProblem:
    start, end = tokens[0].start, tokens[-1].end
    if tokens[0].text == "...":
        return CProblem("E413", "an operation takes no variable arguments", start, end)
    scan = Scan(scope)
    at = scan.scan_declaration(tokens)
    name = find_declared_name(tokens, at)
    if name is None and at > 0 and not scan.storage:
        for token in scan.types:
            if scope.find_typedef(token.text) is None:
                return unknown_type(token.text, scope).place([token])
        return CProblem(
            "E413",
            "a parameter without a name",
            start,
            end,
            "callers and glue name the parameters: write TYPE NAME",
        )
    return read_declaration(tokens, scope, parameter=True)


def read_prototype(text: str, scope: TypeScope) -> Prototype | CProblem:
    """Read a prototype; places are those in `text`."""
    tokens = tokenize(text)
    if not tokens:
        return CProblem("E301", "an operation is missing", 0, len(text))
    problem = find_lexical_problem(tokens)
    if problem is not None:
        return problem
    at = _find_parameter_list(tokens)
    if isinstance(at, CProblem):
        return at
    problems: list[CProblem] = []
    result = _read_result(tokens[:at], scope)
    if isinstance(result, CProblem):
        problems.append(result)
    parameters: list[ReadParameter] = []
    inside = tokens[at + 1 : -1]
    parts = split_at(inside, ",")
    if [token.text for token in inside] in ([], ["void"]):
        parts = []
    start = tokens[at].end
    behind = at + 1
    for part in parts:
        behind += len(part)
        end = tokens[behind].start
        if not part:
            problems.append(CProblem("E301", "a parameter is missing", end, end + 1))
        else:
            read = _read_parameter(part, scope)
            if isinstance(read, CProblem):
                problems.append(read)
            else:
                parameters.append(ReadParameter(declared=read, start=start, end=end))
        start = tokens[behind].end
        behind += 1
    return Prototype(
        name=tokens[at - 1],
        result=None if isinstance(result, CProblem) else result,
        parameters=tuple(parameters),
        problems=tuple(problems),
    )
