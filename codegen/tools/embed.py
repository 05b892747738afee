# SPDX-License-Identifier: MIT
"""configure.py --embed: specs and profile in, a folder for another kernel's build out."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from codegen.embed.collect import collect_files
from codegen.embed.folder import FolderError, write_folder
from codegen.plan.model import Plan
from codegen.project import ROOT, Project
from codegen.render.renderer import Renderer
from codegen.tools.arguments import UsageError

# Where the project's own sources are, which a folder must not mix with.
_SOURCES = ("boot", "codegen", "docs", "modules_impl", "runtime", "templates")
# A Makefile has no way to name others in a list.
_PLAIN = re.compile(r"[A-Za-z0-9_.,+@/-]+")


def read_embed_folder(folder: Path | None) -> Path | None:
    """Return it absolute. Raises UsageError where nothing may be written."""
    if folder is None:
        return None
    absolute = Path(os.path.abspath(folder))
    if absolute.exists() and not absolute.is_dir():
        raise UsageError(f"'{folder}' is not a folder; --embed takes a folder")
    if absolute in (ROOT, *ROOT.parents):
        raise UsageError(f"--embed '{folder}' holds the project itself")
    if any(absolute.is_relative_to(ROOT / name) for name in _SOURCES):
        raise UsageError(f"--embed '{folder}' is among the project's own sources")
    return absolute


def embed(folder: Path, project: Project, plan: Plan) -> None:
    """Write the folder, and say what has changed. Raises UsageError."""
    if plan.loadables:
        names = ", ".join(f"'{file.module.name}'" for file in plan.loadables)
        raise UsageError(
            f"the profile '{plan.profile.name}' loads {names} at run time, and a kernel "
            "that embeds Helix cannot; remove 'loadable' and 'replace' from [modules]"
        )
    files = collect_files(plan, project.model, Renderer(), ROOT)
    for file in files:
        if _PLAIN.fullmatch(file.path) is None:
            raise UsageError(
                f"helix.mk cannot name '{file.path}'; give the file or its folder a "
                "name without spaces and special characters"
            )
    try:
        written = write_folder(folder, files)
    except FolderError as error:
        raise UsageError(str(error)) from error
    for name in written.kept:
        sys.stderr.write(
            f"configure.py: '{folder / name}' is no longer needed and stays, because "
            "it has been edited\n"
        )
    print(
        f"embedded in {os.path.relpath(folder)}: profile={plan.profile.name} "
        f"modules={len(plan.modules)} files={len(files)} changed={written.changed}"
    )
