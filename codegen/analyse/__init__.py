# SPDX-License-Identifier: MIT
"""From the syntax trees of all specs to the model: what the specs mean.

Each part reads one construct of the language and reports what is wrong in it; a
part with a mistake is left out of the model or stands with a default, and the rest
of its module stays, so that later stages can still check that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from codegen.analyse.implementation import check_shared_names, read_implementation
from codegen.analyse.interface import ReadInterface, read_interfaces
from codegen.analyse.module import read_module
from codegen.analyse.names import report_collisions
from codegen.analyse.types import GlobalTypes, read_global_types
from codegen.analyse.unread import UnreadParts
from codegen.diagnostics import Diagnostic, Diagnostics, Note, did_you_mean
from codegen.forked import map_shares
from codegen.parse.lexer import shorten
from codegen.model import Implementation, Model, Module
from codegen.analyse.rules import check_rules
from codegen.source import Span
from codegen.parse.syntax import File, ImplementationDeclaration, ModuleDeclaration

__all__ = ["analyse", "read_some"]

_Place = tuple[File, ModuleDeclaration]


@dataclass(frozen=True, kw_only=True)
class _ReadModules:
    """A share of the modules. `own_places` has the types that they declare for
    themselves, as in GlobalTypes; `found` what was wrong."""

    modules: list[Module]
    own_places: dict[str, dict[tuple[bool, str], Span]]
    found: tuple[Diagnostic, ...]


def analyse(
    files: Sequence[File],
    replacements: Sequence[File],
    *,
    public_types: str,
    root: Path,
    working_folder: Path,
    diagnostics: Diagnostics,
) -> Model:
    """Build the model of all `files`; `replacements` are those of the profile.

    `public_types` is the text of runtime/include/helix/types.h, `root` the project's
    folder and `working_folder` the one that file names in messages are relative to.
    """
    found = Diagnostics()
    model = _analyse(files, replacements, public_types, root, working_folder, found)
    unread = UnreadParts(parsing=diagnostics, analysis=found)
    diagnostics.extend(d for d in found.sorted() if not unread.explain(d))
    return model


def _reading_order(file: File, root: Path) -> tuple[bool, str, str]:
    """The project's own specs are first: of two that declare one name, the one from
    outside is the one to change."""
    source = file.source
    return not source.path.is_relative_to(root), source.line_name, str(source.path)


def _analyse(
    files: Sequence[File],
    replacements: Sequence[File],
    public_types: str,
    root: Path,
    working_folder: Path,
    diagnostics: Diagnostics,
) -> Model:
    read = _read(files, replacements, public_types, root, working_folder, diagnostics)
    report_collisions(read.model, read.types, diagnostics)
    check_rules(read.model, read.dropped, diagnostics)
    return read.model


def read_some(
    files: Sequence[File],
    *,
    public_types: str,
    root: Path,
    working_folder: Path,
    diagnostics: Diagnostics,
) -> Model:
    """Read some of the specs of a run: what they name is taken from the others of them,
    and whether it all fits together is not looked at."""
    return _read(files, (), public_types, root, working_folder, diagnostics).model


@dataclass(frozen=True, kw_only=True)
class _Read:
    """`dropped` are modules whose name was taken."""

    model: Model
    types: GlobalTypes
    dropped: list[Module]


def _read(
    files: Sequence[File],
    replacements: Sequence[File],
    public_types: str,
    root: Path,
    working_folder: Path,
    diagnostics: Diagnostics,
) -> _Read:
    files = sorted(files, key=lambda file: _reading_order(file, root))
    replacements = sorted(replacements, key=lambda file: _reading_order(file, root))
    everything = [*files, *replacements]
    types = read_global_types(everything, public_types, diagnostics)
    interfaces = read_interfaces(everything, types, diagnostics)
    places = _find_modules(files), _find_modules(replacements)
    implementations = _read_implementations(
        files, replacements, places, interfaces, diagnostics
    )

    def read(group: Iterable[_Place]) -> _ReadModules:
        found = Diagnostics()
        modules = [
            read_module(
                declaration,
                file,
                implementations.get(id(declaration), ()),
                types,
                root,
                working_folder,
                found,
            )
            for file, declaration in group
        ]
        names = {m.identifier for m in modules} & types.own_places.keys()
        return _ReadModules(
            modules=modules,
            own_places={name: types.own_places[name] for name in names},
            found=found.sorted(),
        )

    modules: list[list[Module]] = [[], []]
    for group, into in zip(places, modules, strict=True):
        for share in map_shares(read, group, title="reading modules"):
            into += share.modules
            diagnostics.extend(share.found)
            for name, own in share.own_places.items():
                types.own_places.setdefault(name, own)
    spans = [declaration.identifier.span for _, declaration in places[0]]
    known, dropped = _drop_duplicates(modules[0], spans, diagnostics)
    model = Model(
        modules=tuple(sorted(known, key=lambda module: module.name)),
        replacements=tuple(sorted(modules[1], key=lambda module: module.name)),
        interfaces=tuple(read.interface for _, read in sorted(interfaces.items())),
        types=types.blocks,
    )
    return _Read(model=model, types=types, dropped=dropped)


def _find_modules(files: Sequence[File]) -> list[_Place]:
    return [
        (file, declaration)
        for file in files
        for declaration in file.declarations
        if isinstance(declaration, ModuleDeclaration)
    ]


def _drop_duplicates(
    modules: Sequence[Module], identifiers_at: Sequence[Span], diagnostics: Diagnostics
) -> tuple[list[Module], list[Module]]:
    """Keep the first module of each identifier and of each name; return the others
    as well."""
    identifiers: dict[str, Module] = {}
    names: dict[str, Module] = {}
    kept, dropped = [], []
    for module, at in zip(modules, identifiers_at, strict=True):
        first = identifiers.get(module.identifier) or names.get(module.name)
        if first is None:
            identifiers[module.identifier] = names[module.name] = module
            kept.append(module)
            continue
        dropped.append(module)
        by_name = first.name == module.name
        shown = module.name if by_name else module.identifier
        diagnostics.report(
            "E201",
            module.span if by_name else at,
            f"duplicate module: another one has the {'name' if by_name else 'identifier'}"
            f" '{shorten(shown)}'",
            notes=[Note(message="first declared here", span=first.span)],
            help="rename one of them; to replace a module, name its new spec in the "
            "profile's 'replace'",
        )
    return kept, dropped


def _read_implementations(
    files: Sequence[File],
    replacements: Sequence[File],
    places: tuple[list[_Place], list[_Place]],
    interfaces: Mapping[str, ReadInterface],
    diagnostics: Diagnostics,
) -> dict[int, tuple[Implementation, ...]]:
    """Return the implementations of each module declaration, by its id()."""
    found: dict[int, dict[str, Implementation]] = {}
    for group, own_places in zip((files, replacements), places, strict=True):
        known: dict[str, ModuleDeclaration] = {}
        for _, module in own_places:
            known.setdefault(module.identifier.text, module)
        for file in group:
            own = {
                d.identifier.text: d
                for d in reversed(file.declarations)
                if isinstance(d, ModuleDeclaration)
            }
            for declaration in file.declarations:
                if not isinstance(declaration, ImplementationDeclaration):
                    continue
                word = declaration.module
                owner = own.get(word.text) or known.get(word.text)
                implementation = read_implementation(
                    declaration, interfaces, diagnostics
                )
                if owner is None:
                    diagnostics.report(
                        "E412",
                        word.span,
                        f"no module has the identifier '{shorten(word.text)}'",
                        help=did_you_mean(word.text, known)
                        or "the identifier is what stands behind 'module'",
                    )
                elif implementation is not None:
                    _add(found.setdefault(id(owner), {}), implementation, diagnostics)
    for _, module in (*places[0], *places[1]):
        check_shared_names(
            tuple(found.get(id(module), {}).values()),
            module.identifier.text,
            diagnostics,
        )
    return {owner: tuple(of.values()) for owner, of in found.items()}


def _add(
    implementations: dict[str, Implementation],
    implementation: Implementation,
    diagnostics: Diagnostics,
) -> None:
    first = implementations.setdefault(implementation.interface, implementation)
    if first is not implementation:
        diagnostics.report(
            "E410",
            implementation.span,
            f"the module implements '{implementation.interface}' twice",
            notes=[Note(message="first here", span=first.span)],
        )
