# SPDX-License-Identifier: MIT
"""Reads all `types { }`: what they declare, which need which, and their meaning.

A top-level block becomes a header that others include, so the blocks must not need
each other in a circle, and no two may declare one name. A block of a module is
private to it and may use all top-level ones.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from codegen.analyse.fragment import place, report_problem
from codegen.cdecl.token import RESERVED_WORDS
from codegen.cdecl.ctype import TypeScope, make_base_scope
from codegen.cdecl.typeblock import (
    DeclaredName,
    Declarations,
    define_types,
    split_declarations,
    stand_in,
)
from codegen.cycles import find_cycles
from codegen.diagnostics import Diagnostics, Note
from codegen.parse.lexer import shorten
from codegen.model import TypesBlock, TypesKey, c_identifier
from codegen.source import Span
from codegen.parse.syntax import CText, File
from codegen.parse.syntax import TypesBlock as TypesDeclaration

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, kw_only=True)
class _Block:
    key: TypesKey
    text: CText
    declaration: TypesDeclaration
    declarations: Declarations


@dataclass(frozen=True, kw_only=True)
class GlobalTypes:
    """The scope that every declaration sees, and who declares what in it.

    `owners` has the names of top-level blocks only, `public` those of helix/types.h.
    A place is that of a (is a tag, name); `own_places` has those of the private
    blocks, by the identifier of their module.
    """

    scope: TypeScope
    blocks: tuple[TypesBlock, ...]
    owners: dict[str, TypesKey]
    places: dict[tuple[bool, str], Span]
    public: frozenset[tuple[bool, str]]
    own_places: dict[str, dict[tuple[bool, str], Span]]

    def find_needs(self, texts: Iterable[str]) -> tuple[TypesKey, ...]:
        """Return the top-level blocks of which `texts` name a type or a constant."""
        if not self.owners:
            return ()
        words: set[str] = set()
        for text in texts:
            words.update(_IDENTIFIER.findall(text))
        return tuple(sorted({self.owners[word] for word in words & self._names}))

    @functools.cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self.owners)


@functools.lru_cache(maxsize=4)
def _read_public(text: str) -> tuple[TypeScope, frozenset[tuple[bool, str]]]:
    """Read helix/types.h: declarations of types and preprocessor lines."""
    bare = re.sub(r"(?m)^[ \t]*#.*$", "", text)
    scope = TypeScope(make_base_scope())
    declarations = split_declarations(bare)
    problems = declarations.problems + define_types(declarations, scope, None)
    if problems:
        raise ValueError(f"helix/types.h: {problems[0]}")
    names = frozenset((bool(n.keyword), n.name) for n in declarations.names)
    base = scope.parent
    assert base is not None
    own = frozenset((False, name) for name in (*base.typedefs, *base.constants))
    return scope, names | own


def _inside(declaration: TypesDeclaration) -> CText:
    """Return the text between the braces."""
    body = declaration.body
    text = body.text
    end = len(text) - 1 if body.complete and text.endswith("}") else len(text)
    start = 1 if text.startswith("{") else 0
    span = Span(
        source=body.span.source,
        start=body.span.start + start,
        end=body.span.start + max(start, end),
    )
    return CText(text=text[start:end], span=span)


def _split(
    declaration: TypesDeclaration, key: TypesKey, diagnostics: Diagnostics
) -> _Block:
    text = _inside(declaration)
    declarations = split_declarations(text.text)
    for problem in declarations.problems:
        # Where the block's own brace lacks, brackets and `;` are no second mistake.
        if declaration.body.complete or problem.rule != "E301":
            report_problem(diagnostics, problem, text)
    return _Block(
        key=key, text=text, declaration=declaration, declarations=declarations
    )


def _find_blocks(files: Sequence[File], diagnostics: Diagnostics) -> list[_Block]:
    blocks = []
    # By name: two folders may have a file of one name, and a file several blocks.
    counts: Counter[str] = Counter()
    for file in files:
        name = file.source.line_name
        for declaration in file.declarations:
            if isinstance(declaration, TypesDeclaration):
                counts[name] += 1
                suffix = f"#{counts[name]}" if counts[name] > 1 else ""
                key = TypesKey(module=None, file=name + suffix)
                blocks.append(_split(declaration, key, diagnostics))
    return blocks


def _stem(key: TypesKey) -> str:
    file, _, count = (key.file or "").partition("#")
    stem = c_identifier(PurePosixPath(file).stem)
    return f"{stem}_{count}" if count else stem


def _name_headers(blocks: Sequence[_Block]) -> dict[TypesKey, str]:
    """Name each header after its file; equal names get a digest of the path, so that
    no name depends on how many others there are."""
    counts = Counter(_stem(block.key) for block in blocks)
    return {
        block.key: (
            _stem(block.key)
            if counts[_stem(block.key)] == 1
            else f"{_stem(block.key)}_{zlib.crc32((block.key.file or '').encode()):08x}"
        )
        for block in blocks
    }


def _where(block: _Block, name: DeclaredName) -> Span:
    return place(block.text, name.start, name.end)


def _report_duplicate(
    block: _Block, name: DeclaredName, first: Span | None, diagnostics: Diagnostics
) -> None:
    shown = shorten(f"{name.keyword} {name.name}".strip())
    diagnostics.report(
        "E308",
        _where(block, name),
        f"'{shown}' is already declared",
        notes=[
            (
                Note(message="first declared here", span=first)
                if first is not None
                else Note(message="every module has it from <helix/module.h>")
            )
        ],
        help="choose another name",
    )


def _declare_names(
    blocks: Sequence[_Block],
    public: frozenset[tuple[bool, str]],
    diagnostics: Diagnostics,
) -> tuple[dict[str, TypesKey], dict[tuple[bool, str], Span]]:
    owners: dict[str, TypesKey] = {}
    places: dict[tuple[bool, str], Span] = {}
    forward: list[tuple[_Block, DeclaredName]] = []
    for block in blocks:
        for name in block.declarations.names:
            key = (bool(name.keyword), name.name)
            if name.name in RESERVED_WORDS:
                continue  # reported
            if not name.defined:
                forward.append((block, name))
            elif key in public or key in places:
                _report_duplicate(block, name, places.get(key), diagnostics)
            else:
                places[key] = _where(block, name)
                owners.setdefault(name.name, block.key)
    # `struct x;` declares x only where nothing defines it.
    for block, name in forward:
        if (True, name.name) not in places:
            places[True, name.name] = _where(block, name)
            owners.setdefault(name.name, block.key)
    return owners, places


def _forget_duplicates(
    block: _Block, public: frozenset[tuple[bool, str]], scope: TypeScope
) -> None:
    """Let public names mean what they meant before a block declared them again."""
    for name in block.declarations.names:
        if (bool(name.keyword), name.name) not in public:
            continue
        if name.keyword:
            scope.tags.pop(name.name, None)
        else:
            scope.typedefs.pop(name.name, None)
            scope.constants.pop(name.name, None)


def _order_blocks(
    blocks: Sequence[_Block],
    needs: dict[TypesKey, tuple[TypesKey, ...]],
    scope: TypeScope,
    diagnostics: Diagnostics,
) -> list[_Block]:
    """Return the blocks so that each follows those that it needs. Where that cannot
    be, the names of all of them are made known to `scope`."""
    by_name = {str(block.key.file): block for block in blocks}
    edges = [
        (str(key.file), str(need.file), (str(key.file), str(need.file)))
        for key, keys in needs.items()
        for need in keys
    ]
    cycles = find_cycles(by_name, edges)
    for block in blocks if cycles else ():
        stand_in(block.declarations, scope)
    for cycle in cycles:
        first = by_name[cycle[0][0]]
        diagnostics.report(
            "E309",
            first.declaration.keyword.span,
            "types blocks need each other in a circle",
            notes=[
                Note(
                    message="this block needs the next one",
                    span=by_name[origin].declaration.keyword.span,
                )
                for origin, _ in cycle
            ],
            help="move what both need into a block of its own",
        )
    ordered: list[_Block] = []
    done: set[str] = set()
    for block in blocks:
        path = [(str(block.key.file), iter(needs[block.key]))]
        entered = {path[0][0]}
        while path:
            name, rest = path[-1]
            for need in rest:
                target = str(need.file)
                if target not in done and target not in entered:
                    entered.add(target)
                    path.append((target, iter(needs[need])))
                    break
            else:
                path.pop()
                if name not in done:
                    done.add(name)
                    ordered.append(by_name[name])
    return ordered


def _make_block(block: _Block, stem: str, needs: tuple[TypesKey, ...]) -> TypesBlock:
    return TypesBlock(
        key=block.key,
        stem=stem,
        text=block.text.text,
        span=block.text.span,
        names=tuple((n.name, _where(block, n)) for n in block.declarations.names),
        needs=needs,
        doc=block.declaration.doc,
    )


def read_global_types(
    files: Sequence[File], public_types: str, diagnostics: Diagnostics
) -> GlobalTypes:
    """Read helix/types.h and all top-level types blocks."""
    public_scope, public = _read_public(public_types)
    blocks = _find_blocks(files, diagnostics)
    owners, places = _declare_names(blocks, public, diagnostics)
    needs = {
        block.key: tuple(
            sorted(
                {
                    owners[word]
                    for word in set(_IDENTIFIER.findall(block.text.text))
                    if word in owners
                }
                - {block.key}
            )
        )
        for block in blocks
    }
    scope = TypeScope(public_scope)
    for block in _order_blocks(blocks, needs, scope, diagnostics):
        for problem in define_types(block.declarations, scope, block.key):
            report_problem(diagnostics, problem, block.text)
        _forget_duplicates(block, public, scope)
    stems = _name_headers(blocks)
    return GlobalTypes(
        scope=scope,
        blocks=tuple(
            _make_block(block, stems[block.key], needs[block.key])
            for block in sorted(blocks, key=lambda block: block.key)
        ),
        owners=owners,
        places=places,
        public=public,
        own_places={},
    )


def read_module_types(
    declaration: TypesDeclaration,
    identifier: str,
    types: GlobalTypes,
    diagnostics: Diagnostics,
) -> tuple[TypesBlock, TypeScope]:
    """Read the types block of a module into a scope of its own."""
    key = TypesKey(module=identifier, file=None)
    block = _split(declaration, key, diagnostics)
    own: dict[tuple[bool, str], Span] = {}
    for name in block.declarations.names:
        if not name.defined or name.name in RESERVED_WORDS:
            continue
        named = (bool(name.keyword), name.name)
        if named in types.public or named in types.places or named in own:
            first = own.get(named) or types.places.get(named)
            _report_duplicate(block, name, first, diagnostics)
        else:
            own[named] = _where(block, name)
    types.own_places.setdefault(identifier, own)
    scope = TypeScope(types.scope)
    for problem in define_types(block.declarations, scope, key):
        report_problem(diagnostics, problem, block.text)
    _forget_duplicates(block, types.public, scope)
    needs = types.find_needs([block.text.text])
    return _make_block(block, c_identifier(identifier), needs), scope
