# SPDX-License-Identifier: MIT
"""Reads one `module { }` with all its blocks."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from codegen.analyse.config import read_config
from codegen.analyse.constraint import make_constraint
from codegen.analyse.fields import check_saved_state, read_fields
from codegen.analyse.fragment import check_word
from codegen.analyse.hooks import read_hooks, take_body
from codegen.analyse.info import read_info, read_restart
from codegen.analyse.migration import read_migrations
from codegen.analyse.types import GlobalTypes, read_module_types
from codegen.diagnostics import Diagnostics, Note, did_you_mean
from codegen.parse.discover import name_for_display
from codegen.parse.lexer import shorten
from codegen.model import Body, ConfigKey, Field, Implementation, Module, Use
from codegen.source import Source, Span
from codegen.parse.syntax import (
    CBlock,
    ConfigBlock,
    Declaration,
    File,
    ImplBlock,
    InfoBlock,
    MigrateBlock,
    ModuleDeclaration,
    ModulePart,
    RestartBlock,
    SourcesEntry,
    StateBlock,
    TypesBlock,
    UsesBlock,
)


@dataclass(frozen=True, kw_only=True)
class _Parts:
    """The parts of a module, each at most once but for migrations."""

    info: InfoBlock | None = None
    config: ConfigBlock | None = None
    state: StateBlock | None = None
    uses: UsesBlock | None = None
    sources: SourcesEntry | None = None
    c: CBlock | None = None
    types: TypesBlock | None = None
    impl: ImplBlock | None = None
    restart: RestartBlock | None = None
    migrations: tuple[MigrateBlock, ...] = ()


_ATTRIBUTES: dict[type[ModulePart], str] = {
    InfoBlock: "info",
    ConfigBlock: "config",
    StateBlock: "state",
    UsesBlock: "uses",
    SourcesEntry: "sources",
    CBlock: "c",
    TypesBlock: "types",
    ImplBlock: "impl",
    RestartBlock: "restart",
}


def _sort_parts(module: ModuleDeclaration, diagnostics: Diagnostics) -> _Parts:
    found: dict[str, ModulePart] = {}
    migrations = []
    for part in module.parts:
        if isinstance(part, MigrateBlock):
            migrations.append(part)
            continue
        name = _ATTRIBUTES[type(part)]
        first = found.setdefault(name, part)
        if first is not part:
            diagnostics.report(
                "E203",
                part.keyword.span,
                f"'{name}' stands twice in one module",
                notes=[Note(message="first here", span=first.keyword.span)],
                help="put all of it into the first one",
            )
    return _Parts(**found, migrations=tuple(migrations))  # type: ignore[arg-type]


def read_module(
    declaration: ModuleDeclaration,
    file: File,
    implementations: tuple[Implementation, ...],
    types: GlobalTypes,
    root: Path,
    working_folder: Path,
    diagnostics: Diagnostics,
) -> Module:
    identifier = declaration.identifier
    if check_word(identifier, "module", diagnostics) and identifier.text.startswith(
        "hx_"
    ):
        diagnostics.report(
            "E213",
            identifier.span,
            f"the module '{shorten(identifier.text)}' begins with hx_, as the runtime's "
            "names do",
            help="choose another name",
        )
    parts = _sort_parts(declaration, diagnostics)
    info = read_info(declaration, parts.info, diagnostics)
    if info.name == "kernel":
        diagnostics.report(
            "E213",
            info.name_span,
            "the name 'kernel' is the kernel's own, as the source of its requests",
            help="choose another name",
        )
    module_types, scope = None, types.scope
    if parts.types is not None:
        module_types, scope = read_module_types(
            parts.types, identifier.text, types, diagnostics
        )
    config: tuple[ConfigKey, ...] = ()
    if parts.config is not None:
        config = read_config(parts.config.declarations, scope, diagnostics)
    state: tuple[Field, ...] = ()
    state_complete = declaration.complete
    if parts.state is not None:
        state, state_complete = read_fields(
            parts.state.declarations, scope, diagnostics
        )
        state_complete = state_complete and declaration.complete
    state_version = _read_state_version(parts.state, diagnostics)
    hooks = read_hooks(declaration, parts.impl, diagnostics)
    saves = "HOT_RELOADABLE" in info.flags and not hooks.has("save_state")
    if saves and hooks.complete:
        check_saved_state(state, diagnostics)
    migrations = read_migrations(
        parts.migrations, state, state_version, state_complete, scope, diagnostics
    )
    return Module(
        identifier=identifier.text,
        name=info.name,
        version=info.version,
        description=info.description,
        author=info.author,
        license=info.license,
        flags=info.flags,
        dependencies=info.dependencies,
        provides=info.provides,
        orderings=info.orderings,
        publishes=info.publishes,
        config=config,
        state=state,
        state_version=state_version,
        uses=_read_uses(parts.uses, diagnostics),
        sources=_read_sources(parts.sources, file, root, working_folder, diagnostics),
        c_block=None if parts.c is None else take_body(parts.c.body),
        types=module_types,
        hooks=tuple(hooks.hooks),
        event_hooks=tuple(hooks.events),
        request_hooks=tuple(hooks.requests),
        migrations=migrations,
        restart=(
            None
            if parts.restart is None
            else read_restart(parts.restart, declaration.complete, diagnostics)
        ),
        implementations=implementations,
        needs_types=types.find_needs(_texts(parts, implementations)),
        doc=declaration.doc,
        spec=file.source,
        span=info.name_span,
    )


def _read_state_version(block: StateBlock | None, diagnostics: Diagnostics) -> int:
    if block is None or block.version is None or block.version_span is None:
        return 1
    if 1 <= block.version <= 0xFFFF_FFFF:
        return block.version
    diagnostics.report(
        "E222",
        block.version_span,
        f"{block.version} is no version of a schema",
        help="versions count from 1",
    )
    return 1


def _read_uses(block: UsesBlock | None, diagnostics: Diagnostics) -> tuple[Use, ...]:
    uses: dict[str, Use] = {}
    for entry in block.entries if block is not None else ():
        handle = entry.handle
        if not check_word(handle, "handle", diagnostics):
            continue
        if handle.text in uses:
            diagnostics.report(
                "E207",
                handle.span,
                f"duplicate handle '{shorten(handle.text)}'",
                notes=[Note(message="first here", span=uses[handle.text].span)],
            )
            continue
        uses[handle.text] = Use(
            interface=entry.interface.text,
            constraint=make_constraint(entry.constraint, diagnostics),
            handle=handle.text,
            optional=entry.optional,
            span=entry.span,
        )
    return tuple(uses.values())


def _read_sources(
    entry: SourcesEntry | None,
    file: File,
    root: Path,
    working_folder: Path,
    diagnostics: Diagnostics,
) -> tuple[Source, ...]:
    """Find the files; they are the compiler's to read, so their text stays out."""
    if entry is None:
        return ()
    folder = os.path.dirname(file.source.path)
    found: dict[str, Source] = {}
    seen: dict[str, Span] = {}
    for string in entry.files:
        name = string.text
        path = Path(os.path.normpath(os.path.join(folder, name)))
        first = seen.setdefault(str(path), string.span)
        if first is not string.span:
            diagnostics.report(
                "E220",
                string.span,
                f"'{shorten(name)}' stands twice in sources",
                notes=[Note(message="first here", span=first)],
            )
        elif os.path.isabs(name) or not name.endswith(".c"):
            diagnostics.report(
                "E221",
                string.span,
                f"'{shorten(name)}' is not the name of a C file beside the spec",
                help='write sources: "file.c"; relative to the folder of the spec',
            )
        elif "\0" in name or not os.path.isfile(path):
            diagnostics.report(
                "E218",
                string.span,
                f"no file '{shorten(name)}' beside the spec",
                help=did_you_mean(os.path.normpath(name), _list_near(folder, name))
                or "the path is relative to the folder of the spec",
            )
        else:
            found[str(path)] = Source(
                path=path,
                display=name_for_display(path, working_folder),
                line_name=os.path.relpath(path, root),
                text="",
            )
    return tuple(found.values())


