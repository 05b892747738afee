# SPDX-License-Identifier: MIT
"""Reads the C between the braces of a `types { }`: which names it declares, and,
once the blocks that it needs are read, what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from codegen.cdecl.reader import TreeReader, parse
from codegen.cdecl.problem import (
    CProblem,
    Mistake,
    find_lexical_problem,
    unknown_type,
)
from codegen.cdecl.scan import TAGGED, Scan, find_declared_name
from codegen.cdecl.token import (
    RESERVED_WORDS,
    Token,
    skip_brackets,
    split_at,
    tokenize,
)
from codegen.cdecl.ctype import INT, TypeScope
from codegen.cdecl.value import Value
from codegen.model import EnumType, NamedType, RecordType, TypesKey

_ATTRIBUTES = frozenset({"__attribute__", "__attribute", "__declspec", "__extension__"})


@dataclass(frozen=True, kw_only=True)
class DeclaredName:
    """`keyword` is that in front of a tag, "" for a typedef's name or an enumerator:
    C keeps the two apart; "#define" for a macro. `defined` is false for `struct x;`."""

    name: str
    keyword: str
    defined: bool
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Declarations:
    """The declarations of a block as tokens, and the names that they declare;
    `refused` are the names of declarations that are not among the `parts`."""

    parts: tuple[tuple[Token, ...], ...]
    names: tuple[DeclaredName, ...]
    problems: tuple[CProblem, ...]
    refused: tuple[DeclaredName, ...] = ()


def _blank_directives(
    text: str, problems: list[CProblem], refused: list[DeclaredName]
) -> str:
    """Report preprocessor lines and return the text with spaces in their place; the
    macros that they define are among the names refused."""
    lines = text.split("\n")
    at = 0
    continued = False
    for index, line in enumerate(lines):
        bare = line.lstrip()
        if continued or bare.startswith("#"):
            if not continued:
                start = at + len(line) - len(bare)
                macro = re.match(r"#[ \t]*define[ \t]+(\w+)", bare, re.ASCII)
                if macro is not None:
                    refused.append(
                        DeclaredName(
                            name=macro[1],
                            keyword="#define",
                            defined=True,
                            start=start + macro.start(1),
                            end=start + macro.end(1),
                        )
                    )
                problems.append(
                    CProblem(
                        "E307",
                        "a preprocessor line in types { }",
                        start,
                        start + len(bare.rstrip()),
                        "use an enum for constants; macros belong into c { }",
                    )
                )
            continued = line.rstrip().endswith("\\")
            lines[index] = " " * len(line)
        at += len(line) + 1
    return "\n".join(lines)


def split_declarations(text: str) -> Declarations:
    """Split the text of a block; the places are those in `text`."""
    problems: list[CProblem] = []
    refused: list[DeclaredName] = []
    tokens = tokenize(_blank_directives(text, problems, refused))
    for before, token in zip([None, *tokens], tokens, strict=False):
        double = before is not None and before.text == token.text == "["
        if token.text in _ATTRIBUTES or double and before is not None:
            problems.append(
                CProblem(
                    "E307",
                    "an attribute in types { }",
                    before.start if double and before is not None else token.start,
                    token.end,
                    "types mean the same to every compiler: leave it out",
                )
            )
            return Declarations(parts=(), names=(), problems=tuple(problems))
    lexical = find_lexical_problem(tokens)
    if lexical is not None:
        problems.append(lexical)
        return Declarations(parts=(), names=(), problems=tuple(problems))
    parts: list[tuple[Token, ...]] = []
    names: list[DeclaredName] = []
    for part in _split(tokens):
        problem = _find_form_problem(part)
        if problem is not None:
            problems.append(problem)
            continue
        whole = part[:-1]
        if not whole:
            continue
        found = tuple(_find_names(whole))
        names += found
        reserved = [
            CProblem(
                "E213",
                f"'{name.name}' is a word of C",
                name.start,
                name.end,
                "choose another name",
            )
            for name in found
            if name.name in RESERVED_WORDS
        ]
        problems += reserved
        if reserved:
            refused += found
        else:
            parts.append(tuple(whole))
    return Declarations(
        parts=tuple(parts),
        names=tuple(names),
        problems=tuple(problems),
        refused=tuple(refused),
    )


def _split(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Yield each declaration with its `;`; the last one may be without."""
    start = at = 0
    while at < len(tokens):
        text = tokens[at].text
        if text == ";":
            yield tokens[start : at + 1]
            start = at = at + 1
        elif text in "([{":
            at = skip_brackets(tokens, at)
            # `struct a { } struct b { };` is two declarations, one without its `;`.
            if (
                text == "{"
                and at < len(tokens)
                and tokens[start].text != "typedef"
                and tokens[at].text in TAGGED | {"typedef"}
            ):
                yield tokens[start:at]
                start = at
        else:
            at += 1
    if start < len(tokens):
        yield tokens[start:]


def _find_form_problem(part: Sequence[Token]) -> CProblem | None:
    first, last = part[0], part[-1]
    if first.text not in TAGGED | {"typedef", ";"}:
        return CProblem(
            "E301",
            "types { } holds declarations of struct, union, enum and typedef only",
            first.start,
            last.end if last.start - first.start < 100 else first.end,
            "functions and variables belong into c { }",
        )
    if last.text != ";":
        return CProblem(
            "E301",
            "a ';' is missing behind this",
            last.start,
            last.end,
            "each declaration of a type ends in ';'",
        )
    for before, token in zip(part, part[1:], strict=False):
        # Not every pycparser minds.
        if before.text == token.text == ",":
            return CProblem("E301", "C does not allow ',' here", token.start, token.end)
    return None


