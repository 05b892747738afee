# SPDX-License-Identifier: MIT
"""The syntax tree of one `.mod` file: what was written, where, and nothing more.

The parser builds it; analysis turns it into the model. Duplicates, unknown keys
and unknown flags are still in the tree: finding them is analysis' work. C
fragments are kept as text; `codegen.cdecl.reader` reads them.

`complete` is false on a node in which the parser has already reported a syntax
error: analysis then says nothing about what seems to be missing there.
"""

from __future__ import annotations

from dataclasses import dataclass

from codegen.source import Source, Span


@dataclass(frozen=True, kw_only=True)
class Word:
    """An identifier or keyword."""

    text: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class String:
    """Adjacent string literals, joined; `text` has its escapes resolved."""

    text: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class VersionText:
    """A version token such as `1.10`, with the three numbers read from it."""

    numbers: tuple[int, int, int]
    text: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One part of a constraint; `operator` is "" for a bare version."""

    operator: str
    version: VersionText
    span: Span


@dataclass(frozen=True, kw_only=True)
class ConstraintText:
    """`>= 1.0 < 2.0`; no comparisons: any version. The span is empty then."""

    comparisons: tuple[Comparison, ...]
    span: Span


@dataclass(frozen=True, kw_only=True)
class Annotation:
    """`@name` or `@name(argument)`; each argument is the text between commas."""

    name: str
    arguments: tuple[CText, ...]
    has_parentheses: bool
    span: Span


@dataclass(frozen=True, kw_only=True)
class CText:
    """A piece of C. `text` is as long as the span: what is not C in it (annotations)
    is blanked with spaces, so offsets in `text` are offsets in the file."""

    text: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Body:
    """Verbatim C from `{` to the matching `}`, both included in text and span."""

    text: str
    span: Span
    complete: bool = True


# Module ------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class DependencyText:
    name: String
    constraint: ConstraintText
    optional: bool
    span: Span


InfoValue = (
    String
    | VersionText
    | tuple[Word, ...]
    | tuple[String, ...]
    | tuple[DependencyText, ...]
)


@dataclass(frozen=True, kw_only=True)
class InfoEntry:
    """`key: value;`. By key: name, description, author, license: String; version:
    VersionText; flags: Words; dependencies: DependencyTexts; provides, after,
    before, publishes: Strings; any other key: value is None."""

    key: Word
    value: InfoValue | None
    span: Span


@dataclass(frozen=True, kw_only=True)
class InfoBlock:
    keyword: Word
    entries: tuple[InfoEntry, ...]
    complete: bool


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """`TYPE NAME[N] = DEFAULT @annotation;` of config, state and a migrate's from."""

    declarator: CText
    default: CText | None
    annotations: tuple[Annotation, ...]
    doc: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class ConfigBlock:
    keyword: Word
    declarations: tuple[Declaration, ...]


@dataclass(frozen=True, kw_only=True)
class StateBlock:
    """`state 2 { }`; version is None where none is written."""

    keyword: Word
    version: int | None
    version_span: Span | None
    declarations: tuple[Declaration, ...]


@dataclass(frozen=True, kw_only=True)
class UseEntry:
    interface: String
    constraint: ConstraintText
    handle: Word
    optional: bool
    span: Span


@dataclass(frozen=True, kw_only=True)
class UsesBlock:
    keyword: Word
    entries: tuple[UseEntry, ...]


@dataclass(frozen=True, kw_only=True)
class SourcesEntry:
    keyword: Word
    files: tuple[String, ...]


@dataclass(frozen=True, kw_only=True)
class CBlock:
    keyword: Word
    body: Body


@dataclass(frozen=True, kw_only=True)
class TypesBlock:
    """`types { }`; body is the C text with its braces."""

    keyword: Word
    body: Body
    doc: str


@dataclass(frozen=True, kw_only=True)
class HookEntry:
    """`name { }`, `name;`, `on tick { }`, `on "name";`, `request "name" { }`.

    `kind` is "hook", "on" or "request"; `name` a Word or, for a Custom event and
    a request, a String. `parameters` is the span of a parameter list that does not
    belong there. `body` is None for the form that ends in `;`.
    """

    kind: str
    name: Word | String
    body: Body | None
    parameters: Span | None
    doc: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class ImplBlock:
    keyword: Word
    hooks: tuple[HookEntry, ...]
    complete: bool


@dataclass(frozen=True, kw_only=True)
class Rename:
    old: Word
    new: Word
    span: Span


@dataclass(frozen=True, kw_only=True)
class MigrateBlock:
    """`migrate 1 -> 2 { from { } rename a -> b; body { } }`."""

    keyword: Word
    old_version: int
    new_version: int
    versions_span: Span
    fields: tuple[Declaration, ...] | None
    renames: tuple[Rename, ...]
    body: Body | None
    complete: bool


@dataclass(frozen=True, kw_only=True)
class RestartEntry:
    key: Word
    value: int | None
    value_span: Span


@dataclass(frozen=True, kw_only=True)
class RestartBlock:
    keyword: Word
    entries: tuple[RestartEntry, ...]


ModulePart = (
    InfoBlock
    | ConfigBlock
    | StateBlock
    | UsesBlock
    | SourcesEntry
    | CBlock
    | TypesBlock
    | ImplBlock
    | MigrateBlock
    | RestartBlock
)


@dataclass(frozen=True, kw_only=True)
class ModuleDeclaration:
    """All parts in the order they were written, duplicates included."""

    keyword: Word
    identifier: Word
    doc: str
    parts: tuple[ModulePart, ...]
    complete: bool


# Interface ---------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class OperationEntry:
    """A prototype. `annotations` are those behind the `)`; `parameter_annotations`
    the others, to be matched to their parameter by where they stand."""

    prototype: CText
    parameter_annotations: tuple[Annotation, ...]
    annotations: tuple[Annotation, ...]
    doc: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class InterfaceDeclaration:
    keyword: Word
    name: String
    version: VersionText
    doc: str
    operations: tuple[OperationEntry, ...]
    complete: bool


@dataclass(frozen=True, kw_only=True)
class OperationBinding:
    """`op { }` (body), `op;` (neither), `op = function;` (function)."""

    operation: Word
    body: Body | None
    function: Word | None
    parameters: Span | None
    doc: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class ImplementationDeclaration:
    keyword: Word
    module: Word
    interface: String
    version: VersionText
    operations: tuple[OperationBinding, ...]
    complete: bool


FileDeclaration = (
    ModuleDeclaration | InterfaceDeclaration | ImplementationDeclaration | TypesBlock
)


@dataclass(frozen=True, kw_only=True)
class File:
    source: Source
    declarations: tuple[FileDeclaration, ...]