def _list_near(folder: str, name: str) -> list[str]:
    """Return the C files in the folder of `name`, and beside the spec."""
    inner = os.path.dirname(os.path.normpath(name))
    names = []
    for part in {inner, ""}:
        try:
            entries = os.listdir(os.path.join(folder, part))
        except (OSError, ValueError):
            continue
        names += [os.path.join(part, e) for e in entries if e.endswith(".c")]
    return names


def _texts(parts: _Parts, implementations: Sequence[Implementation]) -> Iterator[str]:
    """Yield all C of a module, to find the types that it names."""

    def of(declarations: Sequence[Declaration]) -> Iterator[str]:
        for declaration in declarations:
            yield declaration.declarator.text
            if declaration.default is not None:
                yield declaration.default.text
            for annotation in declaration.annotations:
                yield from (argument.text for argument in annotation.arguments)

    if parts.config is not None:
        yield from of(parts.config.declarations)
    if parts.state is not None:
        yield from of(parts.state.declarations)
    for migration in parts.migrations:
        yield from of(migration.fields or ())
        if migration.body is not None:
            yield migration.body.text
    if parts.c is not None:
        yield parts.c.body.text
    if parts.types is not None:
        yield parts.types.body.text
    for hook in parts.impl.hooks if parts.impl is not None else ():
        if hook.body is not None:
            yield hook.body.text
    bodies: list[Body | None] = [
        operation.body
        for implementation in implementations
        for operation in implementation.operations
    ]
    yield from (body.text for body in bodies if body is not None)
