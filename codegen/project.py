# SPDX-License-Identifier: MIT
"""From folders and a profile to a plan: runs the stages in order, once.

Every stage reports into one `Diagnostics` and the next one runs as far as it can,
so that one run shows all mistakes.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from codegen.analyse import analyse
from codegen.diagnostics import Diagnostic, Diagnostics
from codegen.forked import map_shares
from codegen.parse.discover import find_specs, read_source
from codegen.model import Model
from codegen.parse.parser import parse
from codegen.plan.image import make_plan
from codegen.plan.model import Plan
from codegen.profile.profile import Profile, parse_profile
from codegen.parse.syntax import File
from codegen.root import ROOT

__all__ = ["PUBLIC_TYPES", "ROOT", "Project", "load_project", "read_specs"]

PUBLIC_TYPES = Path("runtime/include/helix/types.h")


@dataclass(frozen=True, kw_only=True)
class Project:
    """`profile` and `plan` are None where their input is missing or unusable.

    `inputs` are the files and folders that were read: when one of them changes, all
    of this has to be done again.
    """

    model: Model
    profile: Profile | None
    plan: Plan | None
    diagnostics: Diagnostics
    inputs: tuple[Path, ...]


def _depth(folder: Path) -> int:
    return len(folder.parts)


def read_specs(
    paths: Sequence[Path],
    folders: Sequence[Path],
    working_folder: Path,
    diagnostics: Diagnostics,
) -> list[File]:
    """Parse files that lie below one of the folders each."""
    # The outermost first.
    tops = [(os.path.join(f, ""), f.parent) for f in sorted(folders, key=_depth)]

    def read(share: Iterable[Path]) -> tuple[list[File], tuple[Diagnostic, ...]]:
        files: list[File] = []
        found = Diagnostics()
        for path in share:
            name = str(path)
            source = read_source(
                path,
                root=next(root for top, root in tops if name.startswith(top)),
                working_folder=working_folder,
                diagnostics=found,
            )
            if source is not None:
                files.append(parse(source, found))
        return files, found.sorted()

    files: list[File] = []
    for read_files, found in map_shares(read, paths, title="reading specs"):
        files += read_files
        diagnostics.extend(found)
    return files


def _read_profile(
    path: Path,
    target: str | None,
    working_folder: Path,
    diagnostics: Diagnostics,
) -> Profile | None:
    source = read_source(
        path,
        root=path.parent,
        working_folder=working_folder,
        diagnostics=diagnostics,
    )
    if source is None:
        return None
    return parse_profile(source, target=target, diagnostics=diagnostics)


def _replacement_files(path: Path | None, profile: Profile | None) -> list[Path]:
    """The files of `replace`, beside the profile; planning reports missing ones."""
    if path is None or profile is None:
        return []
    files = [(path.parent / entry.name).resolve() for entry in profile.replace]
    return [file for file in files if file.is_file()]


def load_project(
    *,
    folders: Sequence[Path],
    profile: Path | None,
    target: str | None = None,
    root: Path = ROOT,
    working_folder: Path,
) -> Project:
    """Read all specs below `folders` and the profile, and plan the image.

    `folders` and `profile` exist, with absolute paths; that is the command line's
    matter. `root` is the project's folder, `working_folder` the one that messages are
    relative to.
    """
    diagnostics = Diagnostics()
    chosen = None
    if profile is not None:
        chosen = _read_profile(profile, target, working_folder, diagnostics)
    replacements = _replacement_files(profile, chosen)
    found = find_specs(folders, replacements)
    files = read_specs(found.specs, folders, working_folder, diagnostics)
    replacement_files = read_specs(
        replacements,
        [path.parent for path in replacements],
        working_folder,
        diagnostics,
    )
    model = analyse(
        files,
        replacement_files,
        public_types=(ROOT / PUBLIC_TYPES).read_text(encoding="utf-8"),
        root=root,
        working_folder=working_folder,
        diagnostics=diagnostics,
    )
    plan = None
    if chosen is not None:
        plan = make_plan(model, chosen, diagnostics)
    inputs = [*found.specs, *found.folders, *replacements, ROOT / PUBLIC_TYPES]
    if profile is not None:
        inputs.append(profile)
    if plan is not None and plan.packed is not None:
        inputs += plan.packed.folders
    return Project(
        model=model,
        profile=chosen,
        plan=plan,
        diagnostics=diagnostics,
        inputs=tuple(inputs),
    )
