# SPDX-License-Identifier: MIT
"""The modules of a profile that are built as files of their own, NAME.hxm.

A module of `loadable` is one, named after the module, and so is the module of each
spec of `replace`, named after the spec's file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from codegen.diagnostics import Diagnostics, Note
from codegen.model import Constraint, Dependency, Model, Module, Use
from codegen.plan.hidden import HiddenParts
from codegen.profile.profile import Profile, ProfileName
from codegen.profile.toml_reader import shown

# What people type behind the shell's `load`.
_STEM = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_SUFFIX = ".hxm"
# NAME_MAX of every file system that matters.
_LONGEST_NAME = 255


@dataclass(frozen=True, kw_only=True)
class ModuleFile:
    """`module` is built as `stem`.hxm because the profile has `entry` in one of its
    lists; `replacement` says in which."""

    stem: str
    module: Module
    replacement: bool
    entry: ProfileName

    @property
    def name(self) -> str:
        return self.stem + _SUFFIX

    @property
    def kind(self) -> str:
        return "a replacement" if self.replacement else "loadable"

    def meets(self, dependency: Dependency) -> bool:
        """Whether its module is, or provides, what the dependency asks for."""
        return dependency.constraint.accepts(self.module.version) and (
            dependency.name == self.module.name
            or any(c.name == dependency.name for c in self.module.provides)
        )

    def serves(self, use: Use) -> bool:
        return self.implements(use.interface, use.constraint)

    def implements(self, interface: str, constraint: Constraint) -> bool:
        served = self.module.implementation(interface)
        return served is not None and constraint.accepts(served.version)


def list_files(
    model: Model,
    profile: Profile,
    loadable: Mapping[str, ProfileName],
    hidden: HiddenParts,
    diagnostics: Diagnostics,
) -> tuple[ModuleFile, ...]:
    """Return the files, sorted by stem; what cannot be one is reported.

    `loadable` are the modules of that list that are known. That two files would have
    one name is reported elsewhere; the first one is in the result.
    """
    found: dict[str, ModuleFile] = {}
    for file in (
        *_list_loadable(model, loadable),
        *_list_replacements(model, profile, hidden, diagnostics),
    ):
        if _has_good_name(file, diagnostics):
            found.setdefault(file.stem, file)
    return tuple(found[stem] for stem in sorted(found))


def _list_loadable(
    model: Model, loadable: Mapping[str, ProfileName]
) -> Iterator[ModuleFile]:
    for name, entry in loadable.items():
        module = model.module(name)
        if module is not None:
            yield ModuleFile(stem=name, module=module, replacement=False, entry=entry)


def _list_replacements(
    model: Model, profile: Profile, hidden: HiddenParts, diagnostics: Diagnostics
) -> Iterator[ModuleFile]:
    folder = profile.source.path.parent
    for entry in profile.replace:
        path = (folder / entry.name).resolve()
        modules = [m for m in model.replacements if m.spec.path == path]
        if len(modules) == 1:
            yield ModuleFile(
                stem=PurePosixPath(entry.name).stem,
                module=modules[0],
                replacement=True,
                entry=entry,
            )
        elif path.is_file() and not _is_unread(path, hidden):
            _report_count(entry, modules, diagnostics)


def _is_unread(path: Path, hidden: HiddenParts) -> bool:
    return any(source.path == path for _, source in hidden.errors)


def _report_count(
    entry: ProfileName, modules: Sequence[Module], diagnostics: Diagnostics
) -> None:
    count = f"{len(modules)} modules" if modules else "no module"
    diagnostics.report(
        "E611",
        entry.span,
        f"'{shown(entry.name)}' declares {count}, and a replacement is one",
        notes=[
            Note(message=f"'{module.name}' is declared here", span=module.span)
            for module in modules
        ],
        help="write each module that replaces another in a spec of its own",
    )


def _has_good_name(file: ModuleFile, diagnostics: Diagnostics) -> bool:
    if _STEM.fullmatch(file.stem) is None:
        diagnostics.report(
            "E611",
            file.entry.span,
            f"'{shown(file.name)}' is no name for a module's file",
            help="name the spec with letters, digits, '_', '.' and '-': its module is "
            "built under the name of the spec, and loaded by it",
        )
        return False
    if len(file.name) > _LONGEST_NAME:
        diagnostics.report(
            "E611",
            file.entry.span,
            f"'{shown(file.name)}' is longer than the {_LONGEST_NAME} characters that "
            "a file's name may have",
            help="give the module a shorter name",
        )
        return False
    return True