def _find_names(tokens: Sequence[Token]) -> Iterator[DeclaredName]:
    """Find tags, enumerators and typedef names, in any depth."""
    for at, token in enumerate(tokens[:-1]):
        following = tokens[at + 1]
        if token.text not in TAGGED:
            continue
        brace = at + 1
        if following.kind == "identifier":
            brace = at + 2
            defined = brace < len(tokens) and tokens[brace].text == "{"
            if defined or len(tokens) == 2 or tokens[0].text == "typedef" and at == 1:
                yield DeclaredName(
                    name=following.text,
                    keyword=token.text,
                    defined=defined,
                    start=following.start,
                    end=following.end,
                )
        if token.text == "enum" and brace < len(tokens) and tokens[brace].text == "{":
            inside = tokens[brace + 1 : skip_brackets(tokens, brace) - 1]
            for part in split_at(inside, ","):
                if part:
                    yield _ordinary(part[0])
    if tokens[0].text == "typedef":
        at = Scan(TypeScope()).scan_specifiers(tokens)
        for part in split_at(tokens[at:], ","):
            name = find_declared_name(part, 0)
            if name is not None:
                yield _ordinary(name)


def _ordinary(token: Token) -> DeclaredName:
    return DeclaredName(
        name=token.text, keyword="", defined=True, start=token.start, end=token.end
    )


def define_types(
    declarations: Declarations, scope: TypeScope, owner: TypesKey | None
) -> tuple[CProblem, ...]:
    """Add the types of a block to `scope`, in their order; return the mistakes."""
    problems: list[CProblem] = []
    _stand_in(declarations.refused, scope)
    reader = TreeReader(scope, owner=owner, defines=True)
    for name in declarations.names:
        if name.keyword in ("struct", "union"):
            reader.declare_tag(name.keyword, name.name)
    for part in declarations.parts:
        problem = _define(part, scope, reader)
        if problem is not None:
            problems.append(problem)
            _stand_in(_find_names(part), scope)
            # What a reader was in the middle of is of no use to the next part.
            reader = TreeReader(scope, owner=owner, defines=True)
    return tuple(problems)


def stand_in(declarations: Declarations, scope: TypeScope) -> None:
    """Make the names of a block known that cannot be read in time."""
    _stand_in(declarations.names, scope)


def _stand_in(names: Iterable[DeclaredName], scope: TypeScope) -> None:
    """Make the names of a wrong declaration known: one mistake, one message."""
    for name in names:
        if not name.keyword:
            scope.typedefs.setdefault(
                name.name, NamedType(name=name.name, target=INT, owner=None)
            )
            scope.constants.setdefault(name.name, Value(0))
        elif name.keyword == "#define":
            # As an array's size, too, it must be no second mistake: so not 0.
            scope.constants.setdefault(name.name, Value(1))
        elif name.keyword == "enum":
            scope.tags.setdefault(
                name.name, EnumType(tag=name.name, enumerators=(), owner=None)
            )
        else:
            scope.tags[name.name] = RecordType(
                keyword=name.keyword, tag=name.name, members=(("", INT),), owner=None
            )


def _define(
    part: tuple[Token, ...], scope: TypeScope, reader: TreeReader
) -> CProblem | None:
    scan = Scan(scope)
    scan.scan_declaration(part)
    for word in scan.storage:
        if word is not part[0]:
            return CProblem(
                "E301", f"'{word.text}' does not belong here", word.start, word.end
            )
    for token in scan.types:
        if scope.find_typedef(token.text) is None:
            return unknown_type(token.text, scope).place([token])
    stubs = tuple(sorted({token.text for token in scan.types}))
    text = " ".join(token.text for token in part)
    parsed = parse(f"{text} ;", stubs)
    if parsed is None:
        return _find_culprit(part, stubs)
    try:
        reader.define(parsed)
    except Mistake as mistake:
        return mistake.place(part)
    except RecursionError:
        return CProblem(
            "E301",
            "the declaration is nested too deeply",
            part[0].start,
            part[0].end,
        )
    return None


def _find_culprit(tokens: Sequence[Token], stubs: tuple[str, ...]) -> CProblem:
    """Return the smallest part of a declaration that is not C by itself."""
    brace = _find_brace(tokens)
    if brace is not None:
        end = skip_brackets(tokens, brace) - 1
        inside = tokens[brace + 1 : end]
        is_enum = "enum" in (tokens[brace - 1].text, tokens[max(brace - 2, 0)].text)
        separator = "," if is_enum else ";"
        if not is_enum and inside and inside[-1].text != ";":
            last = tokens[end]
            return CProblem(
                "E301",
                "C does not allow '}' here",
                last.start,
                last.end,
                "is a ';' missing in front of it?",
            )
        for piece in split_at(inside, separator):
            text = " ".join(token.text for token in piece)
            whole = f"enum {{ {text} }} ;" if is_enum else f"struct {{ {text} ; }} ;"
            if piece and parse(whole, stubs) is None:
                return _find_culprit(piece, stubs)
    return CProblem(
        "E301", "this is no declaration of C", tokens[0].start, tokens[-1].end
    )


def _find_brace(tokens: Sequence[Token]) -> int | None:
    """Return the index of the first brace, if it opens a struct, union or enum."""
    for at, token in enumerate(tokens):
        if token.text == "{":
            words = [before.text for before in tokens[max(at - 2, 0) : at]]
            return at if TAGGED.intersection(words) else None
    return None
